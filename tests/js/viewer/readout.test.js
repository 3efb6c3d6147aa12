// The words around the image.

import assert from "node:assert/strict";
import { test } from "node:test";

import { progressText } from "../../../dashboard/components/viewer/js/loading.js";
import { pointerText, windowText } from "../../../dashboard/components/viewer/js/readout.js";
import { scaleBarCm } from "../../../dashboard/components/viewer/js/scale_bar.js";
import { describeSlice, stripSlice } from "../../../dashboard/components/viewer/js/strip.js";
import { scores } from "./made_data.js";

test("the window, and the zoom where there is one", () => {
  assert.equal(windowText({ width: 160, level: 100 }, 1), "W 160 L 100");
  assert.equal(windowText({ width: 1500, level: -600 }, 1.004), "W 1500 L −600");
  assert.equal(windowText({ width: 160, level: 100 }, 1.25), "W 160 L 100  ×1.25");
});

test("the pixel under the pointer, with its heat where there is a heatmap", () => {
  const pixel = { hu: -90, where: "x 100 y 80", heat: null, scale: null };
  assert.equal(pointerText(null), "");
  assert.equal(pointerText(pixel), "−90 HU · x 100 y 80");
  // MR signal has no unit.
  assert.equal(pointerText({ ...pixel, unit: "" }), "−90 · x 100 y 80");
  assert.equal(pointerText({ ...pixel, heat: 0.5 }), "−90 HU · x 100 y 80 · heat 0.50");
  const scale = { signed: true, full: 4, unit: "logits" };
  assert.equal(
    pointerText({ ...pixel, heat: -0.5, scale }),
    "−90 HU · x 100 y 80 · heat −2 logits",
  );
});

test("the scale bar is the longest that fits a sixth of the width", () => {
  assert.equal(scaleBarCm(2, 600), 5); // 102 px: 5 cm are 100 px
  assert.equal(scaleBarCm(2, 580), 2); // 98.6 px
  assert.equal(scaleBarCm(0.1, 300), 20);
  assert.equal(scaleBarCm(50, 300), 0.5); // the shortest, even if it is long
  assert.equal(scaleBarCm(2, 200), 2); // 60 px at least: 2 cm are 40 px
});

test("a slice of the strip in words", () => {
  assert.equal(describeSlice(35, 15, undefined), "Slice 36 · 15.0 mm");
  assert.equal(
    describeSlice(35, -15, scores({ p_malignant: 0.9, p_benign: 0.05 })),
    "Slice 36 · −15.0 mm · malignant 0.90 · benign 0.05",
  );
  assert.equal(describeSlice(0, 0, scores({ liver_area_mm2: 0 })), "Slice 1 · 0.0 mm · no liver");
});

test("the slice at a place of the strip", () => {
  assert.deepEqual([-0.1, 0, 0.249, 0.25, 0.999, 1].map((share) => stripSlice(share, 4)), [
    0, 0, 0, 1, 3, 3,
  ]);
});

test("progress in percent and MB", () => {
  assert.equal(progressText(0, 0), "Loading 0 % · 0 of 0 MB");
  assert.equal(progressText(20.8e6, 52e6), "Loading 40 % · 21 of 52 MB");
});
