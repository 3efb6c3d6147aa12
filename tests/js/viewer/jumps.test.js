// What a viewer does about a jump.

import assert from "node:assert/strict";
import { test } from "node:test";

import { answerTo, followJump } from "../../../dashboard/components/viewer/js/jumps.js";
import { keepNonce } from "../../../dashboard/components/viewer/js/memory.js";
import { viewerData } from "./made_data.js";

const JUMP = { slice: 20, nonce: 2 };

test("a jump holds once", () => {
  assert.equal(answerTo(JUMP, 1, 5), "go");
  assert.equal(answerTo(JUMP, 2, 5), "none");
  assert.equal(answerTo(null, 1, 5), "none");
});

test("a viewer that is new on the page opened where the jump leads", () => {
  assert.equal(answerTo(JUMP, undefined, 20), "mark");
});

test("an offered jump is only for a reader who is still there", () => {
  assert.equal(answerTo({ ...JUMP, only_from: 5 }, 1, 5), "go");
  assert.equal(answerTo({ ...JUMP, only_from: 5 }, 1, 6), "stay");
  assert.equal(answerTo({ ...JUMP, only_from: 0 }, 1, 6), "stay");
  assert.equal(answerTo({ ...JUMP, only_from: null }, 1, 6), "go");
});

/** A viewer that has heard of jump 1, and what it was made to do. @param {object} jump */
function asked(jump) {
  /** @type {unknown[][]} */
  const calls = [];
  const record = (/** @type {string} */ name) => (/** @type {unknown} */ value) =>
    void calls.push([name, value]);
  const viewer = `viewer ${asked.count++}`;
  keepNonce(viewer, 1);
  const workspace = /** @type {any} */ ({
    data: viewerData({ viewer, jump: { ...JUMP, ...jump } }),
    state: { slice: 5 },
    lesions: { follow: record("follow") },
    goTo: record("goTo"),
    take: record("take"),
  });
  const atRest = { serverKnows: record("knows"), restart: () => void calls.push(["restart"]) };
  followJump(workspace, atRest);
  followJump(workspace, atRest);
  return calls.filter(([name]) => name !== "follow");
}
asked.count = 0;

test("linked viewers go with a jump, unless each is told its own place", () => {
  assert.deepEqual(asked({}), [["knows", { slice: 20 }], ["goTo", 20]]);
  const place_mm = [1, 2, 3];
  assert.deepEqual(asked({ place_mm }), [["knows", { slice: 20 }], ["take", { slice: 20 }]]);
});
