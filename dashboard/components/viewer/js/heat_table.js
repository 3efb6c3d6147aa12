// The colours of a heatmap. A byte stands for a share of the full scale: 0..255 for 0..1, or, in a
// signed map, 1..255 for -1..1 with 128 for zero.

import { along } from "./colour_stops.js";
import { clamp } from "./numbers.js";

/** @import { Stops } from "./colour_stops.js" */

/**
 * How a map is looked at.
 * @typedef {object} Look
 * @property {boolean} signed whether its bytes have a sign
 * @property {boolean} magnitude show the size alone
 * @property {number} threshold the least share that is drawn
 */

/**
 * Dark blue, magenta, rose: CIE lightness rises evenly from 7 to 72. There is no yellow in it, which
 * over grey is olive, and the ends differ from the outlines' colours.
 * @type {Stops}
 */
const HEAT = [
  [0.0, [20, 10, 70]],
  [0.25, [84, 20, 140]],
  [0.5, [168, 34, 150]],
  [0.75, [232, 72, 134]],
  [1.0, [255, 142, 160]],
];
/**
 * For and against: hues that colour-blind readers can tell apart; both grow lighter outwards.
 * @type {Stops}
 */
const FOR = [
  [0.0, [90, 12, 16]],
  [0.5, [226, 62, 42]],
  [1.0, [255, 206, 168]],
];
/** @type {Stops} */
const AGAINST = [
  [0.0, [10, 34, 104]],
  [0.5, [44, 118, 236]],
  [1.0, [178, 222, 255]],
];

/** Below this share of the scale nothing is drawn, whatever the threshold. */
export const HEAT_FLOOR = 0.05;
/** The opacity rises with the strength up to this share: weak heat hides next to nothing. */
const HEAT_FULL = 1;
/** What lies above a raised threshold was chosen to be seen: it is never fainter than this. */
const FAINTEST_CHOSEN = 1 / 3;

/** The threshold moves by this much with each press of its key, up to the highest. */
export const THRESHOLD_STEP = 0.05;
const HIGHEST_THRESHOLD = 0.95;

const BAR_STEPS = 48;

/** Colours of the outlines of what speaks for and against. */
export const OUTLINE = { for: "rgb(255 196 84)", against: "rgb(122 190 255)" };

/**
 * The share of the full scale, -1..1, that a byte stands for.
 * @param {number} byte
 * @param {boolean} signed
 */
export function shareOf(byte, signed) {
  return signed ? Math.max(-1, (byte - 128) / 127) : byte / 255;
}

/**
 * @param {number} byte
 * @param {Pick<Look, "signed" | "threshold">} look
 */
export function isDrawn(byte, { signed, threshold }) {
  return Math.abs(shareOf(byte, signed)) >= Math.max(threshold, HEAT_FLOOR);
}

/**
 * @param {number} share -1..1
 * @param {Look} look
 * @returns {[red: number, green: number, blue: number, alpha: number]} each 0..255
 */
function colour(share, { signed, magnitude, threshold }) {
  const size = Math.abs(share);
  const stops = !signed || magnitude ? HEAT : share < 0 ? AGAINST : FOR;
  return [...along(stops, size), 255 * opacity(size, threshold)];
}

/**
 * @param {number} size 0..1
 * @param {number} threshold
 */
function opacity(size, threshold) {
  if (size < Math.max(threshold, HEAT_FLOOR)) return 0;
  const rising = Math.min(1, (size - HEAT_FLOOR) / (HEAT_FULL - HEAT_FLOOR));
  return threshold > HEAT_FLOOR ? Math.max(FAINTEST_CHOSEN, rising) : rising;
}

/**
 * 256 RGBA entries, one for each byte.
 * @param {Look} look
 */
export function heatTable(look) {
  const entries = Array.from({ length: 256 }, (_, byte) =>
    colour(shareOf(byte, look.signed), look),
  );
  return new Uint8ClampedArray(entries.flat());
}

/**
 * The colour bar as a CSS gradient from the bottom up; what is not drawn is left dark.
 * @param {Look} look
 */
export function heatGradient(look) {
  const lowest = look.signed && !look.magnitude ? -1 : 0;
  const stops = Array.from({ length: BAR_STEPS + 1 }, (_, i) => {
    const share = lowest + (i / BAR_STEPS) * (1 - lowest);
    const [r, g, b, alpha] = colour(share, look);
    return `rgb(${r} ${g} ${b} / ${alpha > 0 ? 1 : 0}) ${((100 * i) / BAR_STEPS).toFixed(1)}%`;
  });
  return `linear-gradient(to top, ${stops.join(", ")})`;
}

/**
 * The threshold after a step up or down, in whole hundredths.
 * @param {number} threshold
 * @param {number} step
 */
export function movedThreshold(threshold, step) {
  return clamp(Math.round(100 * (threshold + step)) / 100, HEAT_FLOOR, HIGHEST_THRESHOLD);
}
