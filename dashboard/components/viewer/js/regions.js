// Whole findings at once: their connected parts, the sides of a cut, and one label for another.

/** @import { LabelVolume } from "./label_volume.js" */
/** @import { Point } from "./projection.js" */

/**
 * Pixels of some slices, by their indices.
 * @typedef {Map<number, number[]>} Region
 */

/**
 * The parts of a label that share faces, as `core.lesions` tells lesions apart; the largest first.
 * @param {LabelVolume} volume
 * @param {number} label
 * @returns {Region[]}
 */
export function partsOf(volume, label) {
  const { width, height } = volume;
  const plane = width * height;
  /** @type {Map<number, Uint8Array>} */
  const left = new Map();
  for (const z of volume.slicesOf(label)) {
    left.set(z, volume.read(z).map((value) => Number(value === label)));
  }
  /** @type {{region: Region, size: number}[]} */
  const found = [];
  for (const [z, there] of left) {
    for (let i = there.indexOf(1); i >= 0; i = there.indexOf(1, i + 1)) {
      found.push(flood(left, z, i, width, plane));
    }
  }
  return found.sort((a, b) => b.size - a.size).map(({ region }) => region);
}

/**
 * Take one part out of what is left.
 * @param {Map<number, Uint8Array>} left
 * @param {number} z
 * @param {number} i
 * @param {number} width
 * @param {number} plane pixels of a slice
 */
function flood(left, z, i, width, plane) {
  /** @type {Region} */
  const region = new Map();
  let size = 0;
  const waiting = [z, i];
  const visit = (/** @type {number} */ slice, /** @type {number} */ at) => {
    const there = left.get(slice);
    if (!there?.[at]) return;
    there[at] = 0;
    waiting.push(slice, at);
  };
  /** @type {Uint8Array} */ (left.get(z))[i] = 0;
  while (waiting.length) {
    const at = /** @type {number} */ (waiting.pop());
    const slice = /** @type {number} */ (waiting.pop());
    const pixels = region.get(slice) ?? [];
    if (!pixels.length) region.set(slice, pixels);
    pixels.push(at);
    size++;
    const u = at % width;
    if (u > 0) visit(slice, at - 1);
    if (u < width - 1) visit(slice, at + 1);
    if (at >= width) visit(slice, at - width);
    if (at < plane - width) visit(slice, at + width);
    visit(slice - 1, at);
    visit(slice + 1, at);
  }
  return { region, size };
}

/**
 * The smaller side of a label that a line on the image cuts in two, on all slices; null where one
 * side is empty.
 * @param {LabelVolume} volume
 * @param {number} label
 * @param {Point} from
 * @param {Point} to
 * @returns {Region | null}
 */
export function sideOf(volume, label, from, to) {
  const [du, dv] = [to[0] - from[0], to[1] - from[1]];
  /** @type {[Region, Region]} */
  const sides = [new Map(), new Map()];
  const sizes = [0, 0];
  for (const z of volume.slicesOf(label)) {
    volume.read(z).forEach((value, i) => {
      if (value !== label) return;
      const [u, v] = [(i % volume.width) + 0.5, Math.floor(i / volume.width) + 0.5];
      const side = Number(du * (v - from[1]) - dv * (u - from[0]) > 0);
      const pixels = sides[side].get(z) ?? [];
      if (!pixels.length) sides[side].set(z, pixels);
      pixels.push(i);
      sizes[side]++;
    });
  }
  if (!sizes[0] || !sizes[1]) return null;
  return sizes[0] < sizes[1] ? sides[0] : sides[1];
}

/**
 * Give a region another label.
 * @param {LabelVolume} volume
 * @param {Region} region
 * @param {number} label
 * @param {(z: number) => void} before is called before a slice is written to
 */
export function relabel(volume, region, label, before) {
  for (const [z, pixels] of region) {
    before(z);
    const labels = volume.write(z);
    for (const i of pixels) labels[i] = label;
    volume.changed(z);
  }
}

/**
 * Every voxel of a label.
 * @param {LabelVolume} volume
 * @param {number} label
 * @returns {Region}
 */
export function allOf(volume, label) {
  return new Map(
    volume.slicesOf(label).map((z) => {
      /** @type {number[]} */
      const pixels = [];
      volume.read(z).forEach((value, i) => {
        if (value === label) pixels.push(i);
      });
      return [z, pixels];
    }),
  );
}
