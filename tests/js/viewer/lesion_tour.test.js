// From lesion to lesion.

import assert from "node:assert/strict";
import { test } from "node:test";

import { LesionTour } from "../../../dashboard/components/viewer/js/lesion_tour.js";
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
    stage: { lesionBox: () => workspace.box },
    get projection() {
      return new Projection(RASTER, workspace.state, { width: 400, height: 400 });
    },
    goTo: (/** @type {number} */ slice) => workspace.set({ slice }),
    set: (/** @type {Partial<State>} */ change) => {
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

test("zoomed in, the lesion comes to the middle once its outline is there", () => {
  const { workspace, tour } = touring(2);
  tour.step(1);
  tour.settle();
  assert.equal(workspace.state.panX, 0);
  workspace.box = { left: 19, top: 39, right: 40, bottom: 60 }; // middle (30, 50)
  tour.settle();
  assert.deepEqual(workspace.projection.toScreen([30, 50]), [200, 200]);
  // Once: the reader may move it away.
  workspace.set({ panX: 0 });
  tour.settle();
  assert.equal(workspace.state.panX, 0);
});

test("it stays where it is if the whole image is in sight, or the reader has gone on", () => {
  for (const { zoom, slice } of [{ zoom: 1, slice: 10 }, { zoom: 2, slice: 11 }]) {
    const { workspace, tour } = touring(zoom);
    tour.step(1);
    workspace.set({ slice });
    workspace.box = { left: 19, top: 39, right: 40, bottom: 60 };
    tour.settle();
    workspace.set({ slice: 10 });
    tour.settle();
    assert.deepEqual([workspace.state.panX, workspace.state.panY], [0, 0]);
  }
});

test("unmark says whether there was anything to unmark", () => {
  const { workspace, tour } = touring();
  assert.equal(tour.unmark(), false);
  tour.step(1);
  assert.equal(tour.unmark(), true);
  assert.equal(workspace.state.lesion, null);
});
