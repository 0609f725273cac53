/** The messages of a presentity or a dialog as they go, drawn as a ladder. */

import {events, pathOf} from './api.js';
import {clock, h, plural, say} from './dom.js';

const KEPT = 200;
const MOST_PEERS = 6;
const NARROW = 620;
const OTHERS = 'others';

/** A message is of a publisher's or of a watcher's side; the server stands between them. */
const isPublishers = message => message.method === 'PUBLISH';

/**
 * @param callId of the dialog; null for all
 * @param heard  called for each message
 * @returns {element, aside}: aside(words) puts something between the messages
 */
export function ladder(address, callId, signal, heard) {
  const state = h('p', {role: 'status', class: 'stream'}, 'Connecting…');
  const rows = h('ol', {class: 'rows'});
  const head = h('div', {class: 'lanes', 'aria-hidden': 'true'});
  const empty = h('p', {class: 'empty'}, 'No message yet. They are shown from now on.');
  const box = h('div', {class: 'ladder', tabindex: 0, role: 'region', 'aria-label': 'Messages'}, head, rows, empty);
  const pause = h('button', {type: 'button', 'aria-pressed': 'false', onclick: () => paused ? resume() : halt()}, 'Pause');
  const clear = h('button', {type: 'button', onclick: () => {
    shown.splice(0);
    waiting.splice(0);
    rows.replaceChildren();
    arrange();
  }}, 'Clear');
  const shown = [];
  const waiting = [];
  let frame = false;
  let paused = false;

  const halt = () => {
    paused = true;
    pause.setAttribute('aria-pressed', 'true');
    say(pause, 'Go on');
  };
  const resume = () => {
    paused = false;
    pause.setAttribute('aria-pressed', 'false');
    say(pause, 'Pause');
    draw();
  };
  const take = entry => {
    waiting.push(entry);
    waiting.splice(0, waiting.length - KEPT);
    if (paused) {
      say(pause, `Go on (${waiting.length} held)`);
    } else if (!frame) {
      frame = true;
      requestAnimationFrame(draw);
    }
  };
  const draw = () => {
    frame = false;
    if (paused) {
      return;
    }
    const atEnd = box.scrollHeight - box.scrollTop - box.clientHeight < 40;
    waiting.splice(0).forEach(add);
    arrange();
    if (atEnd && !rows.querySelector('pre')) {
      box.scrollTop = box.scrollHeight;
    }
  };
  const add = entry => {
    entry.element = entry.message ? row(entry.message) : h('li', {class: entry.lost ? 'lost' : 'aside'}, entry.lost ?? entry.aside);
    rows.append(entry.element);
    shown.push(entry);
    shown.splice(0, shown.length - KEPT).forEach(old => old.element.remove());
  };
  const arrange = () => {
    empty.hidden = shown.length > 0;
    place(shown.map(entry => entry.message).filter(Boolean), shown, head, box);
  };

  const sized = new ResizeObserver(arrange);
  sized.observe(box);
  signal.addEventListener('abort', () => sized.disconnect());
  const query = callId ? `?${new URLSearchParams({'call-id': callId})}` : '';
  events(`${pathOf(address)}/messages${query}`, signal, (event, data) => {
    if (event === 'message') {
      take({message: data});
      heard(data);
    } else if (event === 'lost') {
      take({lost: `${plural(data.count, 'message')} of node ${data.node} not shown: too many at once`});
    }
  }, (now, why) => {
    state.dataset.state = now;
    say(state, now === 'connected' ? '● Live' : now === 'lost' ? `○ Connection lost, trying again: ${why}` : `✗ Refused: ${why}`);
  });
  return {element: h('div', {class: 'stage'}, h('div', {class: 'top'}, state, pause, clear), box), aside: words => take({aside: words})};
}

/** A status and its phrase, or a method and the state that a NOTIFY tells: the first is shown where there is little room. */
const what = message => message.status ? [message.status, message.reason ?? ''] : [message.method, (message.subscriptionState ?? '').split(';')[0]];

const cseq = message => String(message.cseq).replace(/\D+$/, '');

function row(message) {
  const [title, more] = what(message);
  const label = h('span', {class: 'what'}, h('b', {}, title, h('span', {class: 'more'}, ` ${more}`)), ` ${cseq(message)}`, message.repeat ? ' (repeat)' : '');
  const inward = message.direction === 'in';
  const words = `${clock(message.time)} ${inward ? 'from' : 'to'} ${message.peer}: ${title} ${more}, CSeq ${cseq(message)}${message.status ? ` ${message.method}` : ''}${message.repeat ? ', a repeat' : ''}`;
  const text = h('pre', {tabindex: 0, 'aria-label': 'the message'}, message.text);
  const button = h('button', {type: 'button', 'aria-expanded': 'false', 'aria-label': words, onclick: () => open(!text.isConnected)},
    h('span', {class: 'time'}, clock(message.time)), h('span', {class: 'wire'}, h('span', {class: `arrow ${message.status ? 'response' : 'request'}`}, label)));
  const open = yes => {
    button.setAttribute('aria-expanded', yes);
    yes ? item.append(text) : text.remove();
  };
  const item = h('li', {onkeydown: event => {
    if (event.key === 'Escape' && text.isConnected) {
      event.stopPropagation();
      open(false);
      button.focus();
    }
  }}, button);
  return item;
}

/** The names of the lanes that a message has: a peer, or its side where there is no room for more. */
function laneOf(message, narrow, peers) {
  if (narrow) {
    return isPublishers(message) ? 'publishers' : 'watchers';
  }
  return peers.has(message.peer) ? message.peer : OTHERS;
}

/** Publishers' lanes on the left, the server's, watchers' on the right; places the arrows between them. */
function place(messages, entries, head, box) {
  const narrow = box.clientWidth < NARROW;
  const peers = new Set([...new Set(messages.map(message => message.peer))].slice(0, MOST_PEERS));
  const left = new Set(messages.filter(isPublishers).map(message => laneOf(message, narrow, peers)));
  const right = new Set(messages.map(message => laneOf(message, narrow, peers)).filter(lane => !left.has(lane)));
  const lanes = [...left, '', ...right];
  const server = left.size;
  box.style.setProperty('--lanes', lanes.length);
  head.replaceChildren(h('span', {class: 'time'}), ...lanes.map(lane => laneHead(lane, left, narrow)));
  for (const {message, element} of entries) {
    if (message) {
      const lane = lanes.indexOf(laneOf(message, narrow, peers));
      const arrow = element.querySelector('.arrow');
      arrow.style.setProperty('--from', Math.min(lane, server));
      arrow.style.setProperty('--span', Math.abs(lane - server));
      arrow.classList.toggle('leftward', (message.direction === 'in') === (lane > server));
    }
  }
}

function laneHead(lane, left, narrow) {
  if (lane === '') {
    return h('span', {class: 'lane server'}, h('b', {}, 'this server'));
  }
  return h('span', {class: 'lane'}, narrow || lane === OTHERS ? h('b', {}, lane) : [h('b', {}, left.has(lane) ? 'publisher' : 'watcher'), h('span', {}, lane)]);
}
