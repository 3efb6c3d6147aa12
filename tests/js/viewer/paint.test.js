// Brush, eraser and polygon on a slice of labels.

import assert from "node:assert/strict";
import { test } from "node:test";

import { erasing, fillPolygon, painting, stroke } from "../../../dashboard/components/viewer/js/paint.js";
import { decode, encode } from "../../../dashboard/components/viewer/js/runs.js";
import { drawn, labels } from "./made_labels.js";

/** @param {import("../../../dashboard/components/viewer/js/label_volume.js").LabelVolume} volume */
const canvas = (volume) => ({ labels: volume.write(0), width: volume.width, height: volume.height });

test("runs say the same as the slice, and no other length is taken", () => {
  const slice = Uint8Array.of(0, 0, 3, 3, 3, 1);
  assert.deepEqual(encode(slice), [0, 2, 3, 3, 1, 1]);
  const back = new Uint8Array(6);
  decode([0, 2, 3, 3, 1, 1], back);
  assert.deepEqual(back, slice);
  assert.throws(() => decode([0, 5], back), RangeError);
});

test("a brush paints the pixels whose centres it passes over, and takes nothing from another lesion", () => {
  const volume = labels(["1111111", "1113111", "1111111"]);
  // From (1.5, 1.5) to (5.5, 1.5) with a radius of 0.9 px: only the middle row's centres.
  const isChanged = stroke(canvas(volume), [1.5, 1.5], [5.5, 1.5], { u: 0.9, v: 0.9 }, painting(2, false));
  assert.equal(isChanged, true);
  assert.deepEqual(drawn(volume, 0), ["1111111", "1223221", "1111111"]);
  assert.equal(stroke(canvas(volume), [1.5, 1.5], [5.5, 1.5], { u: 0.9, v: 0.9 }, painting(2, false)), false);
});

test("a disc of known size has its area within 2 %", () => {
  // 40 mm across on pixels of 0.8 x 0.5 mm: pi 20² = 1256.6 mm².
  const rows = Array.from({ length: 120 }, () => "1".repeat(80));
  const volume = labels(rows);
  stroke(canvas(volume), [40, 60], [40, 60], { u: 20 / 0.8, v: 20 / 0.5 }, painting(2, false));
  volume.changed(0);
  const mm2 = volume.countOn(0, 2) * 0.8 * 0.5;
  assert.ok(Math.abs(mm2 / (Math.PI * 400) - 1) < 0.02, `${mm2}`);
});

test("the eraser takes only from the chosen lesion, which leaves liver", () => {
  const volume = labels(["2233", "1122"]);
  stroke(canvas(volume), [2, 1], [2, 1], { u: 9, v: 9 }, erasing(2));
  assert.deepEqual(drawn(volume, 0), ["1133", "1111"]);
  stroke(canvas(volume), [2, 1], [2, 1], { u: 9, v: 9 }, erasing(1));
  assert.deepEqual(drawn(volume, 0), ["..33", "...."]);
});

test("only over liver, and only where a pixel is allowed", () => {
  const volume = labels(["..11", "..11"]);
  stroke(canvas(volume), [2, 1], [2, 1], { u: 9, v: 9 }, painting(2, true), (i) => i < 4);
  assert.deepEqual(drawn(volume, 0), ["..22", "..11"]);
  stroke(canvas(volume), [2, 1], [2, 1], { u: 9, v: 9 }, painting(2, false), (i) => i < 4);
  assert.deepEqual(drawn(volume, 0), ["2222", "..11"]);
});

test("a polygon holds the pixels whose centres lie inside; one of two corners holds none", () => {
  const volume = labels(["11111", "11111", "11111"]);
  assert.equal(fillPolygon(canvas(volume), [[1, 1], [4, 1]], painting(2, false)), false);
  assert.equal(fillPolygon(canvas(volume), [[1, 1], [4, 1], [4, 3], [1, 3]], painting(2, false)), true);
  assert.deepEqual(drawn(volume, 0), ["11111", "12221", "12221"]);
});
