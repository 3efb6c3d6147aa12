// What the viewer's geometry says of a volume, for tests in Python that know the answer from other
// programs: `node viewer_figures.js REQUEST.json VOLUME.nii`. Prints JSON.

import { readFileSync } from "node:fs";

import { cut, OUTSIDE } from "../../dashboard/components/viewer/js/cut.js";
import { PlaneGrid } from "../../dashboard/components/viewer/js/plane_grid.js";
import { Raster } from "../../dashboard/components/viewer/js/raster.js";
import { roiFigures } from "../../dashboard/components/viewer/js/roi.js";
import { Stack } from "../../dashboard/components/viewer/js/stack.js";
import { Volume } from "../../dashboard/components/viewer/js/volume.js";

const [requestFile, volumeFile] = process.argv.slice(2);
const request = JSON.parse(readFileSync(requestFile, "utf-8"));
const bytes = readFileSync(volumeFile);
const buffer = new ArrayBuffer(bytes.length);
new Uint8Array(buffer).set(bytes);
const volume = new Volume("/ct", buffer);
const raster = new Raster(volume);
const stack = new Stack(volume, raster, request.origins, request.coverage);
const slice = (/** @type {number} */ z) => raster.shown(volume.slice(z));

/** @param {{plane: "coronal" | "sagittal", at: number}} wanted */
function cutImage({ plane, at }) {
  const grid = new PlaneGrid(stack, plane);
  const { width, height, step } = grid;
  const block = { stack, slice, nearest: false, outside: OUTSIDE };
  const values = [...cut(block, grid, at, new Int16Array(width * height))];
  return { width, height, step, first: grid.toPatient([0.5, 0.5], at), values };
}

/** @param {{kind: any, points: [number, number][], slice: number}} wanted */
const figures = ({ kind, points, slice: z }) =>
  roiFigures({ kind, points }, slice(z), raster.width, raster);

const answer = {
  outside: OUTSIDE,
  gaps: stack.gaps,
  images: (request.images ?? []).map(cutImage),
  regions: (request.regions ?? []).map(figures),
};
process.stdout.write(JSON.stringify(answer));
