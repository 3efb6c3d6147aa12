// What the 3-D view shows: the liver like glass, vessels in it, the lesions in their colours.
// Without outlines, all that the window makes bright.

import { cut, OUTSIDE } from "./cut.js";

/** @import { Block } from "./rgba_nifti.js" */
/** @import { Voxels } from "./raster.js" */
/** @import { Labels, Window } from "./server_data.ts" */
/** @import { Stack } from "./stack.js" */

/** The longest side has at most so many voxels, and a voxel is at least so long, mm. */
const LONGEST = 176;
const SMALLEST_MM = 1.2;
/** Room around the liver, mm. */
const ROOM = 8;
const CODE_BITS = 3;

/** Opacity of a voxel, 0..255. */
const LIVER_ALPHA = 5;
const LESION_ALPHA = 210;
const VESSEL_ALPHA = 130;
const VESSEL = [255, 214, 170];

/**
 * @typedef {object} Scene
 * @property {Stack} stack
 * @property {(z: number) => Voxels | null} ct slices in screen order
 * @property {((z: number) => Voxels | null) | null} mask slices in screen order
 * @property {Window} window
 * @property {Labels} labels
 */

/**
 * @param {Scene} scene
 * @returns {Block}
 */
export function makeScene({ stack, ct, mask, window, labels }) {
  const { low, high } = (mask && maskBounds(stack, mask)) ?? volumeBounds(stack);
  const sides = [0, 1, 2].map((axis) => high[axis] - low[axis]);
  const step = Math.max(SMALLEST_MM, Math.max(...sides) / LONGEST);
  const [nx, ny, nz] = sides.map((side) => Math.max(2, Math.ceil(side / step)));
  const colours = new Uint32Array(nx * ny * nz);
  const hu = new Int16Array(nx * nz);
  const codes = new Uint8Array(nx * nz);
  const grid = {
    width: nx,
    height: nz,
    /** @returns {[number, number, number]} right is left in RAS: x falls */
    toPatient: (/** @type {[number, number]} */ [u, v], /** @type {number} */ at) => [
      high[0] - u * step,
      at,
      low[2] + v * step,
    ],
  };
  const paint = painter(window, labels, mask !== null);
  for (let j = 0; j < ny; j++) {
    const at = high[1] - (j + 0.5) * step;
    cut({ stack, slice: ct, nearest: false, outside: OUTSIDE }, grid, at, hu);
    if (mask) cut({ stack, slice: mask, nearest: true, outside: 0 }, grid, at, codes);
    for (let k = 0; k < nz; k++) {
      for (let i = 0; i < nx; i++) {
        const value = hu[k * nx + i];
        colours[(k * ny + j) * nx + i] = paint(value, codes[k * nx + i] & CODE_BITS);
      }
    }
  }
  const half = step / 2;
  return {
    size: [nx, ny, nz],
    step,
    first: [-high[0] + half, -high[1] + half, low[2] + half],
    colours,
  };
}

/**
 * The colour of a voxel by HU and code.
 * @param {Window} window
 * @param {Labels} labels
 * @param {boolean} hasMask
 * @returns {(hu: number, code: number) => number}
 */
export function painter({ width, level }, labels, hasMask) {
  const { liver, benign, malignant } = labels.codes;
  const of = (/** @type {string} */ name) => rgb(labels.colours[name]);
  const lesions = new Map([
    [benign, rgba(of("benign"), LESION_ALPHA)],
    [malignant, rgba(of("malignant"), LESION_ALPHA)],
  ]);
  const glass = of("liver");
  return (hu, code) => {
    if (hu === OUTSIDE) return 0;
    // From the middle of the window up: what is bright in the image.
    const bright = Math.min(1, Math.max(0, (hu - level) / (width / 2)));
    if (!hasMask) return bright > 0 ? rgba(VESSEL, VESSEL_ALPHA * bright) : 0;
    const lesion = lesions.get(code);
    if (lesion !== undefined) return lesion;
    if (code !== liver) return 0;
    const isVessel = bright > 0.6;
    return isVessel ? rgba(VESSEL, VESSEL_ALPHA * bright) : rgba(glass, LIVER_ALPHA);
  };
}

/**
 * @param {number[]} colour
 * @param {number} alpha 0..255
 */
const rgba = ([r, g, b], alpha) => ((Math.round(alpha) << 24) | (b << 16) | (g << 8) | r) >>> 0;

/** @param {string} text "#rrggbb" */
const rgb = (text) => [1, 3, 5].map((at) => parseInt(text.slice(at, at + 2), 16));

/** @typedef {{low: number[], high: number[]}} Bounds LPS mm */

/**
 * Around all that is not background; null where there is nothing.
 * @param {Stack} stack
 * @param {(z: number) => Voxels | null} mask
 * @returns {Bounds | null}
 */
function maskBounds(stack, mask) {
  const { width, height, count } = stack;
  const places = [];
  for (let z = 0; z < count; z++) {
    const labels = mask(z);
    if (!labels) continue;
    let [left, right, top, bottom] = [width, -1, height, -1];
    for (let i = 0; i < labels.length; i++) {
      if (!labels[i]) continue;
      const [u, v] = [i % width, Math.floor(i / width)];
      left = Math.min(left, u);
      right = Math.max(right, u);
      top = Math.min(top, v);
      bottom = v;
    }
    if (right >= 0) places.push(stack.toPatient([left, top], z), stack.toPatient([right + 1, bottom + 1], z));
  }
  return places.length ? boundsOf(places, ROOM) : null;
}

/**
 * @param {Stack} stack
 * @returns {Bounds}
 */
function volumeBounds(stack) {
  const { width, height, count } = stack;
  const places = [0, count - 1].flatMap((z) => [
    stack.toPatient([0, 0], z),
    stack.toPatient([width, height], z),
  ]);
  return boundsOf(places, 0);
}

/**
 * @param {number[][]} places
 * @param {number} room
 * @returns {Bounds}
 */
function boundsOf(places, room) {
  const of = (/** @type {(...values: number[]) => number} */ pick, /** @type {number} */ more) =>
    [0, 1, 2].map((axis) => pick(...places.map((place) => place[axis])) + more);
  return { low: of(Math.min, -room), high: of(Math.max, room) };
}
