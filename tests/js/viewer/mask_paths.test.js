// Outlines as the canvas takes them, on a Path2D that writes down what it is told.

import assert from "node:assert/strict";
import { test } from "node:test";

import { asPath } from "../../../dashboard/components/viewer/js/contours.js";
import { MaskLayer } from "../../../dashboard/components/viewer/js/mask_layer.js";
import { Raster } from "../../../dashboard/components/viewer/js/raster.js";
import { Volume } from "../../../dashboard/components/viewer/js/volume.js";
import { LABELS } from "./made_data.js";
import { niftiFile, USUAL } from "./made_volume.js";

class WrittenPath {
  /** @type {string[]} */
  steps = [];
  /** @param {number[]} at */
  moveTo(...at) {
    this.steps.push(`move ${at}`);
  }
  /** @param {number[]} at */
  quadraticCurveTo(...at) {
    this.steps.push(`curve ${at}`);
  }
  closePath() {
    this.steps.push("close");
  }
}
Object.assign(globalThis, { Path2D: WrittenPath });

/**
 * @param {Path2D} path
 * @returns {string[]}
 */
const stepsOf = (path) => /** @type {any} */ (path).steps;

test("a line is rounded at its corners: curves from middle to middle of its sides", () => {
  assert.deepEqual(stepsOf(asPath([Float32Array.of(0, 0, 2, 0, 2, 2)])), [
    "move 1,0",
    "curve 2,0,2,1",
    "curve 2,2,1,1",
    "curve 0,0,1,0",
    "close",
  ]);
  assert.deepEqual(stepsOf(asPath([])), []);
});

test("each class has its outlines, and the liver's goes around its lesions", () => {
  // 3 x 1 of one slice: liver, benign lesion 1, nothing.
  const file = niftiFile({ size: [3, 1, 1], voxels: [1, 2 + 4, 0], affine: USUAL });
  const volume = new Volume("/mask", file);
  const layer = new MaskLayer(volume, new Raster(volume), LABELS.codes);
  const slice = layer.at(0);
  assert.ok(slice);
  /** @param {"liver" | "benign" | "malignant"} name */
  const loops = (name) => stepsOf(slice[name]).filter((step) => step === "close").length;
  assert.deepEqual([loops("liver"), loops("benign"), loops("malignant")], [1, 1, 0]);
  // Around two pixels: six sides. Around one: four.
  assert.deepEqual([stepsOf(slice.liver).length, stepsOf(slice.benign).length], [8, 6]);
  assert.deepEqual(slice.lesions.map(({ number, name }) => [number, name]), [[1, "benign"]]);
  assert.equal(layer.at(1), null);
});
