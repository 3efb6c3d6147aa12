// From lesion to lesion.

import assert from "node:assert/strict";
import { test } from "node:test";

import { closeUp, LesionTour } from "../../../dashboard/components/viewer/js/lesion_tour.js";
import { Projection } from "../../../dashboard/components/viewer/js/projection.js";
import { firstState } from "../../../dashboard/components/viewer/js/view_state.js";
import { findings, lesion, viewerData } from "./made_data.js";

/** @import { PixelBox } from "../../../dashboard/components/viewer/js/contours.js" */
/** @import { State } from "../../../dashboard/components/viewer/js/view_state.js" */

const RASTER = { width: 100, height: 100, columnMm: 2, rowMm: 2 };

/** A viewer of three lesions, largest on slices 10, 20 and 30. */
function touring(zoom = 1) {
  const lesions = [1, 2, 3].map((id) => lesion({ id, slice_largest: 10 * id }));
  const workspace = {
    data: viewerData({ findings: findings({ lesions }) }),
    /** @type {State} */
    state: { ...firstState(), zoom },
    /** The outlines, once they are there. @type {PixelBox | null} */
    box: null,
    stage: /** @type {any} */ ({
      lesionBox: () => workspace.box,
      source: () => ({
        grid: RASTER,
        toPatient: ([u, v] = [0, 0]) => [2 * u, 2 * v, 7],
        toImage: ([x, y] = [0, 0]) => [x / 2, y / 2],
      }),
      projection: (/** @type {string} */ plane) => (plane === "axial" ? workspace.projection : null),
    }),
    get projection() {
      return new Projection(RASTER, workspace.state, { width: 400, height: 400 });
    },
    goTo: (/** @type {number} */ slice) => workspace.set({ slice }),
    /** What linked viewers hear. @type {Partial<State>[]} */
    sent: [],
    set: (/** @type {Partial<State>} */ change) => {
      workspace.sent.push(change);
      workspace.take(change);
    },
    take: (/** @type {Partial<State>} */ change) => {
      workspace.state = { ...workspace.state, ...change };
    },
  };
  return { workspace, tour: new LesionTour(workspace) };
}

test("the next and the one before, round and round", () => {
  const { workspace, tour } = touring();
  const step = (/** @type {1 | -1} */ by) => {
    tour.step(by);
    return [workspace.state.lesion, workspace.state.slice];
  };
  assert.deepEqual([step(1), step(1), step(1), step(1)], [[1, 10], [2, 20], [3, 30], [1, 10]]);
  assert.deepEqual(step(-1), [3, 30]);
});

test("backwards from none is the last", () => {
  const { workspace, tour } = touring();
  tour.step(-1);
  assert.equal(workspace.state.lesion, 3);
});

test("without lesions nothing moves", () => {
  const { workspace, tour } = touring();
  workspace.data = viewerData();
  tour.step(1);
  assert.equal(workspace.state.lesion, null);
});

test("the lesion comes to the middle, large, once its outline is there", () => {
  const { workspace, tour } = touring();
  tour.step(1);
  tour.settle();
  assert.equal(workspace.state.panX, 0);
  workspace.box = { left: 19, top: 39, right: 40, bottom: 60 }; // middle (30, 50), 44 mm
  tour.settle();
  assert.deepEqual(workspace.projection.toScreen([30, 50]), [200, 200]);
  // 44 mm are 0.3 of the 147 mm shown, of 200 mm at zoom 1.
  assert.ok(Math.abs(workspace.state.zoom - (200 * 0.3) / 44) < 1e-9);
  // The other planes pass through it.
  assert.deepEqual(workspace.state.cross, { x: 60, y: 100 });
  // Once: the reader may move it away.
  workspace.set({ panX: 0 });
  tour.settle();
  assert.equal(workspace.state.panX, 0);
});

test("around a small lesion 90 mm stay in sight; a large one fits", () => {
  const { projection } = touring().workspace;
  assert.equal(closeUp(projection, [50, 50], 5).zoom, 200 / 90);
  assert.equal(closeUp(projection, [50, 50], 180).zoom, 1);
});

test("it stays where it is if the reader has gone on", () => {
  const { workspace, tour } = touring();
  tour.step(1);
  workspace.set({ slice: 11 });
  workspace.box = { left: 19, top: 39, right: 40, bottom: 60 };
  tour.settle();
  workspace.set({ slice: 10 });
  tour.settle();
  assert.deepEqual([workspace.state.panX, workspace.state.panY], [0, 0]);
});

test("a place that the server names needs no outline, and linked viewers hear nothing", () => {
  const { workspace, tour } = touring();
  const jump = /** @type {const} */ ({ slice: 10, nonce: 1, lesion: 2, size_mm: 44 });
  tour.follow({ ...jump, place_mm: [60, 100, 7] });
  tour.settle();
  assert.equal(workspace.state.panX, 0); // still on another slice
  workspace.take({ slice: 10 });
  tour.follow({ ...jump, place_mm: [60, 100, 7] });
  tour.settle();
  assert.equal(workspace.state.lesion, 2);
  assert.deepEqual(workspace.projection.toScreen([30, 50]), [200, 200]);
  assert.ok(Math.abs(workspace.state.zoom - (200 * 0.3) / 44) < 1e-9);
  assert.deepEqual(workspace.sent, []);
});

test("unmark says whether there was anything to unmark", () => {
  const { workspace, tour } = touring();
  assert.equal(tour.unmark(), false);
  tour.step(1);
  assert.equal(tour.unmark(), true);
  assert.equal(workspace.state.lesion, null);
});
