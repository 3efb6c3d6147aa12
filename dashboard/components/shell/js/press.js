// Presses a button for the person, once: the browser's download of a file that they asked for.

/** In the tab's own storage, so that a reload does not press it again. */
const PRESSED = "liverlens-pressed-";
const PAUSE_MS = 50;
/** The button may be drawn after this is called. */
const MOST_LOOKS = 200;

/** @param {{ data: { container: string } }} component */
export function show({ data }) {
  pressOnce(window, data.container);
}

/**
 * @param {Pick<Window, "document" | "sessionStorage" | "setTimeout">} page
 * @param {string} container key of the container that the button is in
 * @param {number} [looks] how often to look for it
 */
export function pressOnce(page, container, looks = MOST_LOOKS) {
  const name = PRESSED + container;
  if (page.sessionStorage.getItem(name)) return;
  /** @type {HTMLElement | null} */
  const button = page.document.querySelector(`.st-key-${container} button`);
  if (button) {
    page.sessionStorage.setItem(name, "1");
    button.click();
  } else if (looks > 1) {
    page.setTimeout(() => pressOnce(page, container, looks - 1), PAUSE_MS);
  }
}
