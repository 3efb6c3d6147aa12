// Stacks small enough to work out by hand.

import { Raster } from "../../../dashboard/components/viewer/js/raster.js";
import { Stack } from "../../../dashboard/components/viewer/js/stack.js";
import { Volume } from "../../../dashboard/components/viewer/js/volume.js";
import { niftiFile, USUAL } from "./made_volume.js";

/**
 * The usual axes, voxels of 1 x 1 x 2.5 mm with the first one's centre at LPS (0, 0, 0).
 * @param {object} scene
 * @param {[nx: number, ny: number, nz: number]} [scene.size]
 * @param {number[] | null} [scene.voxels] x fastest; by default column + 10 row + 100 slice
 * @param {number[][]} [scene.affine] RAS
 * @param {number[][] | null} [scene.origins] LPS
 */
export function madeStack({ size = [4, 3, 5], voxels = null, affine = USUAL, origins = null } = {}) {
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
  return { volume, raster, stack: new Stack(volume, raster, origins) };
}

/** The slices' origins at these heights, mm. @param {number[]} heights */
export const atHeights = (heights) => heights.map((z) => [0, 0, z]);
