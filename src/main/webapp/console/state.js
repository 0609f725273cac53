/** A presence document (RFC 4479, RFC 4480) for people. */

import {h} from './dom.js';

const KINDS = [['persons', 'Person'], ['services', 'Service'], ['devices', 'Device']];

/** @param state as the interface tells it; absent for none */
export function composed(state) {
  if (!state) {
    return [];
  }
  const cards = KINDS.flatMap(([member, kind]) => state[member].map(part => card(kind, part)));
  const notes = state.notes.map(note => h('p', {class: 'note'}, note.text));
  return cards.length + notes.length > 0 ? [...notes, h('div', {class: 'cards'}, cards)] : [h('p', {}, 'Nothing is published.')];
}

function card(kind, part) {
  const facts = [
    ...part.notes.map(note => ['note', note.lang ? `${note.text} (${note.lang})` : note.text]),
    ...part.details.map(detail => [detail.name, detail.values.join(', ') || 'yes']),
    ['contact', part.contact && (part.priority ? `${part.contact}, priority ${part.priority}` : part.contact)],
    ['device', part.deviceId ?? part.deviceIds?.join(', ')],
    ['since', part.timestamp],
  ].filter(([, value]) => value);
  return h('article', {class: 'card'},
    h('div', {class: 'top'}, h('h4', {}, `${kind} ${part.id}`), part.basic ? h('span', {class: part.basic === 'open' ? 'tag' : 'tag bad'}, part.basic === 'open' ? '● open' : '○ closed') : null),
    facts.length > 0 ? h('dl', {class: 'facts'}, facts.map(([name, value]) => h('div', {}, h('dt', {}, name), h('dd', {}, value)))) : null);
}
