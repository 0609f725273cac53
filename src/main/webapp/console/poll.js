/** Asking again and again while a view is shown and the page is seen. */

import {h, say} from './dom.js';

/** Milliseconds between two askings at least, however much happens. */
const GAP = 200;

/**
 * @param ask    called now, and again that long after it is done; how it failed is said in the element that is returned
 * @param pause  milliseconds
 * @returns {element, now}: now() asks at once, or once more if it is being asked
 */
export function poll(ask, pause, signal) {
  const element = h('p', {class: 'problem', role: 'alert', hidden: true});
  let timer;
  let asking = false;
  let again = false;
  const turn = async () => {
    clearTimeout(timer);
    if (asking) {
      again = true;
      return;
    }
    asking = true;
    try {
      await ask();
      element.hidden = true;
    } catch (problem) {
      if (signal.aborted) {
        return;
      }
      say(element, `${problem.message}.`);
      element.hidden = false;
    }
    asking = false;
    if (!signal.aborted) {
      timer = setTimeout(turn, again ? GAP : pause);
      again = false;
    }
  };
  document.addEventListener('visibilitychange', () => document.hidden ? clearTimeout(timer) : turn(), {signal});
  signal.addEventListener('abort', () => clearTimeout(timer));
  turn();
  return {element, now: turn};
}
