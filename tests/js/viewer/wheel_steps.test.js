// Wheel notches and trackpad travel, as slices.

import assert from "node:assert/strict";
import { test } from "node:test";

import { WheelSteps } from "../../../dashboard/components/viewer/js/wheel_steps.js";

/** @param {[deltaY: number, timeStamp: number, deltaMode?: number][]} events */
function steps(...events) {
  const wheel = new WheelSteps();
  // Zero has a sign in JavaScript, which does not matter here.
  return events.map(
    ([deltaY, timeStamp, deltaMode = 0]) => wheel.steps({ deltaY, timeStamp, deltaMode }) + 0,
  );
}

test("a notch is a slice, whatever the system calls a notch; two in one event are two", () => {
  assert.deepEqual(steps([100, 0], [-120, 10], [53, 20], [240, 30]), [1, -1, 1, 2]);
  assert.deepEqual(steps([3, 0, 1], [-6, 10, 1], [1, 20, 1]), [1, -2, 1]); // lines
  assert.deepEqual(steps([1, 0, 2], [-3, 10, 2]), [1, -1]); // pages
});

test("30 px of trackpad travel are a slice", () => {
  // 12, 24, 36 -> 1 and 6 left, 18, 30 -> 1
  assert.deepEqual(steps([12, 10], [12, 20], [12, 30], [12, 40], [12, 50]), [0, 0, 1, 0, 1]);
});

test("a pause or a turn forgets the remainder", () => {
  assert.deepEqual(steps([29, 0], [29, 1000], [-29, 1010]), [0, 0, 0]);
});
