// Named places on the images.

import assert from "node:assert/strict";
import { test } from "node:test";

import { spotsOn } from "../../../dashboard/components/viewer/js/spots.js";
import { pairedViewer } from "./paired.js";

/** @import { Spot } from "../../../dashboard/components/viewer/js/server_data.ts" */

/**
 * @param {number} z mm
 * @param {number} radius mm
 * @returns {Spot}
 */
const at = (z, radius) => ({ place_mm: [4, 6, z], radius_mm: radius, text: "2 · gone", found: false });

test("a place stands on every slice that its circle reaches", () => {
  const { stage, state } = pairedViewer({ volume: "/ct", heights: [0, 5, 10, 15, 20] });
  const source = stage.source("axial");
  const on = (/** @type {Spot} */ spot) =>
    [0, 1, 2, 3, 4].filter((slice) => spotsOn([spot], source, { ...state, slice }, 5).length);
  assert.deepEqual(on(at(10, 6)), [1, 2, 3]);
  // A small one still has the slice nearest to it.
  assert.deepEqual(on(at(11, 1)), [2]);
  const [{ middle }] = spotsOn([at(10, 6)], source, { ...state, slice: 2 }, 5);
  assert.deepEqual(middle, [4.5, 6.5]);
});
