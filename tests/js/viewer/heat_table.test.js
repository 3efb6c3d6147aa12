// The colours of a heatmap.

import assert from "node:assert/strict";
import { test } from "node:test";

import {
  heatGradient,
  heatTable,
  isDrawn,
  movedThreshold,
  shareOf,
} from "../../../dashboard/components/viewer/js/heat_table.js";

/** @import { Look } from "../../../dashboard/components/viewer/js/heat_table.js" */

/** @type {Look} */
const PLAIN = { signed: false, magnitude: false, threshold: 0.05 };
/** @type {Look} */
const SIGNED = { ...PLAIN, signed: true };

/** [r, g, b, alpha] of each byte. @param {Look} look @param {number[]} bytes */
function colours(look, ...bytes) {
  const table = heatTable(look);
  assert.equal(table.length, 4 * 256);
  return bytes.map((byte) => [...table.slice(4 * byte, 4 * byte + 4)]);
}

/** @param {Look} look @param {number[]} bytes */
const alphas = (look, ...bytes) => colours(look, ...bytes).map((colour) => colour[3]);

test("a byte stands for a share of the scale", () => {
  assert.deepEqual([0, 51, 255].map((byte) => shareOf(byte, false)), [0, 0.2, 1]);
  assert.deepEqual([1, 128, 255].map((byte) => shareOf(byte, true)), [-1, 0, 1]);
  assert.equal(shareOf(0, true), -1); // never below the scale
});

test("heat is clear at zero, and the stronger the less clear", () => {
  assert.deepEqual(alphas(PLAIN, 0, 12), [0, 0]); // up to 0.05 nothing is drawn
  assert.deepEqual(alphas(PLAIN, 51, 102, 255), [40, 94, 255]); // (share - 0.05) / 0.95 of 255
});

/** CIE L* of a colour of the table. @param {number[]} colour */
function lightness([r, g, b]) {
  const linear = (/** @type {number} */ x) =>
    x / 255 <= 0.04045 ? x / 255 / 12.92 : ((x / 255 + 0.055) / 1.055) ** 2.4;
  const y = 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
  return y > 0.008856 ? 116 * Math.cbrt(y) - 16 : 903.3 * y;
}

test("equal steps of heat are about equal steps of lightness", () => {
  const steps = colours(PLAIN, 0, 51, 102, 153, 204, 255).map(lightness);
  const rises = steps.slice(1).map((value, i) => value - steps[i]);
  for (const rise of rises) assert.ok(rise > 10 && rise < 16, String(rises));
});

test("over the grey of a lesion full heat is rose, not olive", () => {
  const [[r, g, b]] = colours(PLAIN, 255);
  const over = [r, g, b].map((channel) => 0.45 * channel + 0.55 * 80);
  assert.ok(over[0] > over[1] && over[2] > over[1]); // olive has its blue lowest
});

test("a signed map is clear in the middle and has two hues", () => {
  const [against, nothing, inFavour] = colours(SIGNED, 1, 128, 255);
  assert.equal(nothing[3], 0);
  assert.deepEqual(inFavour, [255, 206, 168, 255]); // reddish
  assert.deepEqual(against, [178, 222, 255, 255]); // bluish
});

test("its size alone has the colours of a map without a sign", () => {
  const [against, inFavour] = colours({ ...SIGNED, magnitude: true }, 1, 255);
  const [full] = colours(PLAIN, 255);
  assert.deepEqual([against, inFavour], [full, full]);
});

test("below the threshold nothing is drawn", () => {
  const half = { ...PLAIN, threshold: 0.5 };
  assert.deepEqual(alphas(half, 127, 128), [0, 121]); // 0.498, 0.502
  // -1, -0.504, -0.496, 0.496, 0.504
  const drawn = [1, 64, 65, 191, 192].map((byte) => isDrawn(byte, { ...SIGNED, threshold: 0.5 }));
  assert.deepEqual(drawn, [true, true, false, false, true]);
});

test("what lies above a raised threshold is never fainter than a third", () => {
  assert.deepEqual(alphas({ ...PLAIN, threshold: 0.1 }, 26), [85]); // 0.102
  assert.deepEqual(alphas(PLAIN, 26), [14]); // (0.102 - 0.05) / 0.95 of 255
});

test("the colour bar is dark where nothing is drawn", () => {
  const stops = heatGradient({ ...PLAIN, threshold: 0.5 }).match(/rgb\([^)]*\) [\d.]+%/g) ?? [];
  assert.equal(stops.length, 49);
  assert.equal(stops[0], "rgb(20 10 70 / 0) 0.0%");
  assert.equal(stops[23].match(/ \/ (\d)\)/)?.[1], "0"); // 0.479
  assert.equal(stops[24], "rgb(168 34 150 / 1) 50.0%");
  assert.equal(stops[48], "rgb(255 142 160 / 1) 100.0%");
});

test("the colour bar of a signed map runs from what speaks against to what speaks for", () => {
  const gradient = heatGradient(SIGNED);
  assert.match(gradient, /^linear-gradient\(to top, rgb\(178 222 255 \/ 1\) 0\.0%/);
  assert.match(gradient, /rgb\(255 206 168 \/ 1\) 100\.0%\)$/);
});

test("the threshold moves by steps between its bounds", () => {
  assert.equal(movedThreshold(0.05, 0.05), 0.1);
  assert.equal(movedThreshold(0.05, -0.05), 0.05);
  assert.equal(movedThreshold(0.95, 0.05), 0.95);
  let threshold = 0.05;
  for (let i = 0; i < 10; i++) threshold = movedThreshold(threshold, 0.05);
  assert.equal(threshold, 0.55); // no error adds up
});
