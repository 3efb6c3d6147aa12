// Measuring: lengths, angles, regions, and their words and files.

import assert from "node:assert/strict";
import { test } from "node:test";

import { saveMeasures } from "../../../dashboard/components/viewer/js/measure_export.js";
import {
  angleDegrees,
  areaMm2,
  distanceMm,
  drawnPoints,
  insideOf,
  movedPoints,
} from "../../../dashboard/components/viewer/js/measure_kinds.js";
import { freePlace, inSight } from "../../../dashboard/components/viewer/js/measure_ink.js";
import { figuresOf, linesOf, shortText, whereText } from "../../../dashboard/components/viewer/js/measure_texts.js";
import { Measures } from "../../../dashboard/components/viewer/js/measures.js";
import { roiFigures } from "../../../dashboard/components/viewer/js/roi.js";
import { firstState } from "../../../dashboard/components/viewer/js/view_state.js";

/** @import { Measure } from "../../../dashboard/components/viewer/js/measure_kinds.js" */
/** @import { Point } from "../../../dashboard/components/viewer/js/projection.js" */

const PIXEL = { columnMm: 0.5, rowMm: 2 };
const SQUARE = { columnMm: 2, rowMm: 2 };

/** @param {Partial<Measure>} changes @returns {Measure} */
const measure = (changes) => ({
  id: "m1",
  number: 1,
  kind: "ruler",
  plane: "axial",
  index: 3,
  slab: "",
  points: [[0, 0], [6, 2]],
  name: "",
  roi: null,
  ...changes,
});

test("lengths and angles are in mm and degrees, whatever the shape of a pixel", () => {
  assert.equal(distanceMm([0, 0], [6, 2], PIXEL), 5); // 3 and 4 mm
  assert.ok(Math.abs(angleDegrees([[4, 0], [0, 0], [0, 1]], PIXEL) - 90) < 1e-9);
  assert.ok(Math.abs(angleDegrees([[4, 0], [0, 0], [4, 1]], PIXEL) - 45) < 1e-9); // 2 and 2 mm
});

test("one drag draws an angle of 45 degrees and a short axis of 0.6 to start from", () => {
  const angle = drawnPoints("angle", [0, 0], [8, 0], PIXEL, []);
  assert.ok(Math.abs(angleDegrees([angle[0], angle[1], angle[2]], PIXEL) - 45) < 1e-9);
  const [a, b, c, d] = drawnPoints("diameters", [0, 0], [10, 0], SQUARE, []);
  assert.deepEqual([a, b], [[0, 0], [10, 0]]);
  assert.deepEqual([c, d], [[5, 3], [5, -3]]); // 12 of 20 mm
});

test("the short axis stays perpendicular to the long one, and reaches where it is dragged", () => {
  const start = measure({ kind: "diameters", points: drawnPoints("diameters", [0, 0], [10, 0], SQUARE, []) });
  const moved = movedPoints(start, 2, [7, 5], SQUARE);
  assert.deepEqual(moved, [[0, 0], [10, 0], [7, 5], [7, -3]]);
  const other = movedPoints({ ...start, points: moved }, 3, [7, -1], SQUARE);
  assert.deepEqual(other, [[0, 0], [10, 0], [7, 5], [7, -1]]);
  const turned = movedPoints(start, 1, [0, 10], SQUARE);
  assert.deepEqual(turned.slice(0, 2), [[0, 0], [0, 10]]);
  const [c, d] = turned.slice(2);
  assert.ok(Math.abs(c[1] - d[1]) < 1e-9 && Math.abs(Math.abs(c[0] - d[0]) - 6) < 1e-9);
});

test("a freehand outline grows by what is far enough", () => {
  /** @type {Point[]} */
  let points = [];
  for (const to of /** @type {Point[]} */ ([[0, 0], [0.1, 0], [1, 0], [1, 1]])) {
    points = drawnPoints("freehand", [0, 0], to, SQUARE, points);
  }
  assert.deepEqual(points, [[0, 0], [1, 0], [1, 1]]);
});

