// Whether another page is on its way: a request now would undo the click that asked for it.

/** As the app's own script says (shell/js/leaving.js); false where that is not loaded. */
export function isLeaving() {
  return Boolean(/** @type {any} */ (globalThis).liverlensLeaving?.());
}
