// Colours between the stops of a scale.

import assert from "node:assert/strict";
import { test } from "node:test";

import { along } from "../../../dashboard/components/viewer/js/colour_stops.js";

/** @import { Stops } from "../../../dashboard/components/viewer/js/colour_stops.js" */

/** @type {Stops} */
const STOPS = [
  [0, [0, 0, 100]],
  [0.5, [10, 20, 0]],
  [1, [110, 20, 200]],
];

for (const [value, colour] of /** @type {[number, number[]][]} */ ([
  [0, [0, 0, 100]],
  [0.25, [5, 10, 50]],
  [0.5, [10, 20, 0]],
  [0.75, [60, 20, 100]],
  [1, [110, 20, 200]],
  [-1, [0, 0, 100]], // beyond the ends, the ends' own
  [1.5, [110, 20, 200]],
])) {
  test(`at ${value}`, () => assert.deepEqual(along(STOPS, value), colour));
}