test("which pixels a region holds", () => {
  const square = /** @type {const} */ ({ kind: "rectangle", points: [[2, 1], [4, 3]] });
  const inside = insideOf(/** @type {any} */ (square));
  assert.deepEqual([inside?.(2.5, 1.5), inside?.(3.5, 2.5), inside?.(4.5, 2.5)], [true, true, false]);
  const circle = insideOf({ kind: "ellipse", points: [[0, 0], [4, 4]] });
  assert.deepEqual([circle?.(2, 2), circle?.(0.5, 2), circle?.(0.5, 0.5)], [true, true, false]);
  const triangle = insideOf({ kind: "freehand", points: [[0, 0], [4, 0], [0, 4]] });
  assert.deepEqual([triangle?.(1, 1), triangle?.(3, 3)], [true, false]);
  assert.equal(insideOf({ kind: "ruler", points: [[0, 0], [4, 4]] }), null);
});

test("areas are of the shape, in mm2", () => {
  const points = /** @type {Point[]} */ ([[0, 0], [4, 2]]);
  assert.equal(areaMm2({ kind: "rectangle", points }, PIXEL), 8); // 2 x 4 mm
  assert.ok(Math.abs(areaMm2({ kind: "ellipse", points }, PIXEL) - 2 * Math.PI) < 1e-9);
  assert.equal(areaMm2({ kind: "freehand", points: [[0, 0], [4, 0], [4, 2]] }, PIXEL), 4);
});

test("statistics of a region, and of a point", () => {
  const values = Int16Array.from([1, 2, 3, 4, 5, 6]); // 3 x 2
  const square = measure({ kind: "rectangle", points: [[1, 0], [3, 2]] });
  const figures = roiFigures(square, values, 3, SQUARE);
  assert.deepEqual(
    [figures?.pixels, figures?.mean, figures?.min, figures?.max, figures?.areaMm2],
    [4, 4, 2, 6, 16],
  );
  assert.ok(Math.abs((figures?.sd ?? 0) - Math.sqrt(2.5)) < 1e-12); // of 2, 3, 5, 6
  const point = measure({ kind: "probe", points: [[2.9, 1.1]] });
  assert.equal(roiFigures(point, values, 3, SQUARE)?.mean, 6);
  assert.equal(roiFigures({ ...point, points: [[3.1, 1]] }, values, 3, SQUARE), null);
  assert.equal(roiFigures({ ...square, points: [[1.6, 0.6], [1.9, 0.9]] }, values, 3, SQUARE), null);
});

const ROI = { pixels: 4, mean: 103.4, sd: 12.2, min: -60, max: 140, areaMm2: 412 };

test("measurements in words", () => {
  assert.equal(shortText(measure({}), PIXEL), "5.0 mm");
  const angle = measure({ kind: "angle", points: [[4, 0], [0, 0], [0, 1]] });
  assert.equal(shortText(angle, PIXEL), "90.0°");
  const region = measure({ kind: "ellipse", roi: ROI, slab: "MIP 10 mm", name: "Cyst" });
  assert.equal(shortText(region, PIXEL), "103 ± 12 HU · 412 mm²");
  assert.deepEqual(linesOf(region, PIXEL), [
    "Cyst · MIP 10 mm", "103 ± 12 HU", "−60 to 140 HU", "412 mm²",
  ]);
  assert.equal(shortText(measure({ kind: "ellipse" }), PIXEL), "no pixels inside");
  const cross = measure({ kind: "diameters", points: [[0, 1], [0, 3], [0, 0], [20, 0]] });
  assert.equal(shortText(cross, PIXEL), "10.0 × 4.0 mm"); // the longer first
  assert.deepEqual(figuresOf(cross, PIXEL), { diameter_mm: 10, short_axis_mm: 4 });
});

test("labels keep out of each other's way", () => {
  const first = { x: 0, y: 0, width: 50, height: 15 };
  assert.deepEqual(freePlace({ ...first, x: 70 }, [first]), { ...first, x: 70 });
  assert.equal(freePlace({ ...first, x: 20, y: 5 }, [first]).y, 18);
  const below = { ...first, y: 20 };
  assert.equal(freePlace({ ...first, x: 20, y: 5 }, [first, below]).y, 38);
});

test("a label stays in the image, unless its measurement is outside", () => {
  const box = { width: 200, height: 100 };
  const label = { x: 180, y: 95, width: 50, height: 15 };
  assert.deepEqual(inSight(label, box), { ...label, x: 146, y: 85 });
  assert.deepEqual(inSight({ ...label, x: 20, y: 30 }, box), { ...label, x: 20, y: 30 });
  assert.deepEqual(inSight({ ...label, x: 220 }, box), { ...label, x: 220 });
});

