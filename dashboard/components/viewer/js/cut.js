// Coronal and sagittal images, cut from the slices in memory.
//
// CT: linear between the eight voxels around a place, as SimpleITK resamples; beyond the outermost
// voxels' centres, half a voxel more. Labels: the nearest voxel. Between slices that are missing
// nothing is made up.

import { along, dot } from "./vectors.js";

/** @import { Point } from "./projection.js" */
/** @import { Voxels } from "./raster.js" */
/** @import { Between, Stack } from "./stack.js" */
/** @import { Vector } from "./vectors.js" */

/** A pixel where the series has no voxel; of labels and heatmaps it is 0. */
export const OUTSIDE = -32768;

/**
 * What is cut.
 * @typedef {object} Block
 * @property {Stack} stack
 * @property {(z: number) => Voxels | null} slice in screen order; null where there is none (yet)
 * @property {boolean} nearest take the nearest voxel instead of mixing
 * @property {number} outside the value where there is no voxel
 */

/**
 * The pixels to fill.
 * @typedef {object} CutGrid
 * @property {number} width
 * @property {number} height
 * @property {(image: Point, at: number) => Vector} toPatient
 */
/** How a slab is combined. @typedef {"mip" | "minip" | "mean"} SlabKind */

/**
 * The image of a plane at one position.
 * @template {Int16Array<ArrayBuffer> | Uint8Array<ArrayBuffer>} Out
 * @param {Block} block
 * @param {CutGrid} grid
 * @param {number} at mm
 * @param {Out} out one value per pixel, row by row; is filled
 * @returns {Out}
 */
export function cut(block, grid, at, out) {
  const { stack } = block;
  const { width, height } = grid;
  const right = along(grid.toPatient([1.5, 0.5], at), grid.toPatient([0.5, 0.5], at), -1);
  const alongNormal = dot(right, stack.normal);
  // Rows that run along the slices lie between the same two slices from end to end.
  const level = Math.abs(alongNormal) * width < 0.01;
  for (let row = 0; row < height; row++) {
    const start = grid.toPatient([0.5, row + 0.5], at);
    const to = row * width;
    if (level) {
      const between = stack.between(dot(start, stack.normal));
      fillRun(block, between, start, right, 0, width, out, to);
    } else fillSlanted(block, start, right, alongNormal, width, out, to);
  }
  return out;
}

/**
 * A row that crosses slices: run by run of pixels between the same two.
 * @param {Block} block
 * @param {Vector} start
 * @param {Vector} right from pixel to pixel
 * @param {number} alongNormal mm towards the head from pixel to pixel
 * @param {number} width
 * @param {Int16Array | Uint8Array} out
 * @param {number} to
 */
function fillSlanted(block, start, right, alongNormal, width, out, to) {
  const { stack } = block;
  const { positions, count } = stack;
  const s0 = dot(start, stack.normal);
  for (let i = 0; i < width; i++) {
    const s = s0 + i * alongNormal;
    const between = stack.between(s);
    if (!between) {
      out[to + i] = block.outside;
      continue;
    }
    // The share changes from pixel to pixel; the slices do only now and then.
    let last = i;
    while (last + 1 < width) {
      const next = s0 + (last + 1) * alongNormal;
      const same =
        between.low === between.high
          ? nextIsSame(stack.between(next), between)
          : next >= positions[between.low] && next < positions[Math.min(count - 1, between.high)];
      if (!same) break;
      last++;
    }
    fillRun(block, between, along(start, right, i), right, alongNormal, last - i + 1, out, to + i);
    i = last;
  }
}

/**
 * @param {Between | null} a
 * @param {Between} b
 */
const nextIsSame = (a, b) => a !== null && a.low === b.low && a.high === b.high;

/**
 * Pixels between the same two slices.
 * @param {Block} block
 * @param {Between | null} between at the first pixel
 * @param {Vector} start
 * @param {Vector} right
 * @param {number} alongNormal
 * @param {number} count
 * @param {Int16Array | Uint8Array} out
 * @param {number} to
 */
