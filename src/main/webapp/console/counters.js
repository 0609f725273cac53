/** Charts of what the nodes count. Their history is that of this page: four minutes. */

import {h, say, svg} from './dom.js';

const KEPT = 120;
const HOLD = 15;
const OUTCOMES = ['ok', 'timeout', 'gone', 'error', 'coalesced', 'suppressed'];
const LATENCY = 'presence_notify_latency_seconds_bucket{le="';

/** Samples {at, sums: Map by series, queue}, the oldest first; it outlives the view. */
const history = [];

function sample(counters, state) {
  const sums = new Map();
  for (const node of counters.nodes) {
    for (const {name, value} of node.counters) {
      sums.set(name, (sums.get(name) ?? 0) + value);
    }
  }
  return {at: performance.now(), nodes: counters.nodes.map(node => node.node).join(), sums, queue: state.nodes.reduce((sum, node) => sum + node.backlog, 0)};
}

/** Sum of the series whose names match. */
const sum = (sums, pattern) => [...sums].reduce((total, [name, value]) => pattern.test(name) ? total + value : total, 0);

/** Per second, between neighbouring samples; counters that went back belong to nodes that have come or gone. */
function rates(pattern) {
  return history.slice(1).map((now, i) => {
    const before = history[i];
    const change = sum(now.sums, pattern) - sum(before.sums, pattern);
    return now.nodes === before.nodes && change >= 0 ? change * 1000 / (now.at - before.at) : 0;
  });
}

/** The bound, in milliseconds, that the share of NOTIFYs of the last 30 s keeps to; null without any. */
function latency(share) {
  return history.slice(1).map((now, i) => {
    const before = history[Math.max(0, i + 1 - HOLD)];
    const buckets = [...now.sums].filter(([name]) => name.startsWith(LATENCY))
      .map(([name, value]) => [Number.parseFloat(name.slice(LATENCY.length).replace('+Inf', 'Infinity')), value - (before.sums.get(name) ?? 0)]).sort((a, b) => a[0] - b[0]);
    const total = buckets.at(-1)?.[1] ?? 0;
    return total > 0 && now.nodes === before.nodes ? 1000 * buckets.find(([, count]) => count >= share * total)[0] : null;
  });
}

const perSecond = value => `${value >= 100 ? Math.round(value) : value.toFixed(1)}/s`;
const milliseconds = value => value === null ? 'none' : value === Infinity ? 'over 30 s' : `≤ ${value} ms`;

const CHARTS = [
  {title: 'SUBSCRIBE', unit: perSecond, series: {answered: () => rates(/^presence_requests_total\{method="SUBSCRIBE"/)}},
  {title: 'PUBLISH', unit: perSecond, series: {answered: () => rates(/^presence_requests_total\{method="PUBLISH"/)}},
  {title: 'NOTIFY by outcome', unit: perSecond, series: Object.fromEntries(OUTCOMES.map(outcome => [outcome, () => rates(new RegExp(`^presence_notifies_total\\{outcome="${outcome}"`))]))},
  {title: 'Change to 200 of its NOTIFY', unit: milliseconds, series: {'half of them': () => latency(0.5), '99 %': () => latency(0.99)}},
  {title: 'Tasks that wait', unit: String, series: {'all nodes': () => history.map(one => one.queue)}},
  {title: 'Refused for overload', unit: perSecond, series: {'all classes': () => rates(/^presence_overload_refused_total/)}},
];

const WIDTH = 240;
const HEIGHT = 56;

function points(values, top) {
  const finite = values.map(value => value === null ? 0 : Math.min(value, top));
  return finite.map((value, i) => `${(WIDTH * (i + KEPT - finite.length) / (KEPT - 1)).toFixed(1)},${(HEIGHT - 2 - (HEIGHT - 6) * value / top).toFixed(1)}`).join(' ');
}

function chart({title, unit, series}) {
  const lines = Object.keys(series).map((name, i) => ({name, line: svg('polyline', {class: `line line${i}`}), value: h('dd')}));
  const picture = svg('svg', {viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: 'none', role: 'img'}, lines.map(({line}) => line));
  const most = h('span', {class: 'most'});
  const legend = h('dl', {}, lines.map(({name, value}, i) => h('div', {}, h('dt', {class: lines.length > 1 ? `key line${i}` : null}, name), value)));
  return {
    element: h('figure', {class: 'card chart'}, h('figcaption', {}, title, most), picture, legend),
    draw() {
      const all = lines.map(({name}) => series[name]());
      const highest = Math.max(0, ...all.flat().filter(value => value !== null && Number.isFinite(value)));
      lines.forEach(({line, value}, i) => {
        line.setAttribute('points', points(all[i], highest || 1));
        say(value, all[i].length > 0 ? unit(all[i].at(-1)) : '…');
      });
      say(most, highest > 0 ? `highest ${unit(highest)}` : '');
      picture.setAttribute('aria-label', `${title}, the last four minutes; ${lines.map(({name, value}) => `${name}: ${value.textContent}`).join(', ')}`);
    },
  };
}

export function charts() {
  const drawn = CHARTS.map(chart);
  drawn.forEach(one => one.draw());
  return {
    element: h('div', {class: 'cards charts'}, drawn.map(one => one.element)),
    add(counters, state) {
      history.push(sample(counters, state));
      history.splice(0, history.length - KEPT);
      drawn.forEach(one => one.draw());
    },
  };
}
