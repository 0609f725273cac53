/** Dark, light, or as the system has it; kept in this browser. */

const CHOICES = {system: 'As the system', light: 'Light', dark: 'Dark'};
const KEY = 'presence-theme';

function kept() {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}

function keep(choice) {
  try {
    localStorage.setItem(KEY, choice);
  } catch {
    // Without storage it holds until the page is left.
  }
}

/** @param button that goes through the choices */
export function theme(button) {
  const names = Object.keys(CHOICES);
  let choice = names.includes(kept()) ? kept() : names[0];
  const show = () => {
    document.documentElement.dataset.theme = choice;
    button.textContent = `Colours: ${CHOICES[choice].toLowerCase()}`;
  };
  button.addEventListener('click', () => {
    choice = names[(names.indexOf(choice) + 1) % names.length];
    keep(choice);
    show();
  });
  show();
}
