// What other systems drew, on the images.

import assert from "node:assert/strict";
import { test } from "node:test";

import { shapesOn } from "../../../dashboard/components/viewer/js/others_ink.js";
import { pairedViewer } from "./paired.js";

/** @import { OthersShape } from "../../../dashboard/components/viewer/js/server_data.ts" */

/** @type {OthersShape} A line on the third slice. */
const LINE = {
  slice: 2,
  kind: "line",
  points: [
    [4, 6, 10],
    [9, 6, 10],
  ],
  text: "Lesion",
  group: "0-0",
};

test("a drawing stands on its own slice alone, pixel centres at .5", () => {
  const { stage, state } = pairedViewer({ volume: "/ct", heights: [0, 5, 10, 15, 20] });
  const source = stage.source("axial");
  assert.deepEqual(shapesOn([LINE], source, { ...state, slice: 1 }), []);
  const [{ kind, points, text }] = shapesOn([LINE], source, { ...state, slice: 2 });
  assert.deepEqual({ kind, text }, { kind: "line", text: "Lesion" });
  assert.deepEqual(points, [
    [4.5, 6.5],
    [9.5, 6.5],
  ]);
});

test("no other plane shows it", () => {
  const { stage, state } = pairedViewer({ volume: "/ct", heights: [0, 5, 10, 15, 20] });
  const axial = stage.source("axial");
  const coronal = { plane: /** @type {const} */ ("coronal"), toImage: axial.toImage.bind(axial) };
  assert.deepEqual(shapesOn([LINE], coronal, { ...state, slice: 2 }), []);
});
