// The file behind NiiVue's picture.

import assert from "node:assert/strict";
import { test } from "node:test";

import { emptyNifti } from "../../../dashboard/components/viewer/js/empty_nifti.js";

test("one black RGBA slice, its centre at the origin", () => {
  const file = emptyNifti({ width: 5, height: 3, columnMm: 2, rowMm: 0.5 });
  const view = new DataView(file);
  assert.equal(file.byteLength, 352 + 4 * 15);
  assert.deepEqual([40, 42, 44, 46].map((at) => view.getInt16(at, true)), [3, 5, 3, 1]);
  assert.equal(view.getInt16(70, true), 2304);
  // Rows of the affine: the middle pixel (2, 1) lies at 0.
  const row = (/** @type {number} */ at) =>
    [0, 4, 8, 12].map((offset) => view.getFloat32(at + offset, true));
  assert.deepEqual([row(280), row(296)], [[2, 0, 0, -4], [0, 0.5, 0, -0.5]]);
  assert.equal(new TextDecoder().decode(file.slice(344, 347)), "n+1");
});
