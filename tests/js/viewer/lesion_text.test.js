// A lesion in figures and words.

import assert from "node:assert/strict";
import { test } from "node:test";

import {
  burdenText,
  cellTexts,
  describedText,
  volumeText,
} from "../../../dashboard/components/viewer/js/lesion_text.js";
import { lesion } from "./made_data.js";

test("the figures of a row", () => {
  assert.deepEqual(cellTexts(lesion({ short_axis_mm: 40, mean_hu: -20.4, sd_hu: 3.6 })), [
    "1",
    "79.2",
    "72 × 40",
    "−20 ± 4",
    "malignant",
    "31–41",
  ]);
  const bare = lesion({ short_axis_mm: null, slice_last: 30 });
  assert.deepEqual(cellTexts(bare).slice(2), ["72", "60", "malignant", "31"]);
});

test("a small volume does not read as none", () => {
  assert.deepEqual([0.04, 0.96, 1, 79.24, 1480].map(volumeText), [
    "0.04",
    "0.96",
    "1.0",
    "79.2",
    "1,480.0",
  ]);
});

test("what else was measured, in words", () => {
  const measured = lesion({
    descriptors: ["round", "<= 20 HU"],
    probability: 0.91,
    margin_hu_per_mm: 12.4,
    edge_distance_mm: 3.2,
    touches_edge: true,
  });
  assert.equal(
    describedText(measured),
    "round, ≤ 20\u00a0HU · p 0.91 · 12\u00a0HU/mm · 3\u00a0mm to the surface · " +
      "cut off: sizes are lower bounds",
  );
  assert.equal(describedText(lesion({ edge_distance_mm: 0 })), "reaches the surface");
  assert.equal(describedText(lesion({ edge_distance_mm: null, probability: null })), "");
});

test("the burden is the lesions' share of the liver", () => {
  const lesions = [{ volume_ml: 20 }, { volume_ml: 11 }];
  assert.equal(burdenText(lesions, 1480.4), "liver 1,480 mL, burden 2.1 %");
});
