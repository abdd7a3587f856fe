// Bars by layer. What counts no operations has no bar but its time.

const ROW = 17;
const CARD = 340;
const LETTER = 6.5;
const MOST_LETTERS = 26;
const VALUES = 54;
const MOST_CARDS = 60;
const MOST_NARROW_CARDS = 20;

const METRICS = {
  percent: { of: (record, measure) => 100 * partOfPeak(record, measure), text: value => short(value) + ' %', peak: () => 100 },
  gflops: { of: (record, measure) => gflops(measure), text: short, peak: record => record.peak * state.jobs },
  micros: { of: (record, measure) => measure.micros, text: value => time(value), peak: () => null },
};

function drawLayers() {
  const record = state.record;
  const works = layerGroups(record, shown().filter(measure => measure.jobs === state.jobs));
  const count = works.length;
  byId('layers-count').textContent = count === 1 ? '1 layer' : count + ' layers';
  const holder = bodyOf('layers');
  if (count === 0) return holder.replaceChildren(note('Nothing passes the filter.'));
  const axis = axisOf(record, works);
  holder.replaceChildren(some(works, isNarrow(holder) ? MOST_NARROW_CARDS : MOST_CARDS, part => cards(record, part, axis)));
}

function layerGroups(record, measures) {
  const works = new Map();
  for (const measure of measures) {
    const key = measure.key.split(' | ')[0];
    if (!works.has(key)) works.set(key, []);
    works.get(key).push(measure);
  }
  const list = [...works.values()].map(rows => workOf(record, rows));
  const sorts = {
    order: () => 0,
    weight: (a, b) => b.weight - a.weight,
    ratio: (a, b) => a.ratio - b.ratio,
    percent: (a, b) => a.percent - b.percent,
  };
  return list.sort(sorts[state.sort]);
}

function workOf(record, rows) {
  const least = list => Math.min(...list.map(measure => measure.micros));
  const own = least(rows.filter(measure => measure.own));
  const other = least(rows.filter(measure => !measure.own));
  const fastest = rows.reduce((a, b) => a.micros <= b.micros ? a : b);
  const first = rows[0];
  const groups = {
    network: first.network,
    window: first.shape ? first.shape.split(' ')[0] + (/ g\d+/.test(first.shape) ? ' in groups' : '') : first.network,
    winner: 'fastest: ' + fastest.who,
    none: '',
  };
  return {
    rows,
    first,
    ratio: Number.isFinite(other) && Number.isFinite(own) ? other / own : Infinity,
    weight: first.count * (Number.isFinite(own) ? own : fastest.micros),
    percent: Math.max(...rows.map(measure => partOfPeak(record, measure) || 0)),
    group: groups[state.group],
  };
}

function axisOf(record, works) {
  const metric = METRICS[state.metric];
  const values = works.flatMap(work => work.rows).map(measure => metric.of(record, measure)).filter(value => value > 0);
  const most = Math.max(metric.peak(record) || 0, ...values);
  const letters = Math.max(...works.flatMap(work => work.rows).map(measure => measure.who.length));
  const names = Math.ceil((Math.min(letters, MOST_LETTERS) + 1) * LETTER);
  const scale = state.log
    ? logarithmic(10 ** Math.floor(Math.log10(Math.min(most / 10, ...values))), most, names, CARD - VALUES)
    : linear(0, most || 1, names, CARD - VALUES);
  const peak = record.peak ? metric.peak(record) : null;
  return { metric, scale, start: names, peak: peak && peak <= most ? scale(peak) : null };
}

function cards(record, works, axis) {
  const holder = html('div');
  const points = [];
  const names = unique(works.map(work => work.group));
  for (const name of names) {
    if (name) holder.append(html('h3', {}, name));
    const grid = html('div', { class: 'cards' });
    for (const work of works.filter(item => item.group === name)) grid.append(card(record, work, axis, points));
    holder.append(grid);
  }
  readable(holder, points, 'Layers');
  return holder;
}

function card(record, work, { metric, scale, start, peak }, points) {
  const first = work.first;
  const ratio = Number.isFinite(work.ratio) ? html('span', { class: 'ratio' }, work.ratio.toFixed(2) + 'x') : null;
  const drawing = chart(CARD, work.rows.length * ROW, first.work);
  work.rows.forEach((measure, i) => {
    const value = metric.of(record, measure);
    const y = i * ROW;
    const bar = svg('g', {},
      svg('rect', { x: 0, y, width: CARD, height: ROW, fill: 'transparent' }),
      svg('text', { x: 0, y: y + 12, class: measure.own ? 'strong' : null }, clipped(measure.who)),
      svg('rect', {
        x: start, y: y + 2, width: value > 0 ? Math.max(1, scale(value) - start) : 0, height: ROW - 5, rx: 2, fill: colour(measure.who),
      }),
      whisker(record, measure, metric, scale, y + ROW / 2 - 0.5),
      svg('text', { x: CARD, y: y + 12, 'text-anchor': 'end', class: 'strong' }, value > 0 ? metric.text(value) : time(measure.micros)));
    drawing.append(bar);
    points.push(pointOf(bar, record, measure));
  });
  if (peak && work.rows.some(measure => measure.flops)) drawing.append(svg('line', { class: 'peak', x1: peak, x2: peak, y1: 0, y2: work.rows.length * ROW }));
  return html('div', { class: 'card' },
    html('h4', {},
      html('span', {}, first.work, ' ', html('small', {}, first.shape + (first.count > 1 ? ' ×' + first.count : ''))), ratio),
    drawing);
}

function whisker(record, measure, metric, scale, y) {
  const ends = [measure.low, measure.high].map(micros => metric.of(record, { ...measure, micros }));
  if (!ends.every(end => end > 0)) return null;
  const [from, to] = ends.map(end => Math.min(scale(end), CARD - VALUES));
  return svg('line', { class: 'whisker', x1: from, x2: to, y1: y, y2: y });
}

const clipped = text => text.length > MOST_LETTERS ? text.slice(0, MOST_LETTERS - 1) + '…' : text;
