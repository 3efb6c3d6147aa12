// What a brush does to a slice of labels: every pixel whose centre it passes over gets a new label,
// where the rule of the stroke allows it.

import { LIVER, NOTHING } from "./label_volume.js";
import { boxOf, inPolygon } from "./measure_kinds.js";

/** @import { Point } from "./projection.js" */

/**
 * The new label of a pixel; the same where it is not to change.
 * @typedef {(label: number) => number} Rule
 */
/**
 * A slice as the tools take it.
 * @typedef {{labels: Uint8Array, width: number, height: number}} Canvas
 */
/** Whether a pixel may be painted, by its index. @typedef {(i: number) => boolean} Allows */

/**
 * Adds to the chosen finding, or to the liver. Nothing is taken from another finding.
 * @param {number} label of the chosen one
 * @param {boolean} onlyLiver whether to stay within the liver
 * @returns {Rule}
 */
export function painting(label, onlyLiver) {
  return (old) => {
    const isFree = old === LIVER || (old === NOTHING && !onlyLiver) || (label === LIVER && old === NOTHING);
    return isFree ? label : old;
  };
}

/**
 * Takes from the chosen finding, or from the liver. What a finding leaves is liver.
 * @param {number} label of the chosen one
 * @returns {Rule}
 */
export function erasing(label) {
  const left = label === LIVER ? NOTHING : LIVER;
  return (old) => (old === label ? left : old);
}

/**
 * Draw a round brush from one image point to another.
 * @param {Canvas} canvas
 * @param {Point} from pixel centres are at .5
 * @param {Point} to
 * @param {{u: number, v: number}} radius px across and down
 * @param {Rule} rule
 * @param {Allows | null} allows
 * @returns {boolean} whether a label changed
 */
export function stroke({ labels, width, height }, from, to, radius, rule, allows = null) {
  const left = Math.max(0, Math.floor(Math.min(from[0], to[0]) - radius.u));
  const right = Math.min(width - 1, Math.floor(Math.max(from[0], to[0]) + radius.u));
  const top = Math.max(0, Math.floor(Math.min(from[1], to[1]) - radius.v));
  const bottom = Math.min(height - 1, Math.floor(Math.max(from[1], to[1]) + radius.v));
  // In units of the radius, so that the brush is a circle of radius 1.
  const [ax, ay] = [from[0] / radius.u, from[1] / radius.v];
  const [dx, dy] = [to[0] / radius.u - ax, to[1] / radius.v - ay];
  const length2 = dx * dx + dy * dy;
  let isChanged = false;
  for (let v = top; v <= bottom; v++) {
    for (let u = left; u <= right; u++) {
      const [px, py] = [(u + 0.5) / radius.u - ax, (v + 0.5) / radius.v - ay];
      const share = length2 ? Math.min(1, Math.max(0, (px * dx + py * dy) / length2)) : 0;
      const [x, y] = [px - share * dx, py - share * dy];
      if (x * x + y * y > 1) continue;
      const i = v * width + u;
      const label = rule(labels[i]);
      if (label === labels[i] || (allows && !allows(i))) continue;
      labels[i] = label;
      isChanged = true;
    }
  }
  return isChanged;
}

/**
 * Fill a polygon: the pixels whose centres lie inside.
 * @param {Canvas} canvas
 * @param {Point[]} points
 * @param {Rule} rule
 * @returns {boolean} whether a label changed
 */
export function fillPolygon({ labels, width, height }, points, rule) {
  if (points.length < 3) return false;
  const box = boxOf(points);
  let isChanged = false;
  for (let v = Math.max(0, Math.floor(box.top)); v <= Math.min(height - 1, box.bottom); v++) {
    for (let u = Math.max(0, Math.floor(box.left)); u <= Math.min(width - 1, box.right); u++) {
      const i = v * width + u;
      const label = rule(labels[i]);
      if (label === labels[i] || !inPolygon(points, u + 0.5, v + 0.5)) continue;
      labels[i] = label;
      isChanged = true;
    }
  }
  return isChanged;
}
