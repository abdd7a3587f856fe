// Networks as Java drew them, and what the record says of the machine.

const COLUMNS = [['library'], ['time'], ['GFLOP/s', 'optional'], ['of peak'], ['faster']];

function drawNetworks() {
  const record = state.record;
  const holder = bodyOf('networks');
  if (!record.networks) return holder.replaceChildren(note('This record holds no whole network.'));
  const drawing = new DOMParser().parseFromString(record.networks, 'image/svg+xml').documentElement;
  const body = html('tbody');
  const points = [];
  for (const [network, totals] of Map.groupBy(record.totals, total => networkOf(total))) {
    const best = Math.min(...totals.filter(total => !total.own && colours.has(total.who)).map(total => total.micros));
    body.append(html('tr', {}, html('th', { class: 'group', scope: 'rowgroup', colspan: COLUMNS.length }, network)));
    for (const total of totals.filter(({ who }) => !state.hidden.has(who)).sort((a, b) => a.micros - b.micros)) {
      const part = partOfPeak(record, total);
      const row = html('tr', {},
        html('td', { class: total.own ? 'strong' : null }, total.who),
        html('td', {}, time(total.micros)),
        html('td', { class: 'optional' }, short(gflops(total))),
        html('td', {}, part ? short(100 * part) + ' %' : '–'),
        html('td', {}, total.own && Number.isFinite(best) ? (best / total.micros).toFixed(2) + 'x' : ''));
      body.append(row);
      points.push(pointOf(row, record, total));
    }
  }
  const table = html('div', { class: 'wide' }, html('table', {},
    heads(...COLUMNS), body));
  readable(table, points, 'Networks');
  holder.replaceChildren(html('div', { class: 'pair' }, document.importNode(drawing, true), table));
}

const networkOf = total => `${total.work}, ${total.jobs === 1 ? '1 thread' : total.jobs + ' threads'}`;

function drawRecord() {
  const list = html('dl');
  for (const [name, value] of Object.entries(state.record.facts)) {
    if (value !== '') list.append(html('dt', {}, name), html('dd', {}, value));
  }
  bodyOf('record').replaceChildren(list);
}
