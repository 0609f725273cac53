/** Which view is shown: the part of the address behind # names it, so that links and Back work. */

import {get} from './api.js';
import {h} from './dom.js';
import {overview} from './overview.js';
import {presentities} from './presentities.js';
import {presentity} from './presentity.js';
import {theme} from './theme.js';
import {tryIt} from './tryit.js';

const main = document.getElementById('main');
let leaving = new AbortController();

/** A view is {title, element}; it stops what it has begun when its signal is aborted. */
function view(signal, server) {
  const [path, query] = location.hash.slice(1).split('?');
  const [, name, argument] = path.split('/');
  const parameters = new URLSearchParams(query);
  switch (name) {
    case 'presentities':
      return argument ? presentity(decode(argument), parameters, signal, server) : presentities(parameters, signal);
    case 'try':
      return tryIt(decode(argument ?? ''), signal, server);
    default:
      return overview(signal, server);
  }
}

function decode(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function show(server, first) {
  leaving.abort();
  leaving = new AbortController();
  const shown = view(leaving.signal, server);
  document.title = `${shown.title} · Presence server`;
  const heading = h('h2', {tabindex: -1}, shown.title);
  main.replaceChildren(heading, shown.element);
  const name = location.hash.split(/[/?]/)[1] ?? '';
  for (const link of document.querySelectorAll('nav a')) {
    if (link.getAttribute('href') === `#/${name}`) {
      link.setAttribute('aria-current', 'page');
    } else {
      link.removeAttribute('aria-current');
    }
  }
  if (!first) {
    heading.focus({preventScroll: true});
    scrollTo(0, 0);
  }
}

document.querySelector('.skip').addEventListener('click', event => {
  event.preventDefault();
  main.focus();
});
theme(document.getElementById('theme'));
try {
  const server = await get('server');
  document.getElementById('server').textContent = `node ${server.node}${server.operator === '(local)' ? '' : `, as ${server.operator}`}`;
  document.getElementById('to-try').hidden = !server.tryIt;
  addEventListener('hashchange', () => show(server, false));
  show(server, true);
} catch (problem) {
  main.replaceChildren(h('p', {class: 'problem', role: 'alert'}, `The console cannot start: ${problem.message}.`));
}
