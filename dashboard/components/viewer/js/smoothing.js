// Light smoothing of a slice, for a soft-tissue window on the noise of a sharp kernel.

import { OUTSIDE } from "./cut.js";

/** @import { Voxels } from "./raster.js" */

/**
 * Weights of a Gaussian from its middle outwards, 2.5 sigma far; with the mirrored half they sum to 1.
 * @param {number} sigma pixels
 */
export function gaussian(sigma) {
  const reach = Math.max(1, Math.ceil(2.5 * sigma));
  const weights = Array.from({ length: reach + 1 }, (_, i) => Math.exp(-0.5 * (i / sigma) ** 2));
  const total = 2 * weights.reduce((sum, w) => sum + w, 0) - weights[0];
  return weights.map((weight) => weight / total);
}

/**
 * A Gaussian in both directions; values beyond the edge are those of the edge. Pixels outside of
 * the series stay so and weigh as their neighbours' middle.
 * @param {Voxels} values
 * @param {number} width
 * @param {number} sigma pixels
 * @returns {Int16Array<ArrayBuffer>}
 */
export function smoothed(values, width, sigma) {
  const height = values.length / width;
  const weights = gaussian(sigma);
  const across = new Float32Array(values.length);
  const out = new Int16Array(values.length);
  for (let v = 0; v < height; v++) {
    const row = v * width;
    for (let u = 0; u < width; u++) {
      const middle = values[row + u];
      let sum = weights[0] * middle;
      for (let i = 1; i < weights.length; i++) {
        const left = values[row + Math.max(0, u - i)];
        const right = values[row + Math.min(width - 1, u + i)];
        sum += weights[i] * (left === OUTSIDE ? middle : left);
        sum += weights[i] * (right === OUTSIDE ? middle : right);
      }
      across[row + u] = sum;
    }
  }
  for (let v = 0; v < height; v++) {
    for (let u = 0; u < width; u++) {
      const at = v * width + u;
      if (values[at] === OUTSIDE) {
        out[at] = OUTSIDE;
        continue;
      }
      let sum = weights[0] * across[at];
      for (let i = 1; i < weights.length; i++) {
        const up = Math.max(0, v - i) * width + u;
        const down = Math.min(height - 1, v + i) * width + u;
        sum += weights[i] * (values[up] === OUTSIDE ? across[at] : across[up]);
        sum += weights[i] * (values[down] === OUTSIDE ? across[at] : across[down]);
      }
      out[at] = Math.round(sum);
    }
  }
  return out;
}
