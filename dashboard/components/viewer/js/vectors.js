// Points and directions in the patient's frame: LPS, mm.

/** @typedef {[x: number, y: number, z: number]} Vector x to the left, y to posterior, z to the head */

/**
 * @param {Vector} a
 * @param {Vector} b
 */
export const dot = (a, b) => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];

/**
 * `a + share * b`
 * @param {Vector} a
 * @param {Vector} b
 * @param {number} share
 * @returns {Vector}
 */
export const along = (a, b, share = 1) => [
  a[0] + share * b[0],
  a[1] + share * b[1],
  a[2] + share * b[2],
];

/**
 * @param {Vector} a
 * @param {Vector} b
 * @returns {Vector}
 */
export const cross = (a, b) => [
  a[1] * b[2] - a[2] * b[1],
  a[2] * b[0] - a[0] * b[2],
  a[0] * b[1] - a[1] * b[0],
];

/**
 * A place moved by an affine map.
 * @param {number[][]} rows 3 x 4
 * @param {Vector} place
 * @returns {Vector}
 */
export function mapped(rows, place) {
  const [x, y, z] = rows.map(([a, b, c, shift]) => dot([a, b, c], place) + shift);
  return [x, y, z];
}

/**
 * Of length 1.
 * @param {Vector} a
 * @returns {Vector}
 */
export const unit = (a) => along([0, 0, 0], a, 1 / Math.hypot(...a));
