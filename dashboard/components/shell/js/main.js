// What the browser does around the pages. Draws nothing.

import { addressOf } from "./address.js";
import { watchLinks } from "./leaving.js";
import { closeAfterTap } from "./menu.js";
import { keepLargeType } from "./large_type.js";

/** @typedef {{ page: string, series: string | null, slice: number | null }} Place */
/** @typedef {Place & { largeType: boolean }} Data */

/** @param {{ data: Data }} component */
export function show({ data }) {
  const place = /** @type {any} */ (window);
  if (!place.liverlensShell) {
    place.liverlensShell = true;
    closeAfterTap(window);
    place.liverlensLeaving = watchLinks(window);
  }
  place.liverlensLeaving();
  keepLargeType(document, data.largeType);
  const wanted = addressOf(window.location.href, data);
  // Replaced, not added: the way back leads to the page before, not through every slice.
  if (wanted !== window.location.href) window.history.replaceState(window.history.state, "", wanted);
}
