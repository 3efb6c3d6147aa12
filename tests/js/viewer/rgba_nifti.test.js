// The file behind the 3-D view.

import assert from "node:assert/strict";
import { test } from "node:test";

import { rgbaNifti } from "../../../dashboard/components/viewer/js/rgba_nifti.js";

test("a colour volume with equal sides, and where its first voxel lies", () => {
  const colours = Uint32Array.from({ length: 30 }, (_, i) => i);
  const file = rgbaNifti({ size: [5, 3, 2], step: 1.5, first: [-4, 5, 6], colours });
  const view = new DataView(file);
  assert.equal(file.byteLength, 352 + 4 * 30);
  assert.deepEqual([40, 42, 44, 46].map((at) => view.getInt16(at, true)), [3, 5, 3, 2]);
  assert.equal(view.getInt16(70, true), 2304);
  const row = (/** @type {number} */ at) =>
    [0, 4, 8, 12].map((offset) => view.getFloat32(at + offset, true));
  assert.deepEqual(
    [row(280), row(296), row(312)],
    [[1.5, 0, 0, -4], [0, 1.5, 0, 5], [0, 0, 1.5, 6]],
  );
  assert.equal(view.getUint32(352 + 4 * 29, true), 29);
  assert.equal(new TextDecoder().decode(file.slice(344, 347)), "n+1");
});
