// Speed-up over threads: thin lines are layers, thick ones networks.

function drawScaling() {
  const record = state.record;
  const holder = bodyOf('scaling');
  const lines = [
    ...linesOf(shown(), false),
    ...linesOf(record.totals.filter(total => !state.hidden.has(total.who) && colours.has(total.who)), true),
  ];
  if (lines.length === 0) {
    return holder.replaceChildren(note('This record has one number of threads only; bench --jobs 1,-1 measures more.'));
  }
  const narrow = isNarrow(holder);
  const [width, height] = narrow ? [420, 360] : [1000, 380];
  const edge = { left: 40, right: width - 16, top: 22, bottom: height - 40 };
  const threads = unique(lines.flatMap(line => line.points.map(point => point.jobs))).sort((a, b) => a - b);
  const most = Math.max(threads.at(-1), ...lines.flatMap(line => line.points.map(point => point.gain)));
  const x = linear(threads[0], threads.at(-1), edge.left + 30, edge.right - 30);
  const y = linear(0, most * 1.05, edge.bottom, edge.top);
  const drawing = chart(width, height, 'Speed-up over threads');
  for (const tick of y.ticks) {
    drawing.append(
      svg('line', { class: 'grid', x1: edge.left, x2: edge.right, y1: y(tick), y2: y(tick) }),
      svg('text', { x: edge.left - 6, y: y(tick) + 4, 'text-anchor': 'end' }, round(tick) + 'x'));
  }
  for (const tick of threads) {
    drawing.append(svg('text', { x: x(tick), y: edge.bottom + 18, 'text-anchor': 'middle' }, String(tick)));
  }
  drawing.append(
    svg('text', { x: edge.right, y: height - 4, 'text-anchor': 'end' }, 'threads'),
    svg('line', {
      class: 'roof', 'stroke-dasharray': '4 4',
      x1: x(threads[0]), y1: y(threads[0]), x2: x(threads.at(-1)), y2: y(threads.at(-1)),
    }));
  const points = lines.flatMap(line => scalingLine(drawing, record, line, x, y));
  const frame = html('div', {}, drawing);
  readable(frame, points, 'Scaling');
  holder.replaceChildren(frame);
}

function linesOf(measures, network) {
  const lines = new Map();
  for (const measure of measures) {
    const key = measure.key.split(' | ').slice(0, 2).join(' | ');
    if (!lines.has(key)) lines.set(key, []);
    lines.get(key).push(measure);
  }
  return [...lines.values()]
    .filter(line => line.length > 1 && line.some(measure => measure.jobs === 1))
    .map(line => {
      const alone = line.find(measure => measure.jobs === 1).micros;
      const points = line.sort((a, b) => a.jobs - b.jobs)
        .map(measure => ({ measure, jobs: measure.jobs, gain: alone / measure.micros }));
      return { network, who: line[0].who, points };
    });
}

function scalingLine(drawing, record, line, x, y) {
  const path = line.points.map(point => `${x(point.jobs).toFixed(1)},${y(point.gain).toFixed(1)}`).join(' ');
  drawing.append(svg('polyline', {
    points: path, fill: 'none', stroke: colour(line.who), 'stroke-width': line.network ? 3.5 : 1, opacity: line.network ? 1 : 0.45,
  }));
  return line.points.slice(1).map(point => {
    const node = svg('circle', { cx: x(point.jobs), cy: y(point.gain), r: line.network ? 6 : 3.5, fill: colour(line.who) });
    drawing.append(node);
    return pointOf(node, record, point.measure, [`${point.gain.toFixed(2)} times faster than on one thread`]);
  });
}
