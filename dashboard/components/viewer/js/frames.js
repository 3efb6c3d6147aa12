// The part of an image that fits the screen at first: the body, not the table and the air around it.

/** @import { PlaneGrid } from "./plane_grid.js" */
/** @import { Frame } from "./projection.js" */
/** @import { BodyBox } from "./server_data.ts" */
/** @import { Stack } from "./stack.js" */

/** Left around the body, as a share of its size. */
const MARGIN = 0.03;

/**
 * Of an axial image.
 * @param {Stack} stack
 * @param {BodyBox | null} body
 * @returns {Frame | null} null for all of it
 */
export function axialFrame(stack, body) {
  if (!body) return null;
  const z = stack.count >> 1;
  const corners = [body.low[0], body.high[0]].flatMap((x) =>
    [body.low[1], body.high[1]].map((y) => stack.toImage([x, y, stack.heightAt(z, x, y)], z)),
  );
  const [us, vs] = [0, 1].map((axis) => corners.map((corner) => corner[axis]));
  const [left, right] = around(Math.min(...us), Math.max(...us), stack.width);
  const [top, bottom] = around(Math.min(...vs), Math.max(...vs), stack.height);
  return { left, top, right, bottom };
}

/**
 * Of a coronal or sagittal image; all of its height.
 * @param {PlaneGrid} grid
 * @param {BodyBox | null} body
 * @returns {Frame | null}
 */
export function cutFrame(grid, body) {
  if (!body) return null;
  const [low] = grid.toImage([...body.low, 0]);
  const [high] = grid.toImage([...body.high, 0]);
  const [left, right] = around(low, high, grid.width);
  return { left, top: 0, right, bottom: grid.height };
}

/**
 * @param {number} low
 * @param {number} high
 * @param {number} size of the image
 */
function around(low, high, size) {
  const margin = MARGIN * (high - low);
  return [Math.max(0, low - margin), Math.min(size, high + margin)];
}
