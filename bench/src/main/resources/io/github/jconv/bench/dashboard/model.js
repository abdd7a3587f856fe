// What the records say, and what is chosen of it. A record is here what is known of one commit on one machine: Java has put
// together the files of runs that measured different things.

const records = JSON.parse(byId('records').textContent);

/** The newest other record that measured something of the same, of the same machine if there is one. */
function earlier(record) {
  const keys = new Set(record ? record.measures.map(measure => measure.key) : []);
  const others = records.filter(other => other !== record && other.measures.some(measure => keys.has(measure.key)));
  return others.findLast(other => other.machine === record.machine) || others.at(-1);
}

const state = {
  record: records.at(-1),
  jobs: 1,
  search: '',
  hidden: new Set(),
  metric: 'percent',
  group: 'network',
  sort: 'order',
  log: false,
  series: '',
  before: earlier(records.at(-1)) || records.at(-1),
  after: records.at(-1),
  changed: false,
};

const unique = list => [...new Set(list)];

/** All contenders: ours first, those that the drawing of the networks colours before others, else by how much they did. */
const contenders = Map.groupBy(records.flatMap(record => record.measures), measure => measure.who);
const isOwn = who => contenders.get(who)[0].own;
const DRAWN = ['jconv nhwc', 'jconv nchw'];
const everyone = [...contenders.keys()].sort((a, b) => isOwn(b) - isOwn(a) || DRAWN.indexOf(b) - DRAWN.indexOf(a)
  || contenders.get(b).length - contenders.get(a).length);

/** A contender keeps its colour in all charts: ours are cool, the others warm. */
const colours = new Map([
  ...everyone.filter(isOwn).map((who, i) => [who, `var(--c${i % 5})`]),
  ...everyone.filter(who => !isOwn(who)).map((who, i) => [who, `var(--p${i % 12})`]),
]);

const colour = who => colours.get(who) || 'var(--ink)';

const gflops = point => point.flops ? point.flops / point.micros / 1e3 : null;

const partOfPeak = (record, point) => {
  const speed = gflops(point);
  const lanes = 4 / (point.element || 4); // a vector holds half as many doubles
  return speed && record.peak ? speed / (record.peak * lanes * point.jobs) : null;
};

function matches(measure) {
  const text = `${measure.work} ${measure.shape} ${measure.who} ${measure.network} ${measure.detail}`.toLowerCase();
  return state.search.toLowerCase().split(/\s+/).every(word => text.includes(word));
}

/** The measures of a record that pass the filter. */
function shown(record = state.record) {
  return record.measures.filter(measure => !state.hidden.has(measure.who) && matches(measure));
}

const nameOf = record => `${record.date.slice(0, 16).replace('T', ' ')}  ${record.commit}  ${record.note || record.subject}`;

/** A point of a chart in words. */
function pointOf(node, record, measure, extra = []) {
  const speed = gflops(measure);
  const part = partOfPeak(record, measure);
  const lines = [
    ...extra,
    `${time(measure.micros)}, 95 % interval ${time(measure.low)} to ${time(measure.high)}`
      + (measure.samples ? ` (${measure.samples} samples)` : ''),
  ];
  if (speed) {
    lines.push(`${short(speed)} GFLOP/s` + (part ? `, ${short(100 * part)} % of the peak of `
      + (measure.jobs === 1 ? 'one core' : measure.jobs + ' cores') : ''));
  }
  if (measure.detail) lines.push(measure.detail);
  lines.push(`commit ${record.commit}, ${record.date.slice(0, 10)}`);
  const threads = measure.jobs === 1 ? '1 thread' : measure.jobs + ' threads';
  return {
    node,
    title: `${measure.work}${measure.shape ? ' ' + measure.shape : ''}: ${measure.who}, ${threads}`,
    lines,
    repro: measure.repro,
  };
}

/** What became of a time, as compare on the command line sees it. */
function changeOf(before, after) {
  const noise = Math.max(before.noise, after.noise);
  const middle = Math.log(after.micros / before.micros);
  const down = Math.hypot(Math.log(after.micros / after.low), Math.log(before.high / before.micros));
  const up = Math.hypot(Math.log(after.high / after.micros), Math.log(before.micros / before.low));
  const large = Math.abs(middle) > Math.log1p(noise);
  return {
    low: Math.expm1(middle - down),
    middle: Math.expm1(middle),
    high: Math.expm1(middle + up),
    noise,
    verdict: large && middle - down > 0 ? 'slower' : large && middle + up < 0 ? 'faster' : 'same',
  };
}
