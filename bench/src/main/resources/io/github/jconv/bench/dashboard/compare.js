// Two records side by side.

const MOST_ROWS = 40;
const FOREST = 176;

/** From no time at all to twice the time; what is beyond is drawn at the edge. */
const FARTHEST = 1;

const size = change => Math.abs(Math.log1p(change.middle));

/** Networks first, then the largest changes. */
function drawCompare() {
  const { before, after } = state;
  const holder = bodyOf('compare');
  byId('compare-count').textContent = '';
  if (before === after) {
    return holder.replaceChildren(note(records.length === 1
      ? 'One record has nothing beside it yet: bench adds one with every run.'
      : 'A and B are the same record.'));
  }
  const old = new Map([...before.totals, ...before.measures].map(point => [point.key, point]));
  const rows = [...after.totals.filter(total => colours.has(total.who)), ...after.measures]
    .filter(point => old.has(point.key) && !state.hidden.has(point.who) && matches(point))
    .map(point => ({ point, was: old.get(point.key), change: changeOf(old.get(point.key), point) }))
    .filter(row => !state.changed || row.change.verdict !== 'same')
    .sort((a, b) => !b.point.suite - !a.point.suite || size(b.change) - size(a.change));
  const warning = before.machine === after.machine ? null : note('The two are of different machines, which the change is of as well: '
    + before.machine + '; ' + after.machine + '.');
  if (rows.length === 0) {
    return holder.replaceChildren(...[warning, note('The two have nothing in common that passes the filter.')].filter(Boolean));
  }
  byId('compare-count').textContent = countText(rows.map(row => row.change));
  const most = Math.max(...rows.flatMap(({ change }) => [change.noise * 1.5, Math.abs(change.low), Math.abs(change.high)]));
  const end = Math.min(most, FARTHEST);
  const table = some(rows, MOST_ROWS, part => compareTable(part, linear(-end, end, 4, FOREST - 4), end));
  holder.replaceChildren(...[warning, table].filter(Boolean));
}

function countText(changes) {
  const count = verdict => changes.filter(change => change.verdict === verdict).length;
  const noises = changes.map(change => (100 * change.noise).toFixed(1)).sort((a, b) => a - b);
  const noise = unique([noises[0], noises.at(-1)]).join(' to ');
  return `${count('faster')} faster, ${count('slower')} slower, ${count('same')} the same (noise ${noise} %)`;
}

function compareTable(rows, x, end) {
  const points = [];
  const body = html('tbody');
  for (const { point, was, change } of rows) {
    const row = html('tr', {},
      html('td', {}, `${point.work}${point.shape ? ' ' + point.shape : ''}: ${point.who}` + (point.jobs > 1 ? `, ${point.jobs} threads` : '')),
      html('td', { class: 'optional' }, time(was.micros)),
      html('td', { class: 'optional' }, time(point.micros)),
      html('td', {}, percent(change.middle)),
      html('td', { class: 'optional' }, `${percent(change.low)} to ${percent(change.high)}`),
      html('td', { class: 'forest' }, forest(change, x)),
      html('td', { class: change.verdict }, change.verdict));
    body.append(row);
    points.push(pointOf(row, state.after, point, [
      `${percent(change.middle)}, 95 % interval ${percent(change.low)} to ${percent(change.high)}: ${change.verdict}`,
      `was ${time(was.micros)} at ${state.before.commit}`,
    ]));
  }
  const axis = html('span', { class: 'ends' }, html('span', {}, percent(-end, 0)), html('span', {}, percent(end, 0)));
  const table = html('table', {},
    heads(['what'], ['A', 'optional'], ['B', 'optional'], ['change'], ['95 % interval', 'optional'], [axis, 'forest'], ['verdict']),
    body);
  const frame = html('div', { class: 'wide' }, table);
  readable(frame, points, 'A beside B');
  return frame;
}

function forest(change, x) {
  const { noise } = change;
  const clip = value => x(Math.max(-FARTHEST, Math.min(FARTHEST, value)));
  const shade = { faster: 'var(--good)', slower: 'var(--bad)', same: 'var(--faint)' }[change.verdict];
  return svg('svg', { viewBox: `0 0 ${FOREST} 20`, 'aria-hidden': 'true' },
    svg('rect', { x: clip(-noise), y: 0, width: clip(noise) - clip(-noise), height: 20, fill: 'var(--line)' }),
    svg('line', { x1: x(0), x2: x(0), y1: 0, y2: 20, stroke: 'var(--faint)' }),
    svg('line', { x1: clip(change.low), x2: clip(change.high), y1: 10, y2: 10, stroke: shade, 'stroke-width': 2 }),
    svg('circle', { cx: clip(change.middle), cy: 10, r: 4, fill: shade }));
}