test("where it is: the slice from 1, or where the plane passes", () => {
  const source = { placeAt: (/** @type {Point} */ [u, v]) => /** @type {any} */ ([u, -v, 0]) };
  assert.equal(whereText(measure({}), source), "slice 4");
  const cut = measure({ plane: "coronal", slab: "MIP 10 mm", points: [[3, 12], [4, 12]] });
  assert.equal(whereText(cut, source), "coronal, y −12.0 mm, MIP 10 mm");
  assert.equal(whereText({ ...cut, plane: "sagittal", slab: "" }, source), "sagittal, x 3.0 mm");
});

test("files come from the server, once it has everything", async () => {
  /** @type {string[]} */
  const did = [];
  const link = { href: "", download: "none", click: () => did.push(`click ${link.href}`) };
  Object.defineProperty(globalThis, "document", {
    configurable: true,
    value: { createElement: () => link },
  });
  const kept = { url: "/measurements/t", problem: "", sent: async () => void did.push("sent") };
  const workspace = /** @type {any} */ ({ measures: { all: [measure({})] }, kept });
  await saveMeasures(workspace, "csv");
  assert.deepEqual(did, ["sent", "click /measurements/t/measurements.csv"]);
  assert.equal(link.download, "");
  // What the server does not have is not in its file.
  await saveMeasures({ ...workspace, kept: { ...kept, problem: "The server can't be reached." } }, "json");
  await saveMeasures({ ...workspace, measures: { all: [] } }, "json");
  assert.deepEqual(did, ["sent", "click /measurements/t/measurements.csv", "sent"]);
});

/** A workspace with measurements. @param {Measure[]} list */
function measuring(...list) {
  const workspace = {
    state: { ...firstState(), slice: 3, measures: list },
    set(/** @type {object} */ change) {
      workspace.state = { ...workspace.state, ...change };
    },
    stage: /** @type {any} */ ({
      source: () => ({
        grid: SQUARE,
        index: () => workspace.state.slice,
        measured: () => null,
        moved: (/** @type {number} */ slice) => ({ slice }),
      }),
    }),
  };
  return { workspace, measures: new Measures(workspace) };
}

test("naming and removing can be undone and done again", () => {
  const { workspace, measures } = measuring(measure({}), measure({ id: "m2", index: 5 }));
  const names = () => workspace.state.measures.map(({ name, id }) => name || id);
  measures.rename("m1", " cyst ");
  measures.remove("m2");
  assert.deepEqual(names(), ["cyst"]);
  measures.undo();
  assert.deepEqual(names(), ["cyst", "m2"]);
  measures.undo();
  assert.deepEqual([names(), measures.canUndo], [["m1", "m2"], false]);
  measures.redo();
  assert.deepEqual(names(), ["cyst", "m2"]);
  // A new change leaves nothing to redo.
  measures.remove("m1");
  assert.equal(measures.canRedo, false);
});

test("from one to the next, each in its own image", () => {
  const { workspace, measures } = measuring(measure({}), measure({ id: "m2", index: 5 }));
  measures.next(1);
  assert.deepEqual([workspace.state.measure, workspace.state.slice], ["m1", 3]);
  measures.next(1);
  assert.deepEqual([workspace.state.measure, workspace.state.slice], ["m2", 5]);
  assert.deepEqual(measures.here("axial").map(({ id }) => id), ["m2"]);
  measures.goTo(measure({ id: "m3", plane: "sagittal", index: 7 }));
  assert.equal(workspace.state.enlarged, "sagittal"); // it was out of sight
});

test("the chosen one is removed before the last one of the image", () => {
  const { workspace, measures } = measuring(measure({}), measure({ id: "m2" }), measure({ id: "m3", index: 5 }));
  workspace.set({ measure: "m1" });
  measures.removeHere("axial");
  measures.removeHere("axial");
  assert.deepEqual(workspace.state.measures.map(({ id }) => id), ["m3"]);
  measures.removeHere("axial");
  assert.equal(workspace.state.measures.length, 1);
});
