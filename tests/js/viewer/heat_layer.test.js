// A heatmap over some slices of the CT.

import assert from "node:assert/strict";
import { test } from "node:test";

import { HeatLayer } from "../../../dashboard/components/viewer/js/heat_layer.js";
import { Raster } from "../../../dashboard/components/viewer/js/raster.js";
import { Volume } from "../../../dashboard/components/viewer/js/volume.js";
import { niftiFile, USUAL } from "./made_volume.js";

const ct = new Volume(
  "/ct",
  niftiFile({ size: [2, 1, 9], voxels: Array(18).fill(0), affine: USUAL, isCt: true }),
);

/** Of slice 7 alone, at 7 x 2.5 mm. @param {boolean} signed */
function heatOf(signed) {
  const affine = [...USUAL.slice(0, 2), [0, 0, 2.5, 17.5]];
  const file = niftiFile({ size: [2, 1, 1], voxels: [255, 1], affine });
  return new HeatLayer(new Volume("/heat", file), new Raster(ct), signed);
}

test("it knows its slices of the CT", () => {
  const heat = heatOf(false);
  assert.deepEqual([heat.first, heat.last], [7, 7]);
  assert.deepEqual([6, 7, 8].map((z) => heat.has(z)), [false, true, false]);
  assert.equal(heat.at(6, { magnitude: false, threshold: 0.05 }), null);
  assert.equal(heat.linesAt(8, { magnitude: false, threshold: 0.05 }), null);
});

test("the value under the pointer is a share of the scale", () => {
  assert.deepEqual([0, 1].map((u) => heatOf(false).value(7, u, 0)), [1, 1 / 255]);
  assert.deepEqual([0, 1].map((u) => heatOf(true).value(7, u, 0)), [1, -1]);
  assert.equal(heatOf(true).value(6, 0, 0), null);
});
