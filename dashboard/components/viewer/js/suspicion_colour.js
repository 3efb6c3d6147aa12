// The colour of a slice on the strip. Class colours come from the server (`core.labels`).

import { along } from "./colour_stops.js";

/** @import { Rgb, Stops } from "./colour_stops.js" */
/** @import { SliceScores } from "./server_data.ts" */

/**
 * p(malignant): grey-blue, amber, red.
 * @type {Stops}
 */
const SUSPICION = [
  [0.0, [50, 68, 84]],
  [0.25, [84, 84, 78]],
  [0.5, [190, 132, 52]],
  [0.75, [222, 88, 44]],
  [1.0, [240, 52, 40]],
];
/** @type {Rgb} */
const NO_LIVER = [27, 35, 43];
/** Up to this p(benign) a slice has the colour of its p(malignant) whichever is higher. */
const FAINT_BENIGN = 0.2;

/** @param {Rgb} rgb */
const css = (rgb) => `rgb(${rgb.join(" ")})`;

/**
 * How malignant the slice looks; the benign colour where that class is the more likely of the two;
 * nearly black where there is no liver to judge.
 * @param {Pick<SliceScores, "p_benign" | "p_malignant" | "liver_area_mm2">} slice
 * @param {string} benign CSS colour "#rrggbb"
 */
export function suspicionColour(slice, benign) {
  if (!(slice.liver_area_mm2 > 0)) return css(NO_LIVER);
  if (slice.p_benign > slice.p_malignant && slice.p_benign > FAINT_BENIGN) {
    return css(along([[0, along(SUSPICION, 0)], [1, rgbOf(benign)]], slice.p_benign));
  }
  return css(along(SUSPICION, slice.p_malignant));
}

/**
 * @param {string} text "#rrggbb"
 * @returns {Rgb}
 */
function rgbOf(text) {
  const channel = (/** @type {number} */ at) => parseInt(text.slice(at, at + 2), 16);
  return [channel(1), channel(3), channel(5)];
}
