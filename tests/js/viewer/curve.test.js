// The curve of probabilities along the slices, in its drawing's 310 x 92 units with a margin of 5.

import assert from "node:assert/strict";
import { test } from "node:test";

import {
  bandPoints,
  curveSlice,
  curveX,
  curveY,
  linePoints,
} from "../../../dashboard/components/viewer/js/curve.js";
import { scores } from "./made_data.js";

test("slices run from margin to margin, probabilities from the foot up", () => {
  assert.deepEqual([0, 1, 2].map((z) => curveX(z, 3)), ["5.0", "155.0", "305.0"]);
  assert.equal(curveX(0, 1), "5.0");
  assert.deepEqual([0, 0.5, 1].map(curveY), ["87.0", "46.0", "5.0"]);
});

test("a click leads to the nearest slice", () => {
  assert.deepEqual([0, 0.25, 0.27, 0.5, 1].map((share) => curveSlice(share, 3)), [0, 0, 1, 1, 2]);
  assert.equal(curveSlice(0.5, 1), 0);
});

test("a line has a point per slice", () => {
  const slices = [scores({ p_benign: 0 }), scores({ p_benign: 1 })];
  assert.equal(linePoints(slices, "benign"), "5.0,87.0 305.0,5.0");
});

test("a band goes along the upper ends and back along the lower ones", () => {
  const slices = [
    scores({ p_malignant_low: 0, p_malignant_high: 0.5 }),
    scores({ p_malignant_low: 0.5, p_malignant_high: 1 }),
  ];
  assert.equal(bandPoints(slices, "malignant"), "5.0,46.0 305.0,5.0 305.0,46.0 5.0,87.0");
  assert.equal(bandPoints(slices, "benign"), null);
});
