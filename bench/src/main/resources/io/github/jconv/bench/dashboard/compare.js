// Two records side by side.

const MOST_ROWS = 40;
const FOREST = 176;

const size = change => Math.abs(Math.log1p(change.middle));

/** Networks first, then the largest changes. */
function drawCompare() {
  const { before, after } = state;
  const holder = bodyOf('compare');
  const old = new Map([...before.totals, ...before.measures].map(point => [point.key, point]));
  const noise = Math.max(before.noise, after.noise);
  const rows = [...after.totals.filter(total => colours.has(total.who)), ...after.measures]
    .filter(point => old.has(point.key) && !state.hidden.has(point.who) && matches(point))
    .map(point => ({ point, was: old.get(point.key), change: changeOf(old.get(point.key), point, noise) }))
    .filter(row => !state.changed || row.change.verdict !== 'same')
    .sort((a, b) => !b.point.suite - !a.point.suite || size(b.change) - size(a.change));
  const count = verdict => rows.filter(row => row.change.verdict === verdict).length;
  byId('compare-count').textContent = `${count('faster')} faster, ${count('slower')} slower, ${count('same')} the same`
    + ` (noise ${(100 * noise).toFixed(1)} %)`;
  const warning = before.machine === after.machine ? null : note('The two records are of different machines: '
    + before.machine + '; ' + after.machine + '.');
  if (rows.length === 0) {
    return holder.replaceChildren(...[warning, note('The two have nothing in common that passes the filter.')].filter(Boolean));
  }
  const most = Math.max(noise * 1.5, ...rows.map(row => Math.min(1, Math.max(Math.abs(row.change.low), Math.abs(row.change.high)))));
  const table = some(rows, MOST_ROWS, part => compareTable(part, linear(-most, most, 4, FOREST - 4), noise));
  holder.replaceChildren(...[warning, table].filter(Boolean));
}

function compareTable(rows, x, noise) {
  const points = [];
  const body = html('tbody');
  for (const { point, was, change } of rows) {
    const row = html('tr', {},
      html('td', {}, `${point.work}${point.shape ? ' ' + point.shape : ''}: ${point.who}` + (point.jobs > 1 ? `, ${point.jobs} threads` : '')),
      html('td', { class: 'optional' }, time(was.micros)),
      html('td', { class: 'optional' }, time(point.micros)),
      html('td', {}, percent(change.middle)),
      html('td', { class: 'forest' }, forest(change, x, noise)),
      html('td', { class: change.verdict }, change.verdict));
    body.append(row);
    points.push(pointOf(row, state.after, point, [
      `${percent(change.middle)}, 95 % interval ${percent(change.low)} to ${percent(change.high)}: ${change.verdict}`,
      `was ${time(was.micros)} at ${state.before.commit}`,
    ]));
  }
  const heads = [['what'], ['A', 'optional'], ['B', 'optional'], ['change'], ['95 % interval'], ['']];
  const table = html('table', {},
    html('thead', {}, html('tr', {}, ...heads.map(([text, style]) => html('th', { class: style, scope: 'col' }, text)))), body);
  const frame = html('div', { class: 'wide' }, table);
  readable(frame, points, 'A beside B');
  return frame;
}

function forest(change, x, noise) {
  const clip = value => x(Math.max(-1, Math.min(1, value)));
  const shade = { faster: 'var(--good)', slower: 'var(--bad)', same: 'var(--faint)' }[change.verdict];
  return svg('svg', { viewBox: `0 0 ${FOREST} 20`, 'aria-hidden': 'true' },
    svg('rect', { x: x(-noise), y: 0, width: x(noise) - x(-noise), height: 20, fill: 'var(--soft)' }),
    svg('line', { x1: x(0), x2: x(0), y1: 0, y2: 20, stroke: 'var(--line)' }),
    svg('line', { x1: clip(change.low), x2: clip(change.high), y1: 10, y2: 10, stroke: shade, 'stroke-width': 2 }),
    svg('circle', { cx: clip(change.middle), cy: 10, r: 4, fill: shade }));
}
