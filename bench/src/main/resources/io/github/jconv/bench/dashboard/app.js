// Controls, and what each of them draws again.

function options(select, entries, chosen) {
  select.replaceChildren(...entries.map(([value, text]) => html('option', { value, selected: value === chosen }, text)));
  select.value = chosen;
}

const recordOptions = () => [...records].reverse().map(record => [record.id, nameOf(record)]);
const recordById = id => records.find(record => record.id === id);

function drawFiltered() {
  hideTip();
  drawLayers();
  drawRoofline();
  drawScaling();
  drawHistory();
  drawCompare();
}

function drawAll() {
  drawNetworks();
  drawRecord();
  drawFiltered();
}

/** Another record may have other threads, contenders and layers. */
function chooseRecord(record) {
  state.record = record;
  byId('machine').textContent = `${record.machine}; commit ${record.commit}, ${record.date.slice(0, 10)}`
    + (record.note ? '; ' + record.note : '');
  const jobs = unique(record.measures.map(measure => measure.jobs)).sort((a, b) => a - b);
  state.jobs = jobs.includes(state.jobs) ? state.jobs : jobs[0] || 1;
  options(byId('jobs'), jobs.map(count => [String(count), String(count)]), String(state.jobs));
  if (!record.measures.some(measure => measure.flops)) {
    state.metric = 'micros';
    byId('metric').value = state.metric;
  }
  const here = new Set(record.measures.map(measure => measure.who));
  byId('contenders').replaceChildren(byId('contenders').querySelector('legend'),
    ...everyone.filter(who => here.has(who)).map(chip));
  const names = seriesNames(record);
  state.series = names.has(state.series) ? state.series : names.keys().next().value || '';
  options(byId('series'), [...names], state.series);
  drawAll();
}

function chip(who) {
  const button = html('button', {
    type: 'button', class: 'chip', style: `--colour: ${colour(who)}`, 'aria-pressed': String(!state.hidden.has(who)),
  }, who);
  button.addEventListener('click', () => {
    if (!state.hidden.delete(who)) state.hidden.add(who);
    button.setAttribute('aria-pressed', String(!state.hidden.has(who)));
    drawAll();
  });
  return button;
}

function connect(id, change) {
  byId(id).addEventListener('input', event => change(event.target));
}

function start() {
  const latest = state.record;
  if (!latest) {
    byId('machine').textContent = 'There is no record.';
    return;
  }
  options(byId('which'), recordOptions(), latest.id);
  options(byId('before'), recordOptions(), state.before.id);
  options(byId('after'), recordOptions(), state.after.id);
  connect('which', select => chooseRecord(recordById(select.value)));
  connect('jobs', select => { state.jobs = Number(select.value); drawFiltered(); });
  connect('search', input => { state.search = input.value; drawFiltered(); });
  connect('metric', select => { state.metric = select.value; drawLayers(); });
  connect('group', select => { state.group = select.value; drawLayers(); });
  connect('sort', select => { state.sort = select.value; drawLayers(); });
  connect('log', box => { state.log = box.checked; drawLayers(); });
  connect('series', select => { state.series = select.value; drawHistory(); });
  connect('before', select => { state.before = recordById(select.value); drawCompare(); });
  connect('after', select => { state.after = recordById(select.value); drawCompare(); });
  connect('changed', box => { state.changed = box.checked; drawCompare(); });
  byId('filter').addEventListener('submit', event => event.preventDefault());
  document.addEventListener('keydown', event => {
    const typing = /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.nodeName);
    if (event.key === '/' && !typing) {
      event.preventDefault();
      byId('search').focus();
    } else if (event.key === 'Escape') {
      hideTip();
      hideDetails();
    }
  });
  let width = window.innerWidth;
  window.addEventListener('resize', () => {
    if (window.innerWidth !== width) {
      width = window.innerWidth;
      drawFiltered();
    }
  });
  chooseRecord(latest);
}

start();
