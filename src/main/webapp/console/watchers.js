/** Who watches a presentity: a page of subscriptions, each with the way of its NOTIFYs. */

import {get, pathOf, post} from './api.js';
import {clock, h, plural, remaining, say, sync} from './dom.js';
import {linkTo} from './presentities.js';
import {askHowToEnd} from './terminate.js';

const PAGE = 20;

export function watchers(address, parameters, signal) {
  const total = h('p');
  const list = h('div', {class: 'watchers'});
  const done = h('p', {role: 'status', class: 'done'});
  const next = h('a', {hidden: true}, 'Next page');
  const first = h('a', {href: linkTo(address), hidden: !parameters.get('after')}, 'First page');
  const ask = () => get(`${pathOf(address)}/watchers?${new URLSearchParams({limit: PAGE, after: parameters.get('after') ?? ''})}`, {signal});
  const end = async watcher => {
    const reason = await askHowToEnd(watcher);
    if (reason) {
      await post(`${pathOf(address)}/watchers/${encodeURIComponent(watcher.id)}/terminate`, {reason})
        .then(() => say(done, `The subscription of ${watcher.watcher} has ended: ${reason}.`)).catch(problem => say(done, `Not ended: ${problem.message}.`));
      show(await ask());
    }
  };
  const show = page => {
    say(total, page.total === 0 ? 'Nobody watches.' : plural(page.total, 'live subscription'));
    sync(list, page.watchers, watcher => watcher.id, watcher => card(address, watcher, end));
    next.hidden = !page.next;
    next.href = linkTo(address, `?${new URLSearchParams({after: page.next ?? ''})}`);
  };
  return {element: h('div', {}, total, done, list, h('p', {class: 'pages'}, first, next)), ask, show};
}

function card(address, opened, end) {
  let watcher = opened;
  const fields = Object.fromEntries(['state', 'decision', 'notify', 'left', 'event', 'told'].map(name => [name, h('dd')]));
  const state = h('span', {class: 'tag'});
  const path = h('ol', {class: 'path', 'aria-label': 'Path of its NOTIFYs'});
  const facts = [['Decision', 'decision'], ['Last NOTIFY', 'notify'], ['Time left', 'left'], ['Event', 'event'], ['Has been told', 'told']];
  return {
    element: h('article', {class: 'card watcher'},
      h('div', {class: 'top'}, h('h4', {}, opened.alias ? `${opened.watcher} (${opened.alias})` : opened.watcher), state,
        h('a', {href: linkTo(address, `?${new URLSearchParams({'call-id': opened.dialog.callId})}`), 'aria-label': `Messages of the dialog with ${opened.watcher}`}, 'Messages'),
        h('button', {type: 'button', 'aria-label': `End the subscription of ${opened.watcher}`, onclick: () => end(watcher)}, 'End…')),
      path,
      h('dl', {class: 'facts'}, facts.map(([label, name]) => h('div', {}, h('dt', {}, label), fields[name]))),
      dialog(opened.dialog)),
    update(now) {
      watcher = now;
      say(state, now.state === 'active' ? '● active' : `○ ${now.state}`);
      say(fields.decision, `${now.decision}: ${now.reason}`);
      say(fields.notify, notified(now.lastNotify));
      remaining(fields.left, now.remainingSeconds);
      say(fields.event, `${now.event}, ${now.contentType}${now.filtered ? ', filtered' : ''}${now.anonymous ? ', anonymous to the presentity' : ''}`);
      say(fields.told, now.upToDate ? 'all that it is owed' : 'not all yet');
      sync(path, now.path, hop => `${now.path.indexOf(hop)} ${hop.address}`, hopItem);
    },
  };
}

const notified = last => !last ? 'none by the present home' : `CSeq ${last.cseq} at ${clock(last.sentAt)}: ${last.status ? `answered ${last.status}` : 'no answer yet'}`;

/** What a host says of itself in its name; a route set does not say it. */
const PROXIES = [[/pcscf|p-cscf/i, 'P-CSCF'], [/icscf|i-cscf/i, 'I-CSCF'], [/scscf|s-cscf/i, 'S-CSCF'], [/ibcf/i, 'IBCF']];
const ROLES = {as: 'AS', ue: 'UE'};

function roleOf(hop) {
  return ROLES[hop.role] ?? PROXIES.find(([pattern]) => pattern.test(host(hop)))?.[1] ?? 'proxy';
}

/** Of a URI: what is behind the user, without parameters. */
const host = hop => hop.role === 'as' ? hop.address : hop.address.replace(/^\w+:/, '').replace(/^[^@]*@/, '').replace(/[;?].*$/, '');

function hopItem(hop) {
  return {element: h('li', {class: `hop ${hop.role}`, title: hop.address}, h('b', {}, roleOf(hop)), h('span', {}, host(hop))), update() {}};
}

function dialog(of) {
  const facts = [['Call-ID', of.callId], ['Our tag', of.localTag], ['Its tag', of.remoteTag], ['From', of.localParty], ['To', of.remoteParty], ['Remote target', of.remoteTarget],
    ['Route set', of.routeSet.join(', ') || 'none'], ['Transport', of.transport], ['icid', of.icid]].filter(([, value]) => value);
  return h('details', {}, h('summary', {}, 'Dialog'), h('dl', {class: 'facts'}, facts.map(([name, value]) => h('div', {}, h('dt', {}, name), h('dd', {}, value)))));
}
