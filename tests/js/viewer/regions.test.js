// Fill between slices, parts, cuts, and one label for another.

import assert from "node:assert/strict";
import { test } from "node:test";

import { fillBetween } from "../../../dashboard/components/viewer/js/between.js";
import { painting, stroke } from "../../../dashboard/components/viewer/js/paint.js";
import { allOf, partsOf, relabel, sideOf } from "../../../dashboard/components/viewer/js/regions.js";
import { signedDistance } from "../../../dashboard/components/viewer/js/signed_distance.js";
import { LabelVolume } from "../../../dashboard/components/viewer/js/label_volume.js";
import { drawn, labels } from "./made_labels.js";

const PIXEL = { columnMm: 1, rowMm: 1 };

test("signed distances are those of scipy's edt(~inside) - edt(inside)", () => {
  const inside = Uint8Array.from([0, 0, 0, 0, 1, 1, 0, 1, 1]);
  const found = [...signedDistance(inside, 3, { columnMm: 2, rowMm: 1 })].map((d) => Number(d.toFixed(3)));
  // Of the first pixel: to (1, 1), 2 mm across and 1 mm down. Of the last: 2 mm up to the rest.
  assert.deepEqual(found, [2.236, 1, 1, 2, -1, -1, 2, -2, -2]);
});

test("a slice in the middle of two rectangles has their mean, by position and not by number", () => {
  const wide = ["1222222221", "1222222221", "1222222221", "1222222221"];
  const narrow = ["1111111111", "1112222111", "1112222111", "1111111111"];
  const none = Array.from({ length: 4 }, () => "1".repeat(10));
  const volume = labels(wide, none, none, narrow);
  /** @type {number[]} */
  const kept = [];
  // The first empty slice lies close to the wide one, the second close to the narrow one.
  const filled = fillBetween(volume, 2, painting(2, false), [0, 1, 9, 10], PIXEL, (z) => kept.push(z));
  assert.deepEqual([filled, kept], [[1, 2], [1, 2]]);
  assert.deepEqual([1, 2].map((z) => volume.countOn(z, 2)), [32, 8]);
});

test("a ball painted on every other slice and filled between has its volume within 2 %", () => {
  // 40 mm across on 1 mm voxels: 4/3 pi 20³ = 33 510 mm³.
  const volume = new LabelVolume({ width: 50, height: 50, count: 50 });
  const mm = Array.from({ length: 50 }, (_, z) => z);
  for (let z = 0; z < 50; z += 2) {
    const r = Math.sqrt(Math.max(0, 400 - (z - 25) ** 2));
    if (!r) continue;
    stroke({ labels: volume.write(z), width: 50, height: 50 }, [25, 25], [25, 25], { u: r, v: r }, painting(2, false));
    volume.changed(z);
  }
  const before = volume.volumeMl(2, mm.map(() => 0.001));
  fillBetween(volume, 2, painting(2, false), mm, PIXEL, () => {});
  const after = volume.volumeMl(2, mm.map(() => 0.001));
  assert.ok(before < 17.5, `${before}`);
  assert.ok(Math.abs(after / 33.51 - 1) < 0.02, `${after}`);
});

test("parts share faces, over slices too; corners alone do not join", () => {
  const volume = labels(["22.", "..2", "..."], ["2..", "...", "..2"]);
  const parts = partsOf(volume, 2);
  const sizes = parts.map((part) => [...part].reduce((sum, [, pixels]) => sum + pixels.length, 0));
  assert.deepEqual(sizes, [3, 1, 1]);
  assert.deepEqual([...parts[0].keys()].sort(), [0, 1]);
});

test("a line gives its smaller side, on all slices; one that misses gives none", () => {
  const volume = labels(["22222"], ["22222"]);
  const side = sideOf(volume, 2, [2, -1], [2, 9]);
  assert.deepEqual(side && [...side], [[0, [0, 1]], [1, [0, 1]]]);
  assert.equal(sideOf(volume, 2, [7, -1], [7, 9]), null);
  relabel(volume, /** @type {any} */ (side), 3, () => {});
  assert.deepEqual([drawn(volume, 0), volume.slicesOf(3)], [["33222"], [0, 1]]);
  relabel(volume, allOf(volume, 3), 2, () => {});
  assert.deepEqual([drawn(volume, 1), volume.countOn(0, 3)], [["22222"], 0]);
});
