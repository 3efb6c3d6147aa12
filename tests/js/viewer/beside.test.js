// Viewers of two examinations that are not aligned.

import assert from "node:assert/strict";
import { test } from "node:test";

import { frameOf } from "../../../dashboard/components/viewer/js/beside.js";
import { followJump } from "../../../dashboard/components/viewer/js/jumps.js";
import { LinkedView } from "../../../dashboard/components/viewer/js/linked_view.js";
import { keepNonce } from "../../../dashboard/components/viewer/js/memory.js";
import { pairedViewer } from "./paired.js";

/** @import { State } from "../../../dashboard/components/viewer/js/view_state.js" */

const EVERY_5_MM = Array.from({ length: 9 }, (_, z) => 5 * z); // 0..40
const EVERY_2_MM = Array.from({ length: 41 }, (_, z) => 300 + 2 * z); // 300..380

/** January stands at 20 mm, July at 340; both linked and on the page. */
function beside() {
  const january = pairedViewer({ volume: "/january", heights: EVERY_5_MM, data: { beside: true } });
  const july = pairedViewer({ volume: "/july", heights: EVERY_2_MM, data: { beside: true } });
  january.take({ slice: 4 });
  july.take({ slice: 20 });
  const links = [new LinkedView("beside", january), new LinkedView("beside", july)];
  const settle = () => links.forEach((link) => link.settle());
  settle();
  return {
    january,
    july,
    settle,
    set(/** @type {number} */ which, /** @type {Partial<State>} */ change) {
      [january, july][which].take(change);
      links[which].send(change);
      settle();
    },
    slices: () => [january.state.slice, july.state.slice],
    leave: () => links.forEach((link) => link.leave()),
  };
}

test("one moves by as many mm as the other, from where they stood", () => {
  const { set, slices, leave } = beside();
  set(0, { slice: 6 }); // 10 mm up: 350 mm
  assert.deepEqual(slices(), [6, 25]);
  set(0, { slice: 4 });
  assert.deepEqual(slices(), [4, 20]);
  leave();
});

test("small steps of thin slices add up", () => {
  const { set, slices, leave } = beside();
  for (const slice of [21, 22, 23, 24]) set(1, { slice });
  // 8 mm up are 28 mm: nearest to 30.
  assert.deepEqual(slices(), [6, 24]);
  for (const slice of [23, 22, 21, 20]) set(1, { slice });
  assert.deepEqual(slices(), [4, 20]);
  leave();
});

test("at its end one stays, and comes along again", () => {
  const { set, slices, leave } = beside();
  set(1, { slice: 40 }); // 40 mm up: 60 mm
  assert.deepEqual(slices(), [8, 40]);
  set(1, { slice: 25 });
  assert.deepEqual(slices(), [6, 25]);
  leave();
});

test("apart and linked again, they start from where both are", () => {
  const { set, slices, leave } = beside();
  set(0, { linked: false });
  set(1, { slice: 0 });
  assert.deepEqual(slices(), [4, 0]);
  set(1, { linked: true });
  assert.deepEqual(slices(), [4, 0]);
  set(0, { slice: 6 });
  assert.deepEqual(slices(), [6, 5]);
  leave();
});

test("window and zoom go along; the place under the pointer is not marked", () => {
  const { january, july, set, leave } = beside();
  set(0, { window: { width: 400, level: 40 }, zoom: 2 });
  assert.deepEqual(july.state.window, { width: 400, level: 40 });
  assert.equal(july.projection.pixelsPerMm, january.projection.pixelsPerMm);
  set(0, { cursor: [5, 6] });
  assert.equal(july.state.cursor, null);
  leave();
});

test("a jump of the server leads one alone, and they stand where both come to rest", () => {
  const { january, july, settle, set, slices, leave } = beside();
  for (const [viewer, slice] of /** @type {const} */ ([[january, 8], [july, 0]])) {
    viewer.data = { ...viewer.data, viewer: `jumping ${slice}`, jump: { slice, nonce: 2 } };
    keepNonce(viewer.data.viewer, 1);
    const goTo = () => assert.fail("the other would follow");
    const lesions = { follow: () => {} };
    const atRest = { serverKnows: () => {}, restart: () => {} };
    followJump(/** @type {any} */ (Object.assign(viewer, { goTo, lesions })), atRest);
  }
  assert.deepEqual(slices(), [8, 0]);
  assert.equal(frameOf(january), null);
  settle();
  set(0, { slice: 6 });
  assert.deepEqual(slices(), [6, 0]);
  set(0, { slice: 7 });
  set(1, { slice: 5 }); // 10 mm up: beyond the end
  assert.deepEqual(slices(), [8, 5]);
  leave();
});

test("another series in its place stands where it opens", () => {
  const { january, settle, leave } = beside();
  january.data = { ...january.data, volume: "/march" };
  assert.equal(frameOf(january), null);
  settle();
  assert.ok(frameOf(january));
  leave();
});
