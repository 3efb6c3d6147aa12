// Where slices lie in the patient.

import assert from "node:assert/strict";
import { test } from "node:test";

import { atHeights, madeStack, WITH_A_GAP } from "./made_stack.js";

test("an even, upright stack", () => {
  const { stack } = madeStack();
  assert.deepEqual(stack.positions, [0, 2.5, 5, 7.5, 10]);
  assert.deepEqual([...stack.normal].map(Math.abs), [0, 0, 1]);
  assert.equal(stack.usual, 2.5);
  assert.equal(stack.tilt, 0);
  assert.deepEqual(stack.toPatient([0.5, 0.5], 1), [0, 0, 2.5]);
  assert.deepEqual(stack.toPatient([3.5, 2.5], 2), [3, 2, 5]);
  assert.deepEqual(stack.toImage([3, 2, 5], 2), [3.5, 2.5]);
  assert.deepEqual([-9, 3.7, 3.8, 99].map((z) => stack.nearest([0, 0, z])), [0, 1, 2, 4]);
});

test("between which slices a position lies", () => {
  const { stack } = madeStack();
  assert.deepEqual(stack.between(3), { low: 1, high: 2, share: 0.2 });
  // Half a slice beyond the ends, not more.
  assert.deepEqual(stack.between(-1.2), { low: 0, high: 0, share: 0 });
  assert.deepEqual(stack.between(11.2), { low: 4, high: 4, share: 0 });
  assert.deepEqual([stack.between(-1.3), stack.between(11.3)], [null, null]);
});

test("unevenly spaced slices: the share is one of their own distance", () => {
  const { stack } = madeStack({ origins: atHeights([0, 2, 5, 7, 9]) });
  assert.deepEqual(stack.between(3.5), { low: 1, high: 2, share: 0.5 });
  assert.deepEqual(stack.gaps, []);
});

test("in a gap there is nothing but the half slices at its ends", () => {
  const { stack } = madeStack(WITH_A_GAP);
  assert.deepEqual(stack.gaps, [{ below: 2, up: 1, down: 1, mm: 10 }]);
  assert.deepEqual(stack.between(4.9), { low: 2, high: 2, share: 0 });
  assert.equal(stack.between(9), null);
  assert.deepEqual(stack.between(13.1), { low: 3, high: 3, share: 0 });
});

test("each side of a gap, and each end, reaches as far as the server says", () => {
  const { stack } = madeStack({
    origins: atHeights([0, 2, 4, 24, 30]),
    coverage: { ends: [1, 3], gaps: [{ below: 2, up: 1, down: 3 }] },
  });
  assert.deepEqual([5.1, 20.9].map((z) => stack.between(z)), [null, null]);
  assert.deepEqual(stack.between(21.1), { low: 3, high: 3, share: 0 });
  assert.deepEqual(stack.between(32.9), { low: 4, high: 4, share: 0 });
  assert.deepEqual([-1.1, 33.1].map((z) => stack.between(z)), [null, null]);
});

test("a wide distance is no gap unless the server says so", () => {
  const { stack } = madeStack({ origins: atHeights([0, 2, 4, 14, 16]) });
  assert.deepEqual(stack.between(9), { low: 2, high: 3, share: 0.5 });
});

test("a tilted gantry: slices lie slanted and are shifted in their planes", () => {
  // Rows run down at 30 degrees: y grows by cos, z falls by sin. Slices 2.5 mm apart along z.
  const [cos, sin] = [Math.cos(Math.PI / 6), 0.5];
  const affine = [[-1, 0, 0, 0], [0, -cos, 0, 0], [0, -sin, 2.5, 0]];
  const { stack } = madeStack({ affine });
  assert.ok(Math.abs(stack.tilt - 30) < 1e-4);
  assert.ok(Math.abs(stack.usual - 2.5 * cos) < 1e-5);
  const [x, y, z] = stack.toPatient([1.5, 2.5], 1);
  assert.ok(Math.hypot(x - 1, y - 2 * cos, z - (2.5 - 2 * sin)) < 1e-5);
  // The slice is found again from the place, and its height at (x, y).
  assert.equal(stack.nearest([x, y, z]), 1);
  assert.ok(Math.abs(stack.heightAt(1, x, y) - z) < 1e-5);
  const place = stack.toImage([x, y, z], 1);
  assert.ok(Math.hypot(place[0] - 1.5, place[1] - 2.5) < 1e-5);
});

test("a file that is stored the other way round is turned first", () => {
  // Columns to the patient's right, rows to anterior.
  const affine = [[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 2.5, 0]];
  const { stack, raster } = madeStack({ affine });
  assert.ok(raster.flipColumns && raster.flipRows);
  // The upper left pixel on the screen is the file's last: RAS (3, 2) is LPS (-3, -2).
  assert.deepEqual(stack.toPatient([0.5, 0.5], 0), [-3, -2, 0]);
});
