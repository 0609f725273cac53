/** Finding presentities. The server searches, and answers a page at a time. */

import {get} from './api.js';
import {h, number, plural} from './dom.js';

const PAGE = 50;

/** The address of a presentity's view. */
export const linkTo = (presentity, more = '') => `#/presentities/${encodeURIComponent(presentity)}${more}`;

export function searchForm(text, beginning = false) {
  const input = h('input', {type: 'search', name: 'contains', value: text, placeholder: 'alice', autocomplete: 'off', spellcheck: 'false'});
  const prefix = h('input', {type: 'checkbox', name: 'prefix', checked: beginning});
  return h('form', {class: 'search', role: 'search', onsubmit: event => {
    event.preventDefault();
    location.hash = `#/presentities?${new URLSearchParams({[prefix.checked ? 'prefix' : 'contains']: input.value.trim()})}`;
  }}, h('label', {}, 'Address has in it', input), h('label', {class: 'check'}, prefix, 'begins with it (sip:…)'), h('button', {type: 'submit'}, 'Search'));
}

export function presentities(parameters, signal) {
  const found = h('div', {'aria-busy': 'true'}, h('p', {}, 'Searching…'));
  const search = new URLSearchParams({limit: PAGE});
  for (const name of ['contains', 'prefix', 'after']) {
    if (parameters.get(name)) {
      search.set(name, parameters.get(name));
    }
  }
  get(`presentities?${search}`, {signal}).then(page => {
    found.replaceChildren(...results(page, parameters));
    found.removeAttribute('aria-busy');
  }).catch(problem => found.replaceChildren(h('p', {class: 'problem', role: 'alert'}, `${problem.message}.`)));
  return {title: 'Presentities', element: h('div', {}, searchForm(parameters.get('prefix') || parameters.get('contains') || '', Boolean(parameters.get('prefix'))), found)};
}

function results(page, parameters) {
  const more = new URLSearchParams(parameters);
  more.set('after', page.next ?? '');
  const shown = page.presentities.length;
  const words = page.total === 0 ? 'Nobody who is watched or has published matches.' : `${number(shown)} of ${plural(page.total, 'presentity', 'presentities')}${parameters.get('after') ? ' from here on' : ''}.`;
  return [
    page.silent.length > 0 ? h('p', {class: 'warning'}, `Nodes are silent, so theirs are missing: ${page.silent.join(', ')}`) : null,
    h('p', {role: 'status', class: 'total'}, words),
    shown > 0 ? table(page.presentities) : null,
    h('p', {class: 'pages'},
      parameters.get('after') ? h('a', {href: '#/presentities', onclick: event => {
        event.preventDefault();
        history.back();
      }}, 'Back') : null,
      page.next ? h('a', {href: `#/presentities?${more}`}, 'Next page') : null),
  ].filter(Boolean);
}

function table(rows) {
  return h('div', {class: 'scroll'}, h('table', {},
    h('thead', {}, h('tr', {}, ['Presentity', 'Watchers', 'Publications', 'Home'].map(name => h('th', {scope: 'col'}, name)))),
    h('tbody', {}, rows.map(row => h('tr', {},
      h('td', {}, h('a', {href: linkTo(row.presentity)}, row.presentity)), h('td', {class: 'n'}, number(row.subscriptions)), h('td', {class: 'n'}, number(row.publications)), h('td', {}, row.home))))));
}
