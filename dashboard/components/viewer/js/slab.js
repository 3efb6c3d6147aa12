// Several axial slices as one, shifted where the stack is not straight.

import { combine, OUTSIDE } from "./cut.js";

/** @import { SlabKind } from "./cut.js" */
/** @import { Voxels } from "./raster.js" */
/** @import { Stack } from "./stack.js" */

/**
 * Indices of the slices within half the thickness of slice `z`, which is always one of them.
 * @param {Stack} stack
 * @param {number} z
 * @param {number} thickness mm
 */
export function slicesInSlab({ positions }, z, thickness) {
  const near = (/** @type {number} */ other) =>
    Math.abs(positions[other] - positions[z]) <= thickness / 2 + 1e-6;
  return positions.map((_, i) => i).filter((i) => i === z || near(i));
}

/**
 * The axial slab around slice `z`; null while one of its slices has not arrived.
 * @param {Stack} stack
 * @param {(z: number) => Voxels | null} slice in screen order
 * @param {number} z
 * @param {SlabKind} kind
 * @param {number} thickness mm
 */
export function axialSlab(stack, slice, z, kind, thickness) {
  const [x0, y0] = stack.toImage(stack.origins[z], z);
  /** @type {Int16Array<ArrayBuffer>[]} */
  const images = [];
  for (const other of slicesInSlab(stack, z, thickness)) {
    const voxels = slice(other);
    if (!voxels) return null;
    // Whole pixels: half a pixel is nothing in a slab.
    const [x, y] = stack.toImage(stack.origins[z], other);
    images.push(shifted(voxels, stack.width, Math.round(x - x0), Math.round(y - y0)));
  }
  return combine(images, kind);
}

/**
 * The image of which pixel (u, v) is (u + right, v + down) of `voxels`.
 * @param {Voxels} voxels
 * @param {number} width
 * @param {number} right
 * @param {number} down
 * @returns {Int16Array<ArrayBuffer>}
 */
function shifted(voxels, width, right, down) {
  if (!right && !down && voxels instanceof Int16Array) return voxels;
  const height = voxels.length / width;
  const out = new Int16Array(voxels.length).fill(OUTSIDE);
  for (let v = Math.max(0, -down); v < Math.min(height, height - down); v++) {
    const from = Math.max(0, -right);
    const to = Math.min(width, width - right);
    const source = (v + down) * width + right;
    out.set(voxels.subarray(source + from, source + to), v * width + from);
  }
  return out;
}
