/** How a subscription is to be ended, if at all. */

import {h} from './dom.js';

const REASONS = {deactivated: 'deactivated: the watcher may subscribe again, and will, at once', rejected: 'rejected: the watcher is not to subscribe again'};

/** @returns the reason, or null when it is left alone */
export function askHowToEnd(watcher) {
  return new Promise(resolve => {
    const form = h('form', {method: 'dialog', onsubmit: event => {
      event.preventDefault();
      dialog.close(new FormData(form).get('reason'));
    }},
    h('h3', {id: 'end-title'}, 'End this subscription?'),
    h('p', {}, `${watcher.watcher} gets a last NOTIFY, terminated, that says why:`),
    h('fieldset', {}, h('legend', {}, 'Reason'), Object.entries(REASONS).map(([reason, words], i) =>
      h('label', {class: 'check'}, h('input', {type: 'radio', name: 'reason', value: reason, checked: i === 0}), words))),
    h('p', {class: 'buttons'}, h('button', {type: 'button', onclick: () => dialog.close('')}, 'Leave it'), h('button', {type: 'submit', class: 'danger'}, 'End it')));
    const dialog = h('dialog', {'aria-labelledby': 'end-title', onclose: () => {
      dialog.remove();
      resolve(dialog.returnValue || null);
    }}, form);
    document.body.append(dialog);
    dialog.showModal();
  });
}
