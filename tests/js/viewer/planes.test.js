// Panes, the cross-hair, frames, and the 3-D scene.

import assert from "node:assert/strict";
import { mock, test } from "node:test";

import { AxialSource } from "../../../dashboard/components/viewer/js/axial_source.js";
import { Cine } from "../../../dashboard/components/viewer/js/cine.js";
import { gapCorners, planeLines } from "../../../dashboard/components/viewer/js/cross_hair.js";
import { CutSource } from "../../../dashboard/components/viewer/js/cut_source.js";
import { axialFrame, cutFrame } from "../../../dashboard/components/viewer/js/frames.js";
import { PlaneControl } from "../../../dashboard/components/viewer/js/plane_control.js";
import { PlaneGrid } from "../../../dashboard/components/viewer/js/plane_grid.js";
import { nextLayout, nextPlane, visiblePanes } from "../../../dashboard/components/viewer/js/planes.js";
import { makeScene, painter } from "../../../dashboard/components/viewer/js/scene.js";
import { gaussian, smoothed } from "../../../dashboard/components/viewer/js/smoothing.js";
import { firstState } from "../../../dashboard/components/viewer/js/view_state.js";
import { LABELS } from "./made_data.js";
import { madeStack, WITH_A_GAP } from "./made_stack.js";

/** @import { State } from "../../../dashboard/components/viewer/js/view_state.js" */

/** A viewer of 4 x 3 x 5 voxels of 1 x 1 x 2.5 mm. @param {Partial<State>} changes */
function workspaceWith(changes = {}, made = madeStack(), acquired = "axial") {
  const layers = { mask: null, heat: null, others: null };
  const cross = () => workspace.state.cross ?? { x: 1, y: 1 };
  const sources = {
    axial: new AxialSource(made, layers, null),
    coronal: new CutSource("coronal", made, layers, cross, () => null),
    sagittal: new CutSource("sagittal", made, layers, cross, () => null),
  };
  const workspace = {
    /** @type {State} */
    state: { ...firstState(), slice: 2, ...changes },
    set(/** @type {Partial<State>} */ change) {
      workspace.state = { ...workspace.state, ...change };
    },
    data: /** @type {any} */ ({ plane: acquired }),
    scroll: (/** @type {number} */ steps) => planes.scroll(workspace.state.plane, steps),
    stage: /** @type {any} */ ({
      images: made,
      source: (/** @type {keyof sources} */ plane) => sources[plane],
    }),
  };
  const planes = new PlaneControl(workspace);
  return { workspace, planes, sources, made };
}

test("slices that were acquired in another plane have one pane and no cross-hair", () => {
  const { workspace, planes } = workspaceWith({}, madeStack(), "coronal");
  const before = workspace.state;
  planes.nextLayout();
  planes.nextPlane();
  planes.crossAt("axial", [1.5, 1.5]);
  assert.equal(workspace.state, before);
});

test("one, two and four panes; one of them alone", () => {
  const { workspace, planes } = workspaceWith();
  const shown = () => visiblePanes(workspace.state).join(" ");
  assert.equal(shown(), "axial");
  planes.nextLayout();
  assert.equal(shown(), "axial coronal");
  planes.nextLayout();
  assert.equal(shown(), "axial coronal sagittal volume");
  planes.enlarge("coronal");
  assert.deepEqual([shown(), workspace.state.plane], ["coronal", "coronal"]);
  planes.enlarge("coronal");
  assert.equal(shown(), "axial coronal sagittal volume");
  assert.deepEqual(nextLayout({ panes: 4, enlarged: null }).panes, 1);
  assert.equal(nextPlane({ panes: 1, enlarged: null }).enlarged, "coronal");
  assert.equal(nextPlane({ panes: 1, enlarged: "volume" }).enlarged, "axial");
  // A double click on the only pane does nothing.
  const alone = workspaceWith();
  alone.planes.enlarge("axial");
  assert.equal(alone.workspace.state.enlarged, null);
});

test("the 3-D view starts alone, or in its pane", () => {
  const { workspace, planes } = workspaceWith();
  planes.showVolume();
  assert.deepEqual([workspace.state.enlarged, workspace.state.threeD], ["volume", true]);
  planes.showVolume();
  assert.equal(workspace.state.enlarged, null);
  const four = workspaceWith({ panes: 4 });
  four.planes.showVolume();
  assert.deepEqual([four.workspace.state.enlarged, four.workspace.state.threeD], [null, true]);
});

test("steps go to the head, the front and the right, as far as there are images", () => {
  const { workspace, planes, sources } = workspaceWith();
  planes.scroll("axial", 9);
  assert.equal(workspace.state.slice, 4);
  assert.equal(sources.coronal.index(), 1); // of 3, the middle row
  planes.scroll("coronal", 1);
  assert.deepEqual(workspace.state.cross, { x: 1, y: 0 });
  planes.scroll("coronal", 1);
  assert.deepEqual(workspace.state.cross, { x: 1, y: 0 });
  planes.scroll("sagittal", -1);
  assert.deepEqual(workspace.state.cross, { x: 2, y: 0 });
  workspace.set({ plane: "coronal" });
  planes.goToEnd(-1);
  assert.deepEqual(workspace.state.cross, { x: 2, y: 2 });
});

