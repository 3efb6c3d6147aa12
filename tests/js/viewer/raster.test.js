// Slices turned to the radiological view, and a heatmap that finds its slices.

import assert from "node:assert/strict";
import { test } from "node:test";

import { Raster } from "../../../dashboard/components/viewer/js/raster.js";

/** @param {number[][]} steps columns of the affine */
const grid = (steps) => ({ nx: 3, ny: 2, step: (/** @type {number} */ axis) => steps[axis] });

// 3 columns x 2 rows: 1 2 3 / 4 5 6.
for (const { name, along, down, shown } of [
  {
    name: "DICOM's usual axes, columns to the left and rows to posterior, stay as stored",
    along: [-1, 0, 0],
    down: [0, -1, 0],
    shown: [1, 2, 3, 4, 5, 6],
  },
  {
    name: "columns to the right, as in many NIfTI files, are mirrored left to right",
    along: [1, 0, 0],
    down: [0, -1, 0],
    shown: [3, 2, 1, 6, 5, 4],
  },
  {
    name: "rows to anterior are turned upside down",
    along: [-1, 0, 0],
    down: [0, 1, 0],
    shown: [4, 5, 6, 1, 2, 3],
  },
  {
    name: "columns that run to posterior are transposed",
    along: [0, -1, 0],
    down: [-1, 0, 0],
    shown: [1, 4, 2, 5, 3, 6],
  },
]) {
  test(name, () => {
    const raster = new Raster(grid([along, down, [0, 0, 3], [0, 0, 0]]));
    assert.deepEqual([...raster.shown(Int16Array.of(1, 2, 3, 4, 5, 6))], shown);
    const back = [];
    for (let v = 0; v < raster.height; v++) {
      for (let u = 0; u < raster.width; u++) {
        const { column, row } = raster.inFile(u, v);
        back.push(row * 3 + column + 1);
        assert.equal(raster.stored(u, v), row * 3 + column);
      }
    }
    assert.deepEqual(back, shown);
  });
}

// Three columns, two rows: the letters say where up and left are.
for (const { plane, along, down, letters, shown } of [
  { plane: "coronal", along: [-1, 0, 0], down: [0, 0, -1], letters: "HFRL", shown: [1, 2, 3, 4, 5, 6] },
  { plane: "coronal", along: [-1, 0, 0], down: [0, 0, 1], letters: "HFRL", shown: [4, 5, 6, 1, 2, 3] },
  { plane: "sagittal", along: [0, -1, 0], down: [0, 0, -1], letters: "HFAP", shown: [1, 2, 3, 4, 5, 6] },
  { plane: "sagittal", along: [0, 0, -1], down: [0, -1, 0], letters: "HFAP", shown: [1, 4, 2, 5, 3, 6] },
  { plane: "axial", along: [-1, 0, 0], down: [0, -0.87, 0.5], letters: "APRL", shown: [1, 2, 3, 4, 5, 6] },
]) {
  test(`a ${plane} slice, columns along ${along}, rows along ${down}, has the head or the front up`, () => {
    const raster = new Raster(grid([along, down, [0, 0, 0], [0, 0, 0]]));
    assert.equal(raster.plane, plane);
    assert.equal(raster.letters.join(""), letters);
    assert.deepEqual([...raster.shown(Int16Array.of(1, 2, 3, 4, 5, 6))], shown);
  });
}

test("nothing is copied where nothing moves", () => {
  const raster = new Raster(grid([[-1, 0, 0], [0, -1, 0], [0, 0, 3], [0, 0, 0]]));
  const stored = Uint8Array.of(1, 2, 3, 4, 5, 6);
  assert.equal(raster.shown(stored), stored);
});

test("pixel sizes follow the axes of the screen", () => {
  // Stored columns run to posterior in steps of 2 mm, rows to the left in steps of 0.5 mm.
  const raster = new Raster(grid([[0, -2, 0], [-0.5, 0, 0], [0, 0, 3], [0, 0, 0]]));
  assert.deepEqual(
    [raster.width, raster.height, raster.columnMm, raster.rowMm],
    [2, 3, 0.5, 2],
  );
});

test("a heatmap finds its slice by its affine", () => {
  const at = (/** @type {number[]} */ origin) =>
    grid([[-1, 0, 0], [0, -1, 0], [0, 0, 2.5], origin]);
  const raster = new Raster(at([5, 5, -100]));
  assert.equal(raster.firstSliceOf(at([5, 5, -82.5])), 7); // (-82.5 + 100) / 2.5
});
