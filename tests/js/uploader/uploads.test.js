// Telling the server that files have arrived.

import assert from "node:assert/strict";
import { test } from "node:test";

import { Uploads } from "../../../dashboard/components/uploader/js/uploads.js";

/** Without what draws. */
function uploads() {
  return Object.assign(Object.create(Uploads.prototype), { newest: 0, tell: null });
}

test("what a page before did not pass on is told by the next one, until the server has heard", () => {
  /** @type {string[]} */
  const told = [];
  const those = uploads();
  those.listen(() => told.push("old"), 0);
  assert.equal(told.length, 0);
  those.arrived();
  assert.deepEqual(told, ["old"]);
  those.listen(() => told.push("new"), those.newest - 1);
  assert.deepEqual(told, ["old", "new"]);
  those.listen(() => told.push("newest"), those.newest);
  assert.deepEqual(told, ["old", "new"]);
});
