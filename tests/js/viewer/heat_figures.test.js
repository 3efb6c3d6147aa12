// What the colours of a heatmap stand for, in figures.

import assert from "node:assert/strict";
import { test } from "node:test";

import {
  heatText,
  heatTicks,
  heatTitle,
} from "../../../dashboard/components/viewer/js/heat_figures.js";

const LOGITS = { signed: true, full: 4, unit: "logits" };

test("the colour bar says what its ends stand for", () => {
  assert.deepEqual(heatTicks(null, false), ["1", "0.5", "0"]);
  assert.deepEqual(heatTicks(LOGITS, false), ["+4 logits", "0", "\u22124"]);
  assert.deepEqual(heatTicks(LOGITS, true), ["4 logits", "", "0"]);
  assert.deepEqual(heatTicks({ signed: false, full: 0.5, unit: "" }, false), ["0.5", "", "0"]);
});

test("the value under the pointer has two digits, a sign and its unit", () => {
  assert.equal(heatText(0.5, null), "0.50");
  assert.equal(heatText(-0.25, LOGITS), "\u22121 logits");
  assert.equal(heatText(0, LOGITS), "0 logits");
  assert.equal(heatText(0.5, { signed: true, full: 0.0246, unit: "" }), "+0.012");
  assert.equal(heatText(0.5, { signed: false, full: 246.9, unit: "" }), "123");
});

test("the title says where the heatmap lies while another slice is in view", () => {
  const one = { first: 35, last: 35 };
  assert.equal(heatTitle("Grad-CAM", one, true), "Grad-CAM");
  assert.equal(heatTitle("Grad-CAM", one, false), "Grad-CAM (only on slice 36)");
  assert.equal(
    heatTitle("Grad-CAM", { first: 9, last: 19 }, false),
    "Grad-CAM (only on slices 10–20)",
  );
});
