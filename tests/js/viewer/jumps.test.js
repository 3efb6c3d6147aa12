// What a viewer does about a jump.

import assert from "node:assert/strict";
import { test } from "node:test";

import { answerTo } from "../../../dashboard/components/viewer/js/jumps.js";

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