test("the cross-hair leads the other planes to a place, and the slice through it", () => {
  const { workspace, planes } = workspaceWith();
  planes.crossAt("axial", [3.4, 0.6]); // pixel (3, 0)
  assert.deepEqual([workspace.state.cross, workspace.state.slice], [{ x: 3, y: 0 }, 2]);
  // 12.5 mm from top to bottom: the first rows of a coronal image lie in the last slice.
  planes.crossAt("coronal", [1.5, 0.5]);
  assert.deepEqual([workspace.state.cross, workspace.state.slice], [{ x: 1, y: 0 }, 4]);
});

test("lines of the other planes through an image", () => {
  const { sources, made, workspace } = workspaceWith();
  const [axial, sagittal] = planeLines(sources.coronal, [1, 1, 5], made.stack, workspace.state);
  assert.deepEqual([axial.plane, sagittal.plane], ["axial", "sagittal"]);
  assert.equal(axial.from[1], axial.to[1]); // level
  assert.equal(axial.from[1], 6.25); // 11.25 - 5 mm
  assert.ok(Math.abs(sagittal.from[0] - 1.5) < 1e-9 && Math.abs(sagittal.to[0] - 1.5) < 1e-9);
});

test("a tilted gantry's slices pass slanted through a sagittal image", () => {
  const [cos, sin] = [Math.cos(Math.PI / 6), 0.5];
  const affine = [[-1, 0, 0, 0], [0, -cos, 0, 0], [0, -sin, 2.5, 0]];
  const { sources, made, workspace } = workspaceWith({}, madeStack({ affine }));
  const [axial] = planeLines(sources.sagittal, [1, 1, 5], made.stack, workspace.state);
  const slope = (axial.to[1] - axial.from[1]) / (axial.to[0] - axial.from[0]);
  assert.ok(Math.abs(slope - sin / cos) < 1e-5); // down towards the back
});

test("a gap is marked between the half slices at its ends", () => {
  const made = madeStack(WITH_A_GAP);
  const { sources } = workspaceWith({}, made);
  const corners = gapCorners(sources.coronal, made.stack, made.stack.gaps[0]);
  const top = sources.coronal.grid.toImage([0, 0, 13])[1];
  const bottom = sources.coronal.grid.toImage([0, 0, 5])[1];
  assert.deepEqual(corners, [[0, top], [4, top], [4, bottom], [0, bottom]]);
});

test("the frame is the body with a little room, and never more than the image", () => {
  const { stack } = madeStack({ size: [100, 80, 5] });
  const body = { low: /** @type {[number, number]} */ ([20, 30]), high: /** @type {[number, number]} */ ([70, 80]) };
  assert.deepEqual(axialFrame(stack, body), { left: 19, top: 29, right: 72, bottom: 80 });
  assert.equal(axialFrame(stack, null), null);
  const grid = new PlaneGrid(stack, "coronal");
  assert.deepEqual(cutFrame(grid, body), { left: 19, top: 0, right: 72, bottom: grid.height });
});

test("smoothing keeps a flat image and the mean of a point", () => {
  const weights = gaussian(1);
  const total = weights[0] + 2 * weights.slice(1).reduce((sum, w) => sum + w, 0);
  assert.ok(Math.abs(total - 1) < 1e-12);
  assert.deepEqual([...smoothed(new Int16Array(25).fill(7), 5, 1)], Array(25).fill(7));
  const point = new Int16Array(121);
  point[60] = 10000;
  const out = smoothed(point, 11, 1);
  assert.ok(Math.abs(out.reduce((sum, value) => sum + value, 0) - 10000) < 30);
  assert.equal(out[60], Math.round(10000 * weights[0] ** 2));
});

test("the 3-D scene: glass, bright vessels, lesions, in RAS", () => {
  const paint = painter({ width: 100, level: 100 }, LABELS, true);
  const alpha = (/** @type {number} */ colour) => colour >>> 24;
  assert.equal(paint(200, 0), 0); // outside of the liver
  assert.ok(alpha(paint(90, 1)) < 20);
  assert.ok(alpha(paint(150, 1)) > 100); // the window's upper end
  assert.equal(paint(60, 3) & 0xff, 0xff); // red of the malignant
  assert.equal(painter({ width: 100, level: 100 }, LABELS, false)(100, 0), 0);
  const { stack, volume } = madeStack();
  const scene = makeScene({
    stack,
    ct: (z) => volume.slice(z),
    mask: null,
    window: { width: 100, level: 0 },
    labels: LABELS,
  });
  assert.equal(scene.step, 1.2);
  assert.equal(scene.size[0] * scene.size[1] * scene.size[2], scene.colours.length);
  // LPS x from -0.5 to 3.5 is RAS -3.5 to 0.5.
  assert.ok(Math.abs(scene.first[0] - (-3.5 + 0.6)) < 1e-9);
});

test("cine runs towards the feet, round and round, at its rate", () => {
  mock.timers.enable({ apis: ["setInterval"] });
  const { workspace, planes } = workspaceWith({ slice: 1 });
  const cine = new Cine({ ...workspace, planes, get state() { return workspace.state; } });
  cine.follow({ cine: true, cineRate: 10 });
  const seen = [1, 2, 3].map(() => {
    mock.timers.tick(100);
    return workspace.state.slice;
  });
  assert.deepEqual(seen, [0, 4, 3]);
  cine.follow({ cine: false, cineRate: 10 });
  mock.timers.tick(1000);
  assert.equal(workspace.state.slice, 3);
  mock.timers.reset();
});