function fillRun(block, between, start, right, alongNormal, count, out, to) {
  const { stack, nearest, outside } = block;
  const low = between && block.slice(between.low);
  const high = between && block.slice(between.high);
  if (!between || (!low && !high)) {
    out.fill(outside, to, to + count);
    return;
  }
  const { width, height, positions } = stack;
  const distance = positions[between.high] - positions[between.low];
  const shareStep = distance > 0 ? alongNormal / distance : 0;
  let share = between.share;
  // The image point moves evenly along the run.
  const [u0, v0] = stack.imageBetween(start, between);
  const end = { ...between, share: share + shareStep };
  const [u1, v1] = stack.imageBetween(along(start, right), end);
  const [du, dv] = [u1 - u0, v1 - v0];
  for (let i = 0; i < count; i++, share += shareStep) {
    const u = u0 + i * du;
    const v = v0 + i * dv;
    if (!(u >= -1e-6 && v >= -1e-6 && u <= width + 1e-6 && v <= height + 1e-6)) {
      out[to + i] = outside;
      continue;
    }
    if (nearest) {
      const voxels = share < 0.5 ? low : high;
      const column = Math.min(width - 1, Math.max(0, Math.floor(u)));
      const row = Math.min(height - 1, Math.max(0, Math.floor(v)));
      out[to + i] = voxels ? voxels[row * width + column] : outside;
      continue;
    }
    // The centres of the four pixels around the point, and how far it is from the first.
    const x = Math.min(width - 1, Math.max(0, u - 0.5));
    const y = Math.min(height - 1, Math.max(0, v - 0.5));
    const column = Math.min(width - 1, Math.floor(x + 1e-6));
    const row = Math.min(height - 1, Math.floor(y + 1e-6));
    const fx = Math.max(0, x - column);
    const fy = Math.max(0, y - row);
    const a = row * width + column;
    const b = fx > 0 && column < width - 1 ? a + 1 : a;
    const below = fy > 0 && row < height - 1 ? width : 0;
    if (!low || !high) {
      const one = /** @type {Voxels} */ (low ?? high);
      const there = low ? share < 0.5 : share >= 0.5;
      out[to + i] = there ? mixed(one, a, b, below, fx, fy) : outside;
      continue;
    }
    const value = mixed(low, a, b, below, fx, fy);
    out[to + i] =
      share === 0 || low === high
        ? Math.round(value)
        : Math.round(value + share * (mixed(high, a, b, below, fx, fy) - value));
  }
}

/**
 * Between four voxels of a slice.
 * @param {Voxels} voxels
 * @param {number} a index of the upper left one
 * @param {number} b index of the upper right one
 * @param {number} below from there to those below
 * @param {number} fx
 * @param {number} fy
 */
function mixed(voxels, a, b, below, fx, fy) {
  const upper = voxels[a] + fx * (voxels[b] - voxels[a]);
  if (fy === 0) return upper;
  const lower = voxels[a + below] + fx * (voxels[b + below] - voxels[a + below]);
  return upper + fy * (lower - upper);
}

/**
 * Several images as one: at each pixel the highest, lowest or mean value. What is outside in one of
 * them does not count.
 * @param {Int16Array<ArrayBuffer>[]} images
 * @param {SlabKind} kind
 * @returns {Int16Array<ArrayBuffer>}
 */
export function combine(images, kind) {
  if (images.length === 1) return images[0];
  const out = new Int16Array(images[0].length);
  for (let i = 0; i < out.length; i++) {
    let best = kind === "minip" ? Infinity : -Infinity;
    let sum = 0;
    let count = 0;
    for (const image of images) {
      const value = image[i];
      if (value === OUTSIDE) continue;
      count++;
      if (kind === "mean") sum += value;
      else if (kind === "mip" ? value > best : value < best) best = value;
    }
    out[i] = count === 0 ? OUTSIDE : kind === "mean" ? Math.round(sum / count) : best;
  }
  return out;
}

/**
 * Offsets from the middle of a slab to the images in it, mm: `step` apart, as many as fit.
 * @param {number} thickness mm
 * @param {number} step mm
 */
export function slabOffsets(thickness, step) {
  const each = Math.floor(thickness / 2 / step + 1e-6);
  return Array.from({ length: 2 * each + 1 }, (_, i) => (i - each) * step);
}
