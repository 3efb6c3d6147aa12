// The statistics of a region's pixels.

import { OUTSIDE } from "./cut.js";
import { areaMm2, boxOf, insideOf } from "./measure_kinds.js";

/** @import { Measure, Pixel } from "./measure_kinds.js" */
/** @import { Voxels } from "./raster.js" */

/**
 * HU of the pixels whose centres lie inside, and the area of the shape.
 * @typedef {object} RoiFigures
 * @property {number} pixels how many
 * @property {number} mean
 * @property {number} sd of the population, as numpy's `std()`
 * @property {number} min
 * @property {number} max
 * @property {number} areaMm2 0 of a point
 */

/**
 * Null where no pixel's centre lies inside, and for lengths and angles.
 * @param {Pick<Measure, "kind" | "points">} measure
 * @param {Voxels} values of the image, row by row
 * @param {number} width of the image
 * @param {Pixel} pixel
 * @returns {RoiFigures | null}
 */
export function roiFigures(measure, values, width, pixel) {
  if (measure.kind === "probe") return probe(measure, values, width);
  const inside = insideOf(measure);
  if (!inside) return null;
  const height = values.length / width;
  const box = boxOf(measure.points);
  let [count, sum, squares, min, max] = [0, 0, 0, Infinity, -Infinity];
  for (let v = Math.max(0, Math.floor(box.top)); v <= Math.min(height - 1, box.bottom); v++) {
    for (let u = Math.max(0, Math.floor(box.left)); u <= Math.min(width - 1, box.right); u++) {
      const value = values[v * width + u];
      if (value === OUTSIDE || !inside(u + 0.5, v + 0.5)) continue;
      count++;
      sum += value;
      squares += value * value;
      min = Math.min(min, value);
      max = Math.max(max, value);
    }
  }
  if (!count) return null;
  const mean = sum / count;
  const sd = Math.sqrt(Math.max(0, squares / count - mean * mean));
  return { pixels: count, mean, sd, min, max, areaMm2: areaMm2(measure, pixel) };
}

/**
 * The pixel under a point.
 * @param {Pick<Measure, "points">} measure
 * @param {Voxels} values
 * @param {number} width
 * @returns {RoiFigures | null}
 */
function probe({ points: [[u, v]] }, values, width) {
  const [column, row] = [Math.floor(u), Math.floor(v)];
  const isThere = column >= 0 && column < width && row >= 0 && row * width < values.length;
  const value = isThere ? values[row * width + column] : OUTSIDE;
  if (value === OUTSIDE) return null;
  return { pixels: 1, mean: value, sd: 0, min: value, max: value, areaMm2: 0 };
}
