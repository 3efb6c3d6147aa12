// The colour of a slice on the strip.

import assert from "node:assert/strict";
import { test } from "node:test";

import { suspicionColour } from "../../../dashboard/components/viewer/js/suspicion_colour.js";

const BENIGN = "#5aa2ff";

/** @param {number} p_malignant @param {number} p_benign */
function colourOf(p_malignant, p_benign, liver_area_mm2 = 1) {
  return suspicionColour({ p_malignant, p_benign, liver_area_mm2 }, BENIGN);
}

test("from grey-blue to red with p(malignant)", () => {
  assert.equal(colourOf(0, 0), "rgb(50 68 84)");
  assert.equal(colourOf(0.5, 0), "rgb(190 132 52)");
  assert.equal(colourOf(1, 0), "rgb(240 52 40)");
  assert.equal(colourOf(1.0000001, 0), "rgb(240 52 40)"); // rounding of a float32
});

test("towards the benign colour where that is the more likely class", () => {
  assert.equal(colourOf(0, 1), "rgb(90 162 255)");
  assert.equal(colourOf(0.1, 0.5), "rgb(70 115 170)"); // half-way from grey-blue
  assert.equal(colourOf(0.6, 0.5), colourOf(0.6, 0));
  assert.equal(colourOf(0, 0.2), "rgb(50 68 84)"); // too little to show
});

test("nearly black where there is no liver", () => {
  assert.equal(colourOf(1, 0, 0), "rgb(27 35 43)");
});
