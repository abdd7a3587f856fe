// Networks as Java drew them, with those of other records of the same commit and machine, and what the record says of the machine.

function drawNetworks() {
  const record = state.record;
  const holder = bodyOf('networks');
  if (!record.networks) return holder.replaceChildren(note('This record holds no whole network.'));
  const drawing = new DOMParser().parseFromString(record.networks, 'image/svg+xml').documentElement;
  const totals = record.joined.map(id => records.find(other => other.id === id))
    .flatMap(from => from.totals.map(total => ({ total, from })))
    .filter(({ total }) => !state.hidden.has(total.who));
  const body = html('tbody');
  const points = totals.map(({ total, from }) => {
    const part = partOfPeak(from, total);
    const row = html('tr', {},
      html('td', {}, total.who),
      html('td', { class: 'soft' }, total.work.split(',')[0] + (total.jobs === 1 ? '' : `, ${total.jobs} threads`)),
      html('td', {}, time(total.micros)),
      html('td', { class: 'optional' }, short(gflops(total))),
      html('td', {}, part ? short(100 * part) + ' %' : '–'));
    body.append(row);
    return pointOf(row, from, total);
  });
  const heads = [[''], ['network'], ['time'], ['GFLOP/s', 'optional'], ['of peak']];
  const table = html('div', { class: 'wide' }, html('table', {},
    html('thead', {}, html('tr', {}, ...heads.map(([text, style]) => html('th', { class: style, scope: 'col' }, text)))), body));
  readable(table, points, 'Networks');
  holder.replaceChildren(html('div', { class: 'pair' }, document.importNode(drawing, true), table));
}

function drawRecord() {
  const list = html('dl');
  for (const [name, value] of Object.entries(state.record.facts)) {
    if (value !== '') list.append(html('dt', {}, name), html('dd', {}, String(value)));
  }
  bodyOf('record').replaceChildren(list);
}
