// Coronal and sagittal images.

import assert from "node:assert/strict";
import { test } from "node:test";

import { combine, cut, OUTSIDE, slabOffsets } from "../../../dashboard/components/viewer/js/cut.js";
import { PlaneGrid } from "../../../dashboard/components/viewer/js/plane_grid.js";
import { axialSlab, slicesInSlab } from "../../../dashboard/components/viewer/js/slab.js";
import { atHeights, madeStack, WITH_A_GAP } from "./made_stack.js";

/** @import { CutPlane } from "../../../dashboard/components/viewer/js/plane_grid.js" */

/**
 * @param {ReturnType<typeof madeStack>} made
 * @param {CutPlane} plane
 * @param {number} at
 */
function image({ volume, stack }, plane, at, nearest = false) {
  const grid = new PlaneGrid(stack, plane);
  const out = new Int16Array(grid.width * grid.height);
  const slice = (/** @type {number} */ z) => volume.slice(z);
  cut({ stack, slice, nearest, outside: OUTSIDE }, grid, at, out);
  const rows = Array.from({ length: grid.height }, (_, row) =>
    [...out.slice(row * grid.width, (row + 1) * grid.width)],
  );
  return { grid, rows };
}

test("a coronal image has the head up, the patient's right on the left, square pixels", () => {
  const { grid, rows } = image(madeStack(), "coronal", 1);
  // 4 columns; 5 slices of 2.5 mm are 12.5 rows of 1 mm.
  assert.deepEqual([grid.width, grid.height, grid.step], [4, 13, 1]);
  assert.deepEqual(grid.toImage([0, 1, 11.25]), [0.5, 0]);
  // The first row's centre lies at 10.75: in the half slice above the last one, at row 1.
  assert.deepEqual(rows[0], [410, 411, 412, 413]);
  // At 9.75, a tenth below it: 0.9 of slice 4 and 0.1 of slice 3.
  assert.deepEqual(rows[1], [400, 401, 402, 403]);
});

test("a sagittal image has the front on the left", () => {
  const { grid, rows } = image(madeStack(), "sagittal", 2);
  assert.equal(grid.width, 3);
  assert.deepEqual(rows[0], [402, 412, 422]);
});

test("between rows it is linear, and labels are the nearest", () => {
  assert.deepEqual(image(madeStack(), "coronal", 0.5).rows[0], [405, 406, 407, 408]);
  assert.deepEqual(image(madeStack(), "coronal", 0.6, true).rows[0], [410, 411, 412, 413]);
  // At 8.75, half-way between slices 3 and 4: a share of a half is the upper one.
  assert.deepEqual(image(madeStack(), "coronal", 1, true).rows[2], [410, 411, 412, 413]);
});

test("beyond half a voxel there is nothing", () => {
  assert.deepEqual(image(madeStack(), "coronal", -0.4).rows[0], [400, 401, 402, 403]);
  assert.ok(image(madeStack(), "coronal", -0.6).rows.flat().every((value) => value === OUTSIDE));
});

test("a gap stays empty", () => {
  const { rows, grid } = image(madeStack(WITH_A_GAP), "coronal", 0);
  const at = (/** @type {number} */ z) => rows[Math.floor(grid.toImage([0, 0, z])[1])][0];
  assert.equal(at(4.5), 200);
  assert.deepEqual([5.5, 9, 12.5].map(at), [OUTSIDE, OUTSIDE, OUTSIDE]);
  assert.equal(at(13.5), 300);
});

test("a tilted stack is sheared: each place has the value of the slice through it", () => {
  const [cos, sin] = [Math.cos(Math.PI / 6), 0.5];
  const affine = [[-1, 0, 0, 0], [0, -cos, 0, 0], [0, -sin, 2.5, 0]];
  const made = madeStack({ size: [3, 20, 20], affine });
  const { rows, grid } = image(made, "sagittal", 1);
  let counted = 0;
  rows.forEach((row, v) =>
    row.forEach((value, u) => {
      if (value === OUTSIDE) return;
      const [, y, z] = grid.toPatient([u + 0.5, v + 0.5], 1);
      // Row index r = y / cos; slice index (z + r sin) / 2.5; voxels are 1 + 10 r + 100 k.
      const r = Math.min(19, Math.max(0, y / cos));
      const k = (z + (y / cos) * sin) / 2.5;
      if (k < 0 || k > 19 || y < 0 || y > 19 * cos) return;
      counted++;
      assert.ok(Math.abs(value - (1 + 10 * r + 100 * k)) <= 0.51, `${u} ${v} ${value}`);
    }),
  );
  assert.ok(counted > 400);
});

test("a slab takes the highest, lowest or mean of what is there", () => {
  const images = [[1, 5, OUTSIDE], [4, 2, OUTSIDE], [4, OUTSIDE, OUTSIDE]].map((v) => Int16Array.from(v));
  assert.deepEqual([...combine(images, "mip")], [4, 5, OUTSIDE]);
  assert.deepEqual([...combine(images, "minip")], [1, 2, OUTSIDE]);
  assert.deepEqual([...combine(images, "mean")], [3, 4, OUTSIDE]); // 3.5 is 4
  assert.deepEqual(slabOffsets(10, 2.5), [-5, -2.5, 0, 2.5, 5]);
  assert.deepEqual(slabOffsets(1, 2.5), [0]);
});

test("an axial slab takes the slices within half its thickness", () => {
  const { stack, volume } = madeStack({ origins: atHeights([0, 2, 4, 14, 16]) });
  assert.deepEqual(slicesInSlab(stack, 1, 4), [0, 1, 2]);
  assert.deepEqual(slicesInSlab(stack, 2, 5), [1, 2]);
  const slice = (/** @type {number} */ z) => volume.slice(z);
  assert.deepEqual(axialSlab(stack, slice, 1, "mip", 4)?.slice(0, 2), Int16Array.of(200, 201));
  assert.deepEqual(axialSlab(stack, slice, 1, "mean", 4)?.slice(0, 2), Int16Array.of(100, 101));
  assert.equal(axialSlab(stack, () => null, 1, "mip", 4), null);
});

test("in a tilted stack the slab's slices are shifted to lie over each other", () => {
  // Each slice lies one pixel further to the patient's left than the one below it.
  const origins = [0, 1, 2].map((z) => [z, 0, 2 * z]);
  const { stack, volume } = madeStack({ size: [4, 1, 3], origins });
  const slab = axialSlab(stack, (z) => volume.slice(z), 1, "mean", 4);
  // Pixel 1 of slice 1 lies over pixel 2 of slice 0 and pixel 0 of slice 2: 2, 101, 200.
  assert.deepEqual([...(slab ?? [])].slice(1, 3), [101, 102]);
});
