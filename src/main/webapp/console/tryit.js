/** Publishing for somebody and watching the NOTIFY go: in development mode. */

import {ask, get, pathOf, post} from './api.js';
import {h, remaining, say, sync} from './dom.js';
import {ladder} from './ladder.js';
import {poll} from './poll.js';
import {linkTo} from './presentities.js';

const PIDF = 'urn:ietf:params:xml:ns:pidf';
const MODEL = 'urn:ietf:params:xml:ns:pidf:data-model';
const RPID = 'urn:ietf:params:xml:ns:pidf:rpid';
const ACTIVITIES = ['', 'away', 'busy', 'holiday', 'meal', 'meeting', 'on-the-phone', 'travel', 'working'];
const LIFE = 600;
const PAUSE = 3000;
const NOBODY = 'sip:alice@example.com';

/** The entity tags of what this page has published, by presentity; they outlive the view. */
const tags = new Map();

export function tryIt(address, signal, server) {
  const title = 'Try it';
  if (!server.tryIt) {
    return {title, element: h('p', {class: 'problem'}, 'This server is not in development mode, so nothing is tried out here.')};
  }
  if (!address) {
    return {title, element: choose(NOBODY)};
  }
  const messages = ladder(address, null, signal, () => {});
  return {title, element: h('div', {}, choose(address), h('div', {class: 'sides'},
    h('div', {}, publishing(address, messages.aside), watching(address, signal)),
    h('section', {}, h('h3', {}, 'What goes over the wire'), messages.element,
      h('p', {class: 'hint'}, 'What this page publishes goes by HTTP, the rest by SIP. A NOTIFY goes at once after a SUBSCRIBE, and then one in 5 s at most (RFC 3856 s6.10): a second change may wait for that.'),
      h('p', {}, h('a', {href: linkTo(address)}, `All about ${address}`)))))};
}

function choose(address) {
  const input = h('input', {name: 'presentity', value: address, required: true, spellcheck: 'false', autocomplete: 'off'});
  return h('form', {class: 'search', onsubmit: event => {
    event.preventDefault();
    location.hash = `#/try/${encodeURIComponent(input.value.trim())}`;
  }}, h('label', {}, 'Presentity', input), h('button', {type: 'submit'}, 'Take it'));
}

// ---- Publishing ----------------------------------------------------------------------------------------------------------------------------

function publishing(address, aside) {
  const basic = ['open', 'closed'].map((value, i) => h('label', {class: 'check'}, h('input', {type: 'radio', name: 'basic', value, checked: i === 0}), value));
  const activity = h('select', {name: 'activity'}, ACTIVITIES.map(name => h('option', {value: name}, name || 'none')));
  const note = h('input', {name: 'note', maxlength: 200, autocomplete: 'off'});
  const done = h('p', {role: 'status', class: 'done'});
  const publish = h('button', {type: 'submit', class: 'main'});
  const remove = h('button', {type: 'button', onclick: () => act('DELETE')}, 'Remove');
  const tag = h('code');
  const form = h('form', {class: 'fields', onsubmit: event => {
    event.preventDefault();
    act(tags.has(address) ? 'PUT' : 'POST');
  }}, h('fieldset', {}, h('legend', {}, 'Reachable'), basic), h('label', {}, 'Activity', activity), h('label', {}, 'Note', note), h('p', {class: 'buttons'}, publish, remove), done, h('p', {class: 'held'}, 'Entity tag: ', tag));

  const show = () => {
    say(publish, tags.has(address) ? 'Publish the change' : 'Publish');
    remove.disabled = !tags.has(address);
    say(tag, tags.get(address) ?? 'none, nothing is published from here');
  };
  const act = async method => {
    aside(`${method} by HTTP from this page`);
    const body = method === 'DELETE' ? undefined : presenceDocument(address, new FormData(form));
    try {
      const answer = await (await ask(`${pathOf(address)}/publications`, {method, body, headers: headers(method, tags.get(address))})).json();
      method === 'DELETE' ? tags.delete(address) : tags.set(address, answer.entityTag);
      say(done, method === 'DELETE' ? 'Removed.' : `Published for ${answer.expiresSeconds} s.`);
    } catch (problem) {
      if (problem.status === 412) {
        tags.delete(address);
      }
      say(done, problem.status === 412 ? 'What was published from here has run out; publish it anew.' : `Refused: ${problem.message}.`);
    }
    show();
  };
  show();
  return h('section', {}, h('h3', {}, 'Publish'), form);
}

function headers(method, tag) {
  const all = method === 'DELETE' ? {} : {'Content-Type': 'application/pidf+xml', Expires: String(LIFE)};
  return tag ? {...all, 'If-Match': `"${tag}"`} : all;
}

/** RFC 3863 with a person of RFC 4479 and an activity of RFC 4480. */
function presenceDocument(address, fields) {
  const xml = document.implementation.createDocument(PIDF, 'presence');
  const add = (parent, namespace, name, text) => {
    const element = xml.createElementNS(namespace, name);
    element.textContent = text ?? '';
    parent.append(element);
    return element;
  };
  xml.documentElement.setAttribute('entity', address);
  const tuple = add(xml.documentElement, PIDF, 'tuple');
  tuple.setAttribute('id', 'console');
  add(add(tuple, PIDF, 'status'), PIDF, 'basic', fields.get('basic'));
  const [activity, note] = [fields.get('activity'), fields.get('note').trim()];
  if (activity || note) {
    const person = add(xml.documentElement, MODEL, 'dm:person');
    person.setAttribute('id', 'console-person');
    if (activity) {
      add(add(person, RPID, 'rpid:activities'), RPID, `rpid:${activity}`);
    }
    if (note) {
      add(person, MODEL, 'dm:note', note);
    }
  }
  return new XMLSerializer().serializeToString(xml);
}

// ---- A watcher -----------------------------------------------------------------------------------------------------------------------------

function watching(address, signal) {
  const list = h('ul', {class: 'plain'});
  const done = h('p', {role: 'status', class: 'done'});
  const polled = poll(async () => {
    const view = await get('tryit/watchers', {signal});
    sync(list, view.watchers.filter(watcher => watcher.presentity === address), watcher => watcher.id, () => item(act));
  }, PAUSE, signal);
  const act = async (work, words) => {
    await work().then(() => say(done, words)).catch(problem => say(done, `Refused: ${problem.message}.`));
    polled.now();
  };
  return h('section', {}, h('h3', {}, 'Watch'),
    h('p', {class: 'hint'}, 'A watcher inside this server, for trying out: a user agent with a UDP socket of its own, which sends SUBSCRIBE to this server and answers its NOTIFYs 200.'),
    h('button', {type: 'button', class: 'main', onclick: () => act(() => post('tryit/watchers', {presentity: address}), 'It watches.')}, 'Add a watcher'), done, polled.element, list);
}

function item(act) {
  const words = h('span');
  const left = h('span');
  let id;
  return {
    element: h('li', {}, words, ' · ', left, ' left ', h('button', {type: 'button', onclick: () => act(() => ask(`tryit/watchers/${encodeURIComponent(id)}`, {method: 'DELETE'}), 'It has ended its subscription.')}, 'End it')),
    update(watcher) {
      id = watcher.id;
      say(words, `${watcher.watcher} at ${watcher.contact}: ${watcher.notifies} NOTIFY${watcher.notifies === 1 ? '' : 's'} answered${watcher.state ? `, ${watcher.state}` : ''}`);
      remaining(left, watcher.remainingSeconds);
    },
  };
}
