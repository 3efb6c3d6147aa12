// The reference on the strip.

import assert from "node:assert/strict";
import { test } from "node:test";

import {
  drawnText,
  referenceColours,
} from "../../../dashboard/components/viewer/js/reference_colour.js";
import { describeSlice } from "../../../dashboard/components/viewer/js/strip.js";

const LABELS = /** @type {any} */ ({
  codes: { background: 0, liver: 1, benign: 2, malignant: 3 },
  colours: { liver: "#0a0", benign: "#00a", malignant: "#a00" },
});

test("each slice has the colour of the gravest that was drawn on it", () => {
  assert.deepEqual(referenceColours([0, 1, 2, 3, 1], LABELS), [
    "#1b232b",
    "#0a0",
    "#00a",
    "#a00",
    "#0a0",
  ]);
});

test("a lesion of unspecified kind is not called malignant", () => {
  const said = [0, 1, 2, 3].map((code) => drawnText(code, LABELS));
  assert.deepEqual(said, ["no liver", "liver", "benign lesion", "lesion"]);
});

test("a slice is described with what was drawn and what the model says", () => {
  const scores = /** @type {any} */ ({ p_malignant: 0.9, p_benign: 0.05, liver_area_mm2: 5 });
  assert.equal(
    describeSlice(35, 15, scores, "lesion"),
    "Slice 36 · 15.0 mm · reference: lesion · malignant 0.90 · benign 0.05",
  );
  assert.equal(describeSlice(35, 15, undefined), "Slice 36 · 15.0 mm");
});
