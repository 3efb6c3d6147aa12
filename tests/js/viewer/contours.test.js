// Outlines of pixels small enough to draw on paper.

import assert from "node:assert/strict";
import { test } from "node:test";

import { outlines } from "../../../dashboard/components/viewer/js/contours.js";

const isOne = (/** @type {number} */ value) => value === 1;

/** Outlines of the ones among n x n labels. @param {number[]} labels @param {number} n */
function around(labels, n) {
  const box = { left: 0, top: 0, right: n - 1, bottom: n - 1 };
  return outlines(Uint8Array.from(labels), n, box, isOne);
}

/** The outline of the 80 x 80 pixels for whose centres `inside` holds. */
function outlineOf(/** @type {(u: number, v: number) => boolean} */ inside) {
  const labels = [];
  for (let v = 0; v < 80; v++) {
    for (let u = 0; u < 80; u++) labels.push(inside(u + 0.5, v + 0.5) ? 1 : 0);
  }
  const [line] = around(labels, 80);
  return Array.from({ length: line.length / 2 }, (_, i) => [line[2 * i], line[2 * i + 1]]);
}

/** By the shoelace formula. @param {number[][]} points */
function areaOf(points) {
  let twice = 0;
  points.forEach(([u, v], i) => {
    const [nextU, nextV] = points[(i + 1) % points.length];
    twice += u * nextV - nextU * v;
  });
  return Math.abs(twice) / 2;
}

test("one pixel is outlined by a diamond around its centre", () => {
  // 3 x 3 labels with the middle one set: its centre lies at (1.5, 1.5).
  const box = { left: 1, top: 1, right: 1, bottom: 1 };
  const lines = outlines(Uint8Array.of(0, 0, 0, 0, 1, 0, 0, 0, 0), 3, box, isOne);
  assert.equal(lines.length, 1);
  const points = [0, 2, 4, 6].map((at) => [...lines[0].subarray(at, at + 2)].join(" "));
  assert.deepEqual(points.sort(), ["1 1.5", "1.5 1", "1.5 2", "2 1.5"]);
});

test("what lies outside the box is not looked at", () => {
  const box = { left: 1, top: 0, right: 1, bottom: 1 };
  const [line, ...others] = outlines(Uint8Array.of(1, 1, 1, 1), 2, box, isOne);
  assert.equal(others.length, 0);
  assert.equal(Math.min(...line.filter((_, i) => i % 2 === 0)), 1);
});

test("pixels that touch at a corner are two outlines, and a hole is one more", () => {
  assert.equal(around([1, 0, 0, 1], 2).length, 2);
  assert.equal(around([0, 1, 1, 0], 2).length, 2);
  assert.equal(around([1, 1, 1, 1, 0, 1, 1, 1, 1], 3).length, 2);
  assert.equal(around([0, 0, 0, 0], 2).length, 0);
});

for (const radius of [5, 12, 30]) {
  test(`smoothing keeps the radius ${radius} of a disc to a third of a pixel`, () => {
    const area = areaOf(outlineOf((u, v) => Math.hypot(u - 40, v - 40) < radius));
    assert.ok(Math.abs(Math.sqrt(area / Math.PI) - radius) < 1 / 3);
  });
}

test("a slanted edge comes out straight", () => {
  // Below the line through (0, 20) that falls 1 in 8: stairs of 8 pixels.
  const edge = (/** @type {number} */ u) => 20 + u / 8;
  const points = outlineOf((u, v) => v > edge(u));
  const offLine = points
    .filter(([u, v]) => u > 10 && u < 70 && v < 40)
    .map(([u, v]) => Math.abs(v - edge(u)));
  assert.ok(offLine.length > 0);
  assert.ok(Math.max(...offLine) < 0.15); // the stairs themselves are up to 0.5 off
});
