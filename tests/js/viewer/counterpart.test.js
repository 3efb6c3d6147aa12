// A viewer of one examination that follows one of another.

import assert from "node:assert/strict";
import { test } from "node:test";

import { counterpart, sameCursor } from "../../../dashboard/components/viewer/js/counterpart.js";
import { LinkedView } from "../../../dashboard/components/viewer/js/linked_view.js";
import { pairedViewer, shifted, STILL } from "./paired.js";

/** @import { State } from "../../../dashboard/components/viewer/js/view_state.js" */

const EVERY_5_MM = Array.from({ length: 9 }, (_, z) => 5 * z); // 0..40
/** Half a year later the patient lies 140 mm higher, and slices are 2 mm apart. */
const EVERY_2_MM = Array.from({ length: 21 }, (_, z) => 140 + 2 * z); // 140..180

/**
 * January and July of one patient; July's frame is the shared one.
 * @param {number[]} by from January to July, mm
 */
function pair(by = [3, -2, 140]) {
  const back = by.map((mm) => -mm);
  const january = pairedViewer({
    volume: "/january",
    heights: EVERY_5_MM,
    data: { frame: { to_shared: shifted(by), from_shared: shifted(back) }, partners: { 1: 7 } },
  });
  const july = pairedViewer({
    volume: "/july",
    heights: EVERY_2_MM,
    data: { frame: { to_shared: STILL, from_shared: STILL } },
  });
  return { january, july };
}

/**
 * What `to` does once `from` has changed so.
 * @param {Partial<State>} change
 * @param {ReturnType<typeof pairedViewer>} from
 * @param {ReturnType<typeof pairedViewer>} to
 */
function follow(change, from, to) {
  from.take(change);
  const followed = counterpart(change, from, to);
  to.take(followed);
  return followed;
}

test("the slice is the one that lies nearest in the patient, whatever the distances", () => {
  const { january, july } = pair();
  // 0, 5, 10, 15, 40 mm are 140, 145, 150, 155, 180 mm: slices every 2 mm from 140.
  for (const [slice, expected] of [[0, 0], [2, 5], [4, 10], [8, 20]]) {
    assert.equal(follow({ slice }, january, july).slice, expected);
  }
  // 146 mm are 6 mm: nearest to slice 1 at 5 mm; 148 mm are 8: slice 2 at 10.
  assert.equal(follow({ slice: 3 }, july, january).slice, 1);
  assert.equal(follow({ slice: 4 }, july, january).slice, 2);
});

test("beyond the end of the other examination its last slice stays", () => {
  const { january, july } = pair([0, 0, 300]);
  assert.equal(follow({ slice: 3 }, january, july).slice, 20);
  assert.equal(follow({ slice: 0 }, july, january).slice, 0);
});

test("what lies in the middle of one image lies in the middle of the other, at one scale", () => {
  const { january, july } = pair();
  follow({ slice: 4, zoom: 2, panX: 4, panY: -6 }, january, july);
  // 4 mm at zoom 1 to the right: the middle shows 2 mm farther left, of 9.5 mm; 3 mm farther up.
  assert.deepEqual(january.middle, [7.5, 12.5, 20]);
  assert.deepEqual(july.middle, [10.5, 10.5, 160]);
  assert.equal(july.projection.pixelsPerMm, january.projection.pixelsPerMm);
});

test("a smaller box shows the same size of a mm", () => {
  const { january } = pair();
  const small = pairedViewer({
    volume: "/july",
    heights: EVERY_2_MM,
    data: { frame: { to_shared: STILL, from_shared: STILL } },
    boxPx: 100,
  });
  assert.equal(follow({ zoom: 1.5 }, january, small).zoom, 3);
});

test("a turned patient: the slice is right where the eye is", () => {
  const { january, july } = pair();
  // Turned about y by atan(3/4): x' = 0.8 x - 0.6 z, z' = 0.6 x + 0.8 z + 140.
  january.data.frame = {
    to_shared: [[0.8, 0, -0.6, 0], [0, 1, 0, 0], [0.6, 0, 0.8, 140]],
    from_shared: [[0.8, 0, 0.6, -84], [0, 1, 0, 0], [-0.6, 0, 0.8, -112]],
  };
  // The middle is (9.5, 9.5, 20): z' = 5.7 + 16 + 140 = 161.7, x' = 7.6 - 12 = -4.4.
  assert.equal(follow({ slice: 4 }, january, july).slice, 11);
  assert.ok(Math.abs(july.middle[0] + 4.4) < 1e-9);
  // Looking 5 mm farther left: 3 mm higher, one slice more.
  assert.equal(follow({ slice: 4, panX: -5 }, january, july).slice, 12);
});

test("the cross-hair is carried along, and its slice with it", () => {
  const { january, july } = pair();
  const followed = follow({ cross: { x: 4, y: 6 }, slice: 2 }, january, july);
  assert.deepEqual([followed.cross, followed.slice], [{ x: 7, y: 4 }, 5]);
});

test("window, tools and the matched lesion are shared; measurements are not", () => {
  const { january, july } = pair();
  const window = { width: 400, level: 40 };
  const change = { window, tool: /** @type {const} */ ("pan"), lesion: 1, measures: [], measure: "3" };
  assert.deepEqual(counterpart(change, january, july), { tool: "pan", window, lesion: 7 });
  assert.equal(counterpart({ lesion: 2 }, january, july).lesion, null);
});

test("apart, only the tools are shared", () => {
  const { january, july } = pair();
  january.take({ linked: false });
  july.take({ linked: false });
  const window = { width: 400, level: 40 };
  const change = { slice: 3, zoom: 2, window, lesion: 1, contours: false };
  assert.deepEqual(counterpart(change, january, july), { contours: false });
});

test("the place under the pointer is marked at its own place in the other", () => {
  const { january, july } = pair();
  january.take({ slice: 4 });
  assert.deepEqual(sameCursor([5, 6], "axial", january, july), [8, 4]);
  assert.equal(sameCursor([5, 6], "coronal", january, july), null);
});

test("linked again, the other comes; it does not send back", () => {
  const { january, july } = pair();
  const [one, two] = [new LinkedView("pair", january), new LinkedView("pair", july)];
  const set = (/** @type {Partial<State>} */ change) => {
    january.take(change);
    one.send(change);
  };
  set({ linked: false });
  set({ slice: 8 });
  assert.deepEqual([july.state.linked, july.state.slice], [false, 0]);
  set({ linked: true });
  assert.deepEqual([july.state.linked, july.state.slice, january.state.slice], [true, 20, 8]);
  one.leave();
  two.leave();
});

test("a viewer whose image comes late catches up", () => {
  const { january, july } = pair();
  const { images } = july.stage;
  const [one, two] = [new LinkedView("pair", january), new LinkedView("pair", july)];
  july.stage.images = null;
  january.take({ slice: 8 });
  one.send({ slice: 8 });
  two.settle();
  assert.equal(july.state.slice, 0);
  july.stage.images = images;
  two.settle();
  assert.equal(july.state.slice, 20);
  july.take({ slice: 3 });
  two.settle();
  assert.equal(july.state.slice, 3);
  one.leave();
  two.leave();
});
