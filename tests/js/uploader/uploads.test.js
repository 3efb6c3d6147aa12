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

test("an upload asks again for room, and says what it waits for, until the server has decided", async (t) => {
  const answers = [202, 202, 204];
  t.mock.method(globalThis, "fetch", async () => {
    const status = answers.shift() ?? 500;
    return new Response(status === 202 ? "Waiting for memory." : null, { status });
  });
  /** @type {string[]} */
  const said = [];
  const request = /** @type {XMLHttpRequest} */ ({});
  const card = { wait: (/** @type {string} */ why) => said.push(why) };
  const those = Object.assign(uploads(), { pause: 0, request, card });
  const answer = await those.room("/uploads/x?bytes=1", request);
  assert.equal(answer?.status, 204);
  assert.deepEqual(said, ["Waiting for memory.", "Waiting for memory."]);
});

test("an upload that was cancelled while it waited does not ask again", async (t) => {
  const asked = t.mock.method(globalThis, "fetch", async () => new Response("", { status: 202 }));
  const request = /** @type {XMLHttpRequest} */ ({});
  const those = Object.assign(uploads(), { pause: 0, request, card: { wait: () => {} } });
  those.card.wait = () => {
    those.request = null;
  };
  await those.room("/uploads/x?bytes=1", request);
  assert.equal(asked.mock.callCount(), 1);
});
