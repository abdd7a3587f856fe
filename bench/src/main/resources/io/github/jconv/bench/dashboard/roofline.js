// Speed over intensity, both logarithmic.

function drawRoofline() {
  const record = state.record;
  const holder = bodyOf('roofline');
  const measures = shown().filter(measure => measure.jobs === state.jobs && measure.flops && measure.bytes);
  if (measures.length === 0) return holder.replaceChildren(note('Nothing passes the filter.'));
  const narrow = isNarrow(holder);
  const [width, height] = narrow ? [420, 400] : [1000, 460];
  const edge = { left: 52, right: width - 12, top: 22, bottom: height - 44 };
  const intensity = measure => measure.flops / measure.bytes;
  const roof = record.peak ? record.peak * state.jobs : null;
  const xs = measures.map(intensity);
  const ys = measures.map(gflops);
  const ridge = roof && record.copy ? [roof / record.copy] : [];
  const x = logarithmic(Math.min(...xs, ...ridge) / 1.5, Math.max(...xs) * 1.5, edge.left, edge.right);
  const floor = Math.min(...ys, ...(roof ? [roof / 10] : [])) / 1.3;
  const y = logarithmic(floor, Math.max(...ys, roof || 0) * 1.3, edge.bottom, edge.top);
  const drawing = chart(width, height, 'Speed over intensity');
  for (const tick of x.ticks) {
    drawing.append(
      svg('line', { class: 'grid', x1: x(tick), x2: x(tick), y1: edge.top, y2: edge.bottom }),
      svg('text', { x: x(tick), y: edge.bottom + 16, 'text-anchor': 'middle' }, round(tick)));
  }
  for (const tick of y.ticks) {
    drawing.append(
      svg('line', { class: 'grid', x1: edge.left, x2: edge.right, y1: y(tick), y2: y(tick) }),
      svg('text', { x: edge.left - 6, y: y(tick) + 4, 'text-anchor': 'end' }, round(tick)));
  }
  drawing.append(
    svg('text', { x: edge.left, y: 13 }, 'GFLOP/s'),
    svg('text', { x: edge.right, y: height - 6, 'text-anchor': 'end' }, 'floating-point operations a byte'));
  const labels = ceilings(drawing, record, roof, floor, x, y, edge);
  const points = measures.map(measure => {
    const place = { 'fill': colour(measure.who), 'fill-opacity': 0.8 };
    const [cx, cy] = [x(intensity(measure)), y(gflops(measure))];
    const node = measure.own
      ? svg('circle', { cx, cy, r: 5.5, ...place })
      : svg('rect', { x: cx - 4, y: cy - 4, width: 8, height: 8, ...place });
    drawing.append(node);
    return { ...pointOf(node, record, measure, [short(intensity(measure)) + ' operations a byte']), at: cx };
  });
  drawing.append(...labels);
  const frame = html('div', {}, drawing);
  readable(frame, points.sort((a, b) => a.at - b.at), 'Roofline');
  holder.replaceChildren(frame);
}

/** Draws the measured limits; returns their names, which go above the points. */
function ceilings(drawing, record, roof, floor, x, y, edge) {
  if (!roof) return [];
  const name = (at, height, anchor, text) =>
    svg('text', { class: 'strong halo', x: at, y: height, 'text-anchor': anchor, 'pointer-events': 'none' }, text);
  drawing.append(svg('line', { class: 'roof', x1: edge.left, x2: edge.right, y1: y(roof), y2: y(roof) }));
  const labels = [name(edge.left + 6, y(roof) - 6, 'start',
    `peak ${short(roof)} GFLOP/s` + (state.jobs > 1 ? `, ${state.jobs} cores` : ', one core'))];
  if (!record.copy) return labels;
  // where the slope enters below and where it meets the roof, within the frame
  const at = byte => Math.min(edge.right, Math.max(edge.left, x(byte)));
  const speed = byte => Math.max(floor, byte * record.copy);
  const start = Math.max(x.from, floor / record.copy);
  const end = Math.min(x.to, roof / record.copy);
  if (end > start) {
    drawing.append(
      svg('line', { class: 'roof', x1: at(start), y1: y(speed(start)), x2: at(end), y2: y(speed(end)) }));
    const middle = Math.sqrt(start * end);
    labels.push(name(at(middle) + 8, y(speed(middle)) + 16, 'start', `copy ${short(record.copy)} GB/s, one core`));
  }
  return labels;
}
