/** One presentity: its state, what has been published, who watches, and the messages. */

import {ask, get, pathOf} from './api.js';
import {clock, h, number, plural, remaining, say, sync} from './dom.js';
import {ladder} from './ladder.js';
import {poll} from './poll.js';
import {linkTo} from './presentities.js';
import {composed} from './state.js';
import {watchers} from './watchers.js';

const PAUSE = 5000;
/** Milliseconds after a message until what it may have changed is asked for: the home stores before it answers. */
const SOON = 30;

export function presentity(address, parameters, signal, server) {
  const home = h('p', {class: 'held'});
  const packages = h('div');
  const watching = watchers(address, parameters, signal);
  const polled = poll(async () => {
    const [view, list] = await Promise.all([get(pathOf(address), {signal}).catch(unknown), watching.ask()]);
    say(home, view.home ? `Home: node ${view.home}` : 'Nobody watches, and nothing is published.');
    sync(packages, view.packages, one => one.eventPackage, one => topic(address, one.eventPackage));
    watching.show(list);
  }, PAUSE, signal);
  let soon;
  const messages = ladder(address, parameters.get('call-id'), signal, () => {
    clearTimeout(soon);
    soon = setTimeout(polled.now, SOON);
  });
  const element = h('div', {},
    home, polled.element,
    server.tryIt ? h('p', {}, h('a', {href: `#/try/${encodeURIComponent(address)}`}, 'Publish for it and watch')) : null,
    packages,
    h('section', {}, h('h3', {}, 'Watchers'), watching.element),
    h('section', {}, h('h3', {}, parameters.get('call-id') ? 'Messages of one dialog' : 'Messages'),
      parameters.get('call-id') ? h('p', {}, 'Call-ID ', h('code', {}, parameters.get('call-id')), ' · ', h('a', {href: linkTo(address)}, 'all messages')) : null,
      messages.element));
  return {title: address, element};
}

/** Of whom nothing is known, everything is empty. */
function unknown(problem) {
  if (problem.status === 404) {
    return {packages: []};
  }
  throw problem;
}

function topic(address, eventPackage) {
  const title = h('h3');
  const tag = h('code');
  const tagged = h('p', {hidden: true}, 'Entity tag of the state: ', tag);
  const state = h('div');
  const rows = h('tbody');
  const published = h('div', {class: 'scroll'}, h('table', {},
    h('caption', {}, 'Publications, the newest first'),
    h('thead', {}, h('tr', {}, ['Entity tag', 'Type', 'Bytes', 'Time left', 'Changed'].map(name => h('th', {scope: 'col'}, name)))), rows));
  const xml = raw(address, eventPackage);
  let shown = '';
  return {
    element: h('section', {}, title, state, tagged, xml.element, published),
    update(one) {
      say(title, `${one.eventPackage}: ${plural(one.subscriptions, 'watcher')}`);
      tagged.hidden = !one.entityTag;
      say(tag, one.entityTag ?? '');
      published.hidden = one.publications.length === 0;
      sync(rows, one.publications, publication => publication.id, publicationRow);
      const text = JSON.stringify(one.state ?? null);
      if (text !== shown) {
        shown = text;
        state.replaceChildren(...composed(one.state));
        xml.element.hidden = !one.state;
        xml.changed();
      }
    },
  };
}

function publicationRow() {
  const [tag, type, size, left, changed] = [h('code'), h('td'), h('td', {class: 'n'}), h('td', {class: 'n'}), h('td')];
  return {
    element: h('tr', {}, h('td', {}, tag), type, size, left, changed),
    update(publication) {
      say(tag, publication.entityTag);
      say(type, publication.contentType);
      say(size, number(publication.sizeBytes));
      say(changed, clock(publication.changedAt));
      remaining(left, publication.remainingSeconds);
    },
  };
}

/** The document, asked for when it is opened, and again when it has changed while it is. */
function raw(address, eventPackage) {
  const text = h('pre', {tabindex: 0, 'aria-label': 'the document'}, 'Asking…');
  const changed = async () => {
    if (element.open) {
      say(text, await ask(`${pathOf(address)}/document?${new URLSearchParams({package: eventPackage})}`).then(response => response.text()).catch(problem => problem.message));
    }
  };
  const element = h('details', {hidden: true, ontoggle: changed}, h('summary', {}, 'The state as XML, before rules and filters'), text);
  return {element, changed};
}
