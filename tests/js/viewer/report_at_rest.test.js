// When the server hears of the slice and the window in view.

import assert from "node:assert/strict";
import { afterEach, beforeEach, mock, test } from "node:test";

import { ReportAtRest } from "../../../dashboard/components/viewer/js/report_at_rest.js";

/** @import { Seen } from "../../../dashboard/components/viewer/js/report_at_rest.js" */

const LIVER = { width: 160, level: 100 };
const ABDOMEN = { width: 400, level: 40 };
/** Callbacks for the next frame. @type {(() => void)[]} */
let frames = [];

beforeEach(() => {
  mock.timers.enable({ apis: ["setTimeout"] });
  frames = [];
  globalThis.requestAnimationFrame = (callback) => frames.push(() => callback(0));
});
afterEach(() => mock.timers.reset());

/** Let ms pass, then draw a frame. */
function rest(ms = 400) {
  mock.timers.tick(ms);
  draw();
}

function draw() {
  for (const callback of frames.splice(0)) callback();
}

/** A hand on slice 5, of which the server knows. */
class Hand {
  dragging = false;
  connected = true;
  /** @type {Seen[]} */
  sent = [];
  /** @type {Seen} */
  seen = { slice: 5, window: LIVER };
  reports = new ReportAtRest(
    () => (this.dragging ? null : this.seen),
    (seen) => this.connected && this.sent.push(seen) > 0,
  );

  constructor() {
    this.reports.serverKnows(this.seen);
  }

  /** @param {Partial<Seen>} change */
  move(change) {
    this.seen = { ...this.seen, ...change };
    this.reports.restart();
  }
}

test("fifty slices without a rest are one report", () => {
  const hand = new Hand();
  for (let slice = 6; slice <= 55; slice++) {
    hand.move({ slice });
    rest(16);
  }
  assert.deepEqual(hand.sent, []);
  rest();
  assert.deepEqual(hand.sent, [{ slice: 55, window: LIVER }]);
  rest(60_000);
  assert.equal(hand.sent.length, 1);
});

test("on a slow machine the next turn of the wheel comes before the report", () => {
  const hand = new Hand();
  hand.move({ slice: 6 });
  mock.timers.tick(1000); // no frame has come since
  hand.move({ slice: 7 });
  draw();
  assert.deepEqual(hand.sent, []);
  rest();
  assert.deepEqual(hand.sent, [{ slice: 7, window: LIVER }]);
});

test("slice and window are one report", () => {
  const hand = new Hand();
  hand.move({ slice: 6 });
  hand.move({ window: ABDOMEN });
  rest();
  assert.deepEqual(hand.sent, [{ slice: 6, window: ABDOMEN }]);
});

test("nothing is reported during a drag, however long the hand holds still", () => {
  const hand = new Hand();
  hand.dragging = true;
  hand.move({ window: ABDOMEN });
  rest(5000);
  assert.deepEqual(hand.sent, []);
  hand.dragging = false;
  rest();
  assert.deepEqual(hand.sent, [{ slice: 5, window: ABDOMEN }]);
});

test("what the server knows is not reported", () => {
  const hand = new Hand();
  hand.reports.restart();
  rest();
  hand.move({ slice: 6 });
  hand.move({ slice: 5, window: { ...LIVER } }); // back where it was
  rest();
  assert.deepEqual(hand.sent, []);
  hand.reports.serverKnows({ slice: undefined });
  hand.reports.restart();
  rest();
  assert.deepEqual(hand.sent, [{ slice: 5, window: LIVER }]);
});

test("a report that nobody heard is made again", () => {
  const hand = new Hand();
  hand.connected = false;
  hand.move({ slice: 6 });
  rest();
  hand.connected = true;
  hand.reports.restart();
  rest();
  assert.deepEqual(hand.sent, [{ slice: 6, window: LIVER }]);
});

test("reported at once, it is not reported again at rest", () => {
  const hand = new Hand();
  hand.move({ slice: 6 });
  hand.reports.reportNow();
  rest();
  assert.deepEqual(hand.sent, [{ slice: 6, window: LIVER }]);
});

test("stopped, it reports nothing", () => {
  const hand = new Hand();
  hand.move({ slice: 6 });
  hand.reports.stop();
  rest();
  assert.deepEqual(hand.sent, []);
});
