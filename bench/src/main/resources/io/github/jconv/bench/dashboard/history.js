// One thing over all records of a machine.

const MOST_CONTENDERS = 8;

/** What can be followed: networks first, then single layers; the contender is left open. */
function seriesNames(record) {
  const name = point => `${point.key.split(' | ')[0]} | ${point.jobs}`;
  const text = point => `${point.work}${point.shape ? ' ' + point.shape : ''}, `
    + (point.jobs === 1 ? '1 thread' : point.jobs + ' threads');
  return new Map([...record.totals, ...record.measures].map(point => [name(point), text(point)]));
}

function historyOf(series) {
  const [work, jobs] = series.split(' | ');
  const has = record => [...record.totals, ...record.measures]
    .some(point => point.key.split(' | ')[0] === work && point.jobs === Number(jobs));
  const same = records.filter(record => record.machine === state.record.machine && has(record));
  const lines = new Map();
  same.forEach((record, at) => {
    for (const point of [...record.totals, ...record.measures]) {
      const right = point.key.split(' | ')[0] === work && point.jobs === Number(jobs);
      if (right && !state.hidden.has(point.who) && colours.has(point.who)) {
        if (!lines.has(point.who)) lines.set(point.who, []);
        lines.get(point.who).push({ at, record, point });
      }
    }
  });
  return { same, lines: [...lines.entries()].slice(0, MOST_CONTENDERS) };
}

function drawHistory() {
  const holder = bodyOf('history');
  const { same, lines } = historyOf(state.series);
  if (lines.length === 0) return holder.replaceChildren(note('Nothing passes the filter.'));
  if (same.length === 1) return holder.replaceChildren(note('One record is no history yet: bench adds one with every run.'));
  const narrow = isNarrow(holder);
  const [width, height] = narrow ? [420, 340] : [1000, 380];
  const edge = { left: 60, right: width - 16, top: 26, bottom: height - 46 };
  const all = lines.flatMap(([, line]) => line);
  const most = Math.max(...all.map(({ point }) => Math.max(point.high, point.micros * (1 + point.noise))));
  const x = linear(0, same.length - 1, edge.left + 20, edge.right - 20);
  const y = linear(0, most * 1.08, edge.bottom, edge.top);
  const drawing = chart(width, height, 'Time over records');
  for (const tick of y.ticks) {
    drawing.append(
      svg('line', { class: 'grid', x1: edge.left, x2: edge.right, y1: y(tick), y2: y(tick) }),
      svg('text', { x: edge.left - 6, y: y(tick) + 4, 'text-anchor': 'end' }, tick === 0 ? '0' : time(tick, round)));
  }
  const every = Math.ceil(same.length / (narrow ? 4 : 9));
  same.forEach((record, at) => {
    if (at % every !== 0) return;
    drawing.append(
      svg('text', { x: x(at), y: edge.bottom + 17, 'text-anchor': 'middle' }, record.commit.slice(0, 8)),
      svg('text', { x: x(at), y: edge.bottom + 33, 'text-anchor': 'middle' }, record.date.slice(5, 10)));
  });
  const events = eventsOf(lines);
  [...events.keys()].forEach((at, i) => drawing.append(
    svg('line', { class: 'event', x1: x(at), x2: x(at), y1: edge.top, y2: edge.bottom }),
    svg('text', { class: 'strong', x: x(at), y: edge.top - 6, 'text-anchor': 'middle' }, String(i + 1))));
  const points = lines.flatMap(([who, line]) => historyLine(drawing, who, line, x, y));
  const frame = html('div', {}, drawing);
  readable(frame, points, 'History');
  holder.replaceChildren(frame, eventsList(events));
}

/** What a point has become since the record before it. */
function changeBefore(line, i) {
  const before = line[i - 1];
  return before && changeOf(before.point, line[i].point);
}

/** What changed for certain, by record. */
function eventsOf(lines) {
  const found = lines.flatMap(([who, line]) => line.map(({ at, record }, i) => ({ who, at, record, change: changeBefore(line, i) })))
    .filter(({ change }) => change && change.verdict !== 'same')
    .sort((a, b) => a.at - b.at);
  return Map.groupBy(found, event => event.at);
}

function historyLine(drawing, who, line, x, y) {
  const edgeOf = sign => line.map(({ at, point }) => `${x(at)},${y(point.micros * (1 + sign * point.noise))}`);
  drawing.append(
    svg('polygon', { class: 'band', fill: colour(who), points: [...edgeOf(1), ...edgeOf(-1).reverse()].join(' ') }),
    svg('polyline', {
      fill: 'none', stroke: colour(who), 'stroke-width': 2, points: line.map(({ at, point }) => `${x(at)},${y(point.micros)}`).join(' '),
    }));
  return line.map(({ at, record, point }, i) => {
    const change = changeBefore(line, i);
    const node = svg('circle', { cx: x(at), cy: y(point.micros), r: 5, fill: colour(who) });
    drawing.append(node);
    return pointOf(node, record, point, [
      ...(change ? [`${percent(change.middle)} since ${line[i - 1].record.commit}: ${change.verdict}`] : []),
      ...[record.subject, record.note].filter(text => text),
    ]);
  });
}

function eventsList(events) {
  if (events.size === 0) return note('No change that is larger than the noise.');
  const list = html('ol');
  for (const changes of events.values()) {
    const { record } = changes[0];
    const item = html('li', {}, `${record.commit}: ${[record.subject, record.note].filter(text => text).join('; ')}`);
    for (const { who, change } of changes) {
      const amount = percent(change.middle).replace(/^./, '');
      item.append(', ', who, ' ', html('span', { class: change.verdict }, `${change.verdict} by ${amount}`));
    }
    list.append(item);
  }
  return list;
}
