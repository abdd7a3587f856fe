// Elements, scales and the one way in which a chart's points are read: by pointer, by touch and by arrow keys.

const SVG = 'http://www.w3.org/2000/svg';

function fill(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== null && value !== undefined && value !== false) node.setAttribute(name, value === true ? '' : value);
  }
  node.append(...children.filter(child => child !== null && child !== undefined));
  return node;
}

/** An element of the page; strings become text, never markup. */
const html = (name, attributes = {}, ...children) => fill(document.createElement(name), attributes, children);

/** An element of a drawing. */
const svg = (name, attributes = {}, ...children) => fill(document.createElementNS(SVG, name), attributes, children);

const byId = id => document.getElementById(id);
const bodyOf = id => document.querySelector('#' + id + ' .body');

function chart(width, height, label, ...children) {
  return svg('svg', { class: 'chart', viewBox: `0 0 ${width} ${height}`, role: 'img', 'aria-label': label }, ...children);
}

/** The head of a table, of [content, class] for each column. */
function heads(...columns) {
  return html('thead', {}, html('tr', {}, ...columns.map(([content, style]) => html('th', { class: style, scope: 'col' }, content))));
}

function note(text) {
  return html('p', { class: 'note' }, text);
}

const isNarrow = holder => holder.clientWidth < 560;

function linear(from, to, start, end) {
  const scale = value => start + (to === from ? 0.5 : (value - from) / (to - from)) * (end - start);
  scale.ticks = ticks(from, to, 6);
  return scale;
}

function logarithmic(from, to, start, end) {
  const scale = value => start + Math.log(Math.max(value, from) / from) / Math.log(to / from) * (end - start);
  Object.assign(scale, { from, to, ticks: [] });
  const decades = Math.log10(to / from);
  for (let power = Math.floor(Math.log10(from)); power <= Math.log10(to); power++) {
    for (const digit of decades > 3 ? [1] : [1, 2, 5]) {
      const tick = digit * 10 ** power;
      if (tick >= from * 0.999 && tick <= to * 1.001) scale.ticks.push(tick);
    }
  }
  return scale;
}

function ticks(from, to, most) {
  const rough = (to - from) / most;
  if (!(rough > 0)) return [from];
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * [1, 2, 5, 10].find(digit => digit * power >= rough);
  const list = [];
  for (let i = Math.ceil(from / step); i * step <= to + step * 1e-9; i++) list.push(i * step);
  return list;
}

/** Three digits, so that columns of them line up. */
function short(value) {
  if (value === null || !Number.isFinite(value)) return '–';
  return Math.abs(value) >= 99.95 ? value.toFixed(0) : value.toPrecision(3);
}

/** The same without zeros at its end: a place on an axis. */
const round = value => String(Number(short(value)));

function time(micros, number = short) {
  const [unit, name] = [[1e6, 's'], [1e3, 'ms'], [1, 'µs'], [1e-3, 'ns']].find(([least]) => micros >= least) || [1e-3, 'ns'];
  return number(micros / unit) + ' ' + name;
}

function percent(part, digits = 1) {
  return (part >= 0 ? '+' : '−') + Math.abs(100 * part).toFixed(digits) + ' %';
}

function showTip(node, text) {
  const tip = byId('tip');
  tip.textContent = text;
  tip.hidden = false;
  const box = node.getBoundingClientRect();
  const left = Math.min(Math.max(8, box.left + Math.min(box.width, 300) / 2), window.innerWidth - tip.offsetWidth - 8);
  const above = box.top > tip.offsetHeight + 12;
  tip.style.left = Math.max(8, left) + window.scrollX + 'px';
  tip.style.top = (above ? box.top - tip.offsetHeight - 8 : box.bottom + 8) + window.scrollY + 'px';
}

function hideTip() {
  byId('tip').hidden = true;
}

/** Opens the panel with all that is known of a point and the command that measures it again. */
function showDetails(point) {
  const panel = byId('details');
  const close = html('button', { class: 'close', type: 'button', 'aria-label': 'Close' }, '×');
  close.addEventListener('click', hideDetails);
  const code = html('code', {}, point.repro);
  const copy = html('button', { type: 'button' }, 'Copy the command');
  copy.addEventListener('click', () => {
    const selection = window.getSelection();
    selection.selectAllChildren(code);
    const copied = document.execCommand('copy');
    copy.textContent = copied ? 'Copied' : 'Selected: copy it by hand';
  });
  panel.replaceChildren(close, html('h3', {}, point.title), html('p', {}, point.lines.join('\n')), code, copy);
  panel.hidden = false;
  panel.returnTo = document.activeElement;
  panel.focus({ preventScroll: true });
}

function hideDetails() {
  const panel = byId('details');
  if (panel.hidden) return;
  panel.hidden = true;
  if (panel.returnTo && panel.returnTo.isConnected) panel.returnTo.focus({ preventScroll: true });
}

/**
 * Makes the points of a chart readable. The chart is one stop of the Tab key; arrows move along its points. A point is
 * {node, title, lines, repro}.
 */
function readable(holder, points, label) {
  if (points.length === 0) return;
  holder.classList.add('reader');
  holder.tabIndex = 0;
  holder.setAttribute('role', 'application');
  holder.setAttribute('aria-label', label + ': ' + points.length + ' points, arrow keys move along them');
  const byNode = new Map(points.map((point, index) => [point.node, index]));
  const indexOf = target => {
    for (let node = target; node && node !== holder; node = node.parentNode) if (byNode.has(node)) return byNode.get(node);
    return -1;
  };
  let at = -1;
  const go = index => {
    if (at >= 0) points[at].node.classList.remove('now');
    at = index;
    if (at < 0) return hideTip();
    points[at].node.classList.add('now');
    showTip(points[at].node, points[at].title + '\n' + points[at].lines.join('\n'));
  };
  holder.addEventListener('pointermove', event => {
    const index = indexOf(event.target);
    if (index !== at) go(index);
  });
  holder.addEventListener('pointerleave', () => go(-1));
  holder.addEventListener('blur', () => go(-1));
  holder.addEventListener('click', event => {
    const index = indexOf(event.target);
    if (index >= 0) showDetails(points[index]);
  });
  holder.addEventListener('keydown', event => {
    const steps = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };
    let next = at;
    if (event.key in steps) next = at < 0 ? 0 : (at + steps[event.key] + points.length) % points.length;
    else if (event.key === 'Home') next = 0;
    else if (event.key === 'End') next = points.length - 1;
    else if (event.key === 'Enter' && at >= 0) return showDetails(points[at]);
    else return;
    event.preventDefault();
    points[next].node.scrollIntoView({ block: 'nearest' });
    go(next);
  });
}

/** Many items, of which the first are shown until one asks for all. */
function some(items, most, show) {
  const holder = html('div');
  const draw = count => {
    holder.replaceChildren(show(items.slice(0, count)));
    if (count < items.length) {
      const more = html('button', { class: 'more', type: 'button' }, `Show all ${items.length}`);
      more.addEventListener('click', () => draw(items.length));
      holder.append(more);
    }
  };
  draw(most);
  return holder;
}
