// Fills the slices between two outlined ones: the shape changes evenly from one outline to the
// other, by signed distances (Raya and Udupa, Shape-based interpolation, 1990).

import { signedDistance } from "./signed_distance.js";

/** @import { PixelBox } from "./contours.js" */
/** @import { LabelVolume } from "./label_volume.js" */
/** @import { Rule } from "./paint.js" */

/**
 * Fill the slices that lack a label between those that have it.
 * @param {LabelVolume} volume
 * @param {number} label
 * @param {Rule} rule what may be painted
 * @param {ArrayLike<number>} positions of the slices, mm
 * @param {{columnMm: number, rowMm: number}} pixel
 * @param {(z: number) => void} before is called before a slice is written to
 * @returns {number[]} the slices that changed
 */
export function fillBetween(volume, label, rule, positions, pixel, before) {
  const there = volume.slicesOf(label);
  const filled = [];
  for (let i = 1; i < there.length; i++) {
    const [low, high] = [there[i - 1], there[i]];
    if (high - low < 2) continue;
    const box = boxAround(volume, label, [low, high]);
    const [below, above] = [low, high].map((z) =>
      signedDistance(inside(volume, label, z, box), box.right + 1 - box.left, pixel),
    );
    for (let z = low + 1; z < high; z++) {
      const share = (positions[z] - positions[low]) / (positions[high] - positions[low]);
      before(z);
      const isIn = (/** @type {number} */ at) => (1 - share) * below[at] + share * above[at] < 0;
      if (write(volume, z, box, isIn, rule)) filled.push(z);
    }
  }
  return filled;
}

/**
 * Around the label on some slices, and a pixel more: an edge needs another side.
 * @param {LabelVolume} volume
 * @param {number} label
 * @param {number[]} slices
 * @returns {PixelBox}
 */
function boxAround(volume, label, slices) {
  const { width, height } = volume;
  const box = { left: width, top: height, right: -1, bottom: -1 };
  for (const z of slices) {
    volume.read(z).forEach((value, i) => {
      if (value !== label) return;
      const [u, v] = [i % width, Math.floor(i / width)];
      box.left = Math.min(box.left, u - 1);
      box.right = Math.max(box.right, u + 1);
      box.top = Math.min(box.top, v - 1);
      box.bottom = Math.max(box.bottom, v + 1);
    });
  }
  return box;
}

/**
 * 1 for each pixel of the box that has the label; the box may reach beyond the image.
 * @param {LabelVolume} volume
 * @param {number} label
 * @param {number} z
 * @param {PixelBox} box
 */
function inside(volume, label, z, { left, top, right, bottom }) {
  const labels = volume.read(z);
  const found = new Uint8Array((right + 1 - left) * (bottom + 1 - top));
  let at = 0;
  for (let v = top; v <= bottom; v++) {
    for (let u = left; u <= right; u++, at++) {
      const isThere = u >= 0 && v >= 0 && u < volume.width && v < volume.height;
      if (isThere && labels[v * volume.width + u] === label) found[at] = 1;
    }
  }
  return found;
}

/**
 * @param {LabelVolume} volume
 * @param {number} z
 * @param {PixelBox} box
 * @param {(at: number) => boolean} isIn of a pixel of the box
 * @param {Rule} rule
 * @returns {boolean} whether a label changed
 */
function write(volume, z, { left, top, right, bottom }, isIn, rule) {
  const labels = volume.write(z);
  let isChanged = false;
  let at = 0;
  for (let v = top; v <= bottom; v++) {
    for (let u = left; u <= right; u++, at++) {
      const isThere = u >= 0 && v >= 0 && u < volume.width && v < volume.height;
      if (!isThere || !isIn(at)) continue;
      const i = v * volume.width + u;
      const label = rule(labels[i]);
      if (label === labels[i]) continue;
      labels[i] = label;
      isChanged = true;
    }
  }
  if (isChanged) volume.changed(z);
  return isChanged;
}
