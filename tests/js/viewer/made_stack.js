// Stacks small enough to work out by hand.

import { Raster } from "../../../dashboard/components/viewer/js/raster.js";
import { Stack } from "../../../dashboard/components/viewer/js/stack.js";
import { Volume } from "../../../dashboard/components/viewer/js/volume.js";
import { niftiFile, USUAL } from "./made_volume.js";

/** @import { Coverage } from "../../../dashboard/components/viewer/js/server_data.ts" */

/**
 * The usual axes, voxels of 1 x 1 x 2.5 mm with the first one's centre at LPS (0, 0, 0).
 * @param {object} scene
 * @param {[nx: number, ny: number, nz: number]} [scene.size]
 * @param {number[] | null} [scene.voxels] x fastest; by default column + 10 row + 100 slice
 * @param {number[][]} [scene.affine] RAS
 * @param {number[][] | null} [scene.origins] LPS
 * @param {Coverage | null} [scene.coverage]
 */
export function madeStack({ size = [4, 3, 5], voxels = null, affine = USUAL, origins = null, coverage = null } = {}) {
  const [nx, ny, nz] = size;
  const counted = Array.from({ length: nx * ny * nz }, (_, i) => {
    const column = i % nx;
    const row = Math.floor(i / nx) % ny;
    return column + 10 * row + 100 * Math.floor(i / nx / ny);
  });
  const file = niftiFile({ size, voxels: voxels ?? counted, affine, isCt: true });
  const volume = new Volume("/ct", file);
  volume.received = file.byteLength;
  const raster = new Raster(volume);
  return { volume, raster, stack: new Stack(volume, raster, origins, coverage) };
}

/** The slices' origins at these heights, mm. @param {number[]} heights */
export const atHeights = (heights) => heights.map((z) => [0, 0, z]);

/** Slices of 2 mm, of which some are missing between the third and the fourth. */
export const WITH_A_GAP = {
  origins: atHeights([0, 2, 4, 14, 16]),
  coverage: /** @type {Coverage} */ ({ ends: [1, 1], gaps: [{ below: 2, up: 1, down: 1 }] }),
};
