/** The nodes, and what they do. */

import {get} from './api.js';
import {charts} from './counters.js';
import {duration, h, number, plural, say, sync} from './dom.js';
import {poll} from './poll.js';
import {searchForm} from './presentities.js';

const PAUSE = 2000;

export function overview(signal, server) {
  const nodes = h('div', {class: 'cards nodes'});
  const silent = h('p', {class: 'warning', role: 'status', hidden: true});
  const drawn = charts();
  const polled = poll(async () => {
    const [state, counters] = await Promise.all([get('nodes', {signal}), get('counters', {signal})]);
    const total = state.nodes.reduce((sum, node) => sum + node.segments, 0);
    sync(nodes, state.nodes, node => node.id, () => card(total));
    silent.hidden = state.silent.length === 0;
    say(silent, `Silent, so what they hold is missing here: ${state.silent.join(', ')}`);
    drawn.add(counters, state);
  }, PAUSE, signal);
  const element = h('div', {},
    polled.element,
    server.tryIt ? h('p', {class: 'hint'}, 'New here? ', h('a', {href: '#/try'}, 'Try it'), ': publish for somebody and see the NOTIFY go to a watcher.') : null,
    h('section', {}, h('h3', {}, 'Find a presentity'), searchForm('')),
    h('section', {}, h('h3', {}, 'Nodes'), silent, nodes),
    h('section', {}, h('h3', {}, 'What they do'), drawn.element));
  return {title: 'Overview', element};
}

function bar(label) {
  const text = h('span', {class: 'value'});
  const fill = h('span', {class: 'fill'});
  const element = h('div', {class: 'bar'}, h('span', {}, label), text, h('span', {class: 'track', 'aria-hidden': 'true'}, fill));
  return {element, show(share, words) {
    fill.style.setProperty('width', `${Math.min(100, 100 * share)}%`);
    say(text, words);
  }};
}

function card(total) {
  const name = h('h4');
  const ready = h('span', {class: 'tag'});
  const facts = h('p');
  const home = bar('Home of');
  const heap = bar('Heap');
  const backlog = bar('Waiting tasks');
  const held = h('p', {class: 'held'});
  return {
    element: h('article', {class: 'card'}, h('div', {class: 'top'}, name, ready), held, home.element, heap.element, backlog.element, facts),
    update(node) {
      say(name, node.name);
      say(ready, node.ready ? '✓ ready' : '✗ not ready');
      ready.classList.toggle('bad', !node.ready);
      say(held, `${plural(node.presentities, 'presentity', 'presentities')}, ${plural(node.subscriptions, 'subscription')}, ${plural(node.publications, 'publication')}`);
      home.show(node.segments / (total || 1), `${node.segments} of ${total} segments, ${Math.round(100 * node.segments / (total || 1))}\u00a0%`);
      heap.show(node.heapUsedBytes / node.heapMaxBytes, `${megabytes(node.heapUsedBytes)} of ${megabytes(node.heapMaxBytes)}`);
      backlog.show(node.backlog / 500, node.backlog === 0 ? 'none' : `${number(node.backlog)}, the oldest for ${node.waitingMillis} ms`);
      const repeats = node.repeatsWaiting > 0 ? `, ${plural(node.repeatsWaiting, 'NOTIFY')} to repeat after a take-over` : '';
      say(facts, `${node.standing}${node.balanced ? '' : ', not balanced'}${repeats}; up for ${duration((Date.now() - Date.parse(node.startedAt)) / 1000)}`);
    },
  };
}

const megabytes = bytes => `${number(Math.round(bytes / 1048576))} MB`;
