/** Making elements. What comes from the network becomes text and attributes, never markup. */

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (name.startsWith('on')) {
      element.addEventListener(name.slice(2), value);
    } else if (value !== false && value !== null && value !== undefined) {
      element.setAttribute(name, value === true ? '' : value);
    }
  }
  element.append(...children.flat().filter(child => child !== null && child !== undefined && child !== false));
  return element;
}

/** An HTML element; attributes that begin with "on" are listeners. */
export const h = (name, attributes, ...children) => fill(document.createElement(name), attributes, children);

/** An SVG element. */
export const svg = (name, attributes, ...children) => fill(document.createElementNS('http://www.w3.org/2000/svg', name), attributes, children);

/** Sets the text if it has changed, so that what is selected or read aloud is not disturbed. */
export function say(element, text) {
  if (element.textContent !== text) {
    element.textContent = text;
  }
}

/**
 * Makes the children of an element those of a list, and keeps the elements of those that stay, with focus and all.
 * @param key  of an item
 * @param make (item) => {element, update(item)}
 */
export function sync(parent, items, key, make) {
  const before = parent.parts ?? new Map();
  const parts = new Map();
  items.forEach((item, index) => {
    const part = before.get(key(item)) ?? make(item);
    part.update(item);
    parts.set(key(item), part);
    if (parent.children[index] !== part.element) {
      parent.insertBefore(part.element, parent.children[index] ?? null);
    }
  });
  while (parent.children.length > items.length) {
    parent.lastElementChild.remove();
  }
  parent.parts = parts;
}

/** The time that is left, counted down from now on. */
export function remaining(element, seconds) {
  element.dataset.until = Date.now() + seconds * 1000;
  say(element, duration(seconds));
}

export function duration(seconds) {
  const s = Math.max(0, Math.round(seconds));
  if (s < 100) {
    return `${s} s`;
  }
  return s < 6000 ? `${Math.floor(s / 60)} min ${s % 60} s` : `${Math.floor(s / 3600)} h ${Math.floor(s % 3600 / 60)} min`;
}

setInterval(() => {
  for (const element of document.querySelectorAll('[data-until]')) {
    say(element, duration((element.dataset.until - Date.now()) / 1000));
  }
}, 1000);

export const clock = time => time.slice(11, 23);
export const number = value => value.toLocaleString('en');
export const plural = (count, word, many = `${word}s`) => `${number(count)} ${count === 1 ? word : many}`;
