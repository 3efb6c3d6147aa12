// What a drag does to window, pan, zoom and measurements.

import assert from "node:assert/strict";
import { test } from "node:test";

import { startDrag } from "../../../dashboard/components/viewer/js/drags.js";
import { Measures } from "../../../dashboard/components/viewer/js/measures.js";
import { Projection } from "../../../dashboard/components/viewer/js/projection.js";
import { firstState, wholeWindow } from "../../../dashboard/components/viewer/js/view_state.js";

/** @import { Point } from "../../../dashboard/components/viewer/js/projection.js" */
/** @import { State } from "../../../dashboard/components/viewer/js/view_state.js" */

const LEFT = { button: 0, ctrlKey: false, shiftKey: false, altKey: false };
/** 100 x 100 pixels of 2 mm in 400 x 400 px: 2 px per mm, 4 px per pixel. */
const RASTER = { width: 100, height: 100, columnMm: 2, rowMm: 2 };
/** Every pixel has the HU of its column. */
const SOURCE = {
  grid: RASTER,
  index: (/** @type {State} */ { slice }) => slice,
  measured: () => Int16Array.from({ length: 10000 }, (_, i) => i % 100),
};
const BOX = { width: 400, height: 400 };

/** @param {Partial<State>} changes */
function workspaceWith(changes) {
  const workspace = {
    /** @type {State} */
    state: { ...firstState(), window: { width: 160, level: 100 }, slice: 3, ...changes },
    get projection() {
      return new Projection(RASTER, this.state, BOX);
    },
    /** @param {Partial<State>} change */
    set(change) {
      this.state = { ...this.state, ...change };
    },
    /** @param {number} width @param {number} level */
    setWindow(width, level) {
      this.set({ window: wholeWindow(width, level) });
    },
    /** Where the cross-hair was moved. @type {unknown[]} */
    crossed: [],
    planes: /** @type {any} */ ({
      crossAt: (/** @type {string} */ plane, /** @type {Point} */ at) =>
        workspace.crossed.push(plane, at),
    }),
    stage: /** @type {any} */ ({ source: () => SOURCE }),
    editor: /** @type {any} */ ({ active: false }),
    measures: /** @type {Measures} */ (/** @type {unknown} */ (null)),
  };
  workspace.measures = new Measures(workspace);
  return workspace;
}

/**
 * Press at `from`, move to `to`, let go; returns the drag's name.
 * @param {ReturnType<typeof workspaceWith>} workspace
 * @param {Point} from
 * @param {Point} to
 */
function drag(workspace, from, to, buttons = LEFT) {
  const begun = startDrag(workspace, workspace.projection, buttons, from);
  begun.move(to);
  begun.end();
  return begun.name;
}

test("the window tool: right is wider, down is a higher level", () => {
  const workspace = workspaceWith({});
  // 160 HU wide: half an HU per px.
  assert.equal(drag(workspace, [200, 200], [280, 240]), "window");
  assert.deepEqual(workspace.state.window, { width: 200, level: 120 });
});

test("the wider the window, the longer the step", () => {
  const workspace = workspaceWith({ window: { width: 1600, level: 0 } });
  drag(workspace, [200, 200], [210, 190]); // 4 HU per px
  assert.deepEqual(workspace.state.window, { width: 1640, level: -40 });
});

test("the pan tool, the middle button and Shift move the image", () => {
  for (const buttons of [LEFT, { ...LEFT, button: 1 }, { ...LEFT, shiftKey: true }]) {
    const workspace = workspaceWith({ tool: buttons === LEFT ? "pan" : "window", zoom: 2 });
    assert.equal(drag(workspace, [200, 200], [220, 190], buttons), "pan");
    assert.deepEqual([workspace.state.panX, workspace.state.panY], [10, -5]); // mm at zoom 1
  }
});

test("the right button and Ctrl zoom about the place where the drag began", () => {
  for (const buttons of [{ ...LEFT, button: 2 }, { ...LEFT, ctrlKey: true }]) {
    const workspace = workspaceWith({});
    const before = workspace.projection.toImage([100, 100]);
    assert.equal(drag(workspace, [100, 100], [130, 50], buttons), "zoom");
    assert.ok(Math.abs(workspace.state.zoom - Math.exp(50 / 150)) < 1e-9); // up: in
    const [x, y] = workspace.projection.toScreen(before);
    assert.ok(Math.hypot(x - 100, y - 100) < 1e-9);
  }
});

test("the cross-hair tool moves the place where the planes meet", () => {
  const workspace = workspaceWith({ tool: "cross" });
  assert.equal(drag(workspace, [200, 200], [240, 200]), "cross");
  assert.deepEqual(workspace.crossed, ["axial", [50, 50], "axial", [60, 50]]);
});

test("the ruler tool draws a ruler on the slice in view", () => {
  const workspace = workspaceWith({ tool: "ruler" });
  assert.equal(drag(workspace, [120, 160], [280, 160]), "measure");
  const [{ kind, plane, index, points }] = workspace.state.measures;
  assert.deepEqual([kind, plane, index, points], ["ruler", "axial", 3, [[30, 40], [70, 40]]]);
});

test("an end of a ruler is moved, the other stays; that can be undone", () => {
  const workspace = workspaceWith({ tool: "ruler" });
  drag(workspace, [120, 160], [280, 160]);
  drag(workspace, [283, 162], [120, 280]); // 3 px beside the end at (280, 160)
  const points = () => workspace.state.measures.map((one) => one.points);
  assert.deepEqual(points(), [[[30, 40], [30, 70]]]);
  workspace.measures.undo();
  assert.deepEqual(points(), [[[30, 40], [70, 40]]]);
  workspace.measures.undo();
  assert.deepEqual(points(), []);
  workspace.measures.redo();
  workspace.measures.redo();
  assert.deepEqual(points(), [[[30, 40], [30, 70]]]);
});

test("a ruler on another slice is not grabbed", () => {
  const workspace = workspaceWith({ tool: "ruler" });
  drag(workspace, [120, 160], [280, 160]);
  workspace.set({ slice: 4 });
  drag(workspace, [280, 160], [280, 240]);
  assert.deepEqual(workspace.state.measures.map(({ index }) => index), [3, 4]);
});

test("a click with the ruler or a region leaves nothing, not even a step to undo", () => {
  for (const tool of /** @type {const} */ (["ruler", "ellipse", "freehand"])) {
    const workspace = workspaceWith({ tool });
    drag(workspace, [120, 160], [122, 160]);
    assert.deepEqual(workspace.state.measures, []);
  }
});

test("a region has the figures of its pixels", () => {
  const workspace = workspaceWith({ tool: "rectangle" });
  drag(workspace, [40, 40], [80, 80]); // columns 10 to 19, rows 10 to 19
  const [{ roi }] = workspace.state.measures;
  assert.deepEqual([roi?.pixels, roi?.mean, roi?.min, roi?.max], [100, 14.5, 10, 19]);
  assert.equal(roi?.areaMm2, 400);
});

test("a point has the HU of its pixel", () => {
  const workspace = workspaceWith({ tool: "probe" });
  drag(workspace, [42, 42], [42, 42]);
  assert.equal(workspace.state.measures[0].roi?.mean, 10);
});
