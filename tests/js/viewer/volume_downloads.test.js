// One download for all viewers that want the same volume.

import assert from "node:assert/strict";
import { afterEach, mock, test } from "node:test";

import { getVolume } from "../../../dashboard/components/viewer/js/volume_downloads.js";
import { niftiFile } from "./made_volume.js";

/** @import { Volume } from "../../../dashboard/components/viewer/js/volume.js" */

afterEach(() => mock.restoreAll());

const FILE = niftiFile({ size: [2, 2, 1], voxels: [1, 2, 3, 4] });

/** Answer every fetch; count those that were aborted. */
function serve() {
  const served = { fetches: 0, aborted: 0 };
  mock.method(globalThis, "fetch", async (/** @type {string} */ _, /** @type {any} */ options) => {
    served.fetches += 1;
    options.signal.addEventListener("abort", () => (served.aborted += 1));
    return new Response(FILE.slice(0), {
      headers: { "Content-Length": String(FILE.byteLength) },
    });
  });
  return served;
}

/** The whole volume. @param {string} url @returns {Promise<Volume>} */
function whole(url) {
  return new Promise((done, failed) => {
    /** @type {Volume} */
    let volume;
    getVolume(url, { volume: (started) => (volume = started), done: () => done(volume), failed });
  });
}

/** A viewer that does nothing with what it hears. */
const viewer = () => ({ volume() {}, done() {}, failed() {} });

test("two viewers share a download, a third takes the volume from memory", async () => {
  const served = serve();
  const [a, b] = await Promise.all([whole("/one"), whole("/one")]);
  const c = await whole("/one");
  assert.equal(served.fetches, 1);
  assert.ok(a === b && b === c);
  assert.deepEqual([...a.voxels], [1, 2, 3, 4]);
});

test("a download stops when the last viewer cancels it", () => {
  const served = serve();
  const [first, second] = [getVolume("/two", viewer()), getVolume("/two", viewer())];
  first();
  assert.equal(served.aborted, 0);
  second();
  assert.deepEqual(served, { fetches: 1, aborted: 1 });
});

test("after a cancelled download the next one starts again", async () => {
  const served = serve();
  getVolume("/three", viewer())();
  const volume = await whole("/three");
  assert.equal(served.fetches, 2);
  assert.ok(volume.complete);
});

test("what goes wrong in one viewer does not stop the others", async () => {
  serve();
  const wrong = new Error("a viewer's own fault");
  const told = new Promise((failed) => {
    getVolume("/four", {
      ...viewer(),
      volume() {
        throw wrong;
      },
      failed,
    });
  });
  const volume = await whole("/four");
  assert.ok(volume.complete);
  assert.equal(await told, wrong);
});

test("a failed download reaches all who wait for it, and can be tried again", async () => {
  mock.method(globalThis, "fetch", async () => new Response("", { status: 404 }));
  await Promise.all([
    assert.rejects(whole("/five"), /no longer holds/),
    assert.rejects(whole("/five"), /no longer holds/),
  ]);
  mock.restoreAll();
  serve();
  assert.ok((await whole("/five")).complete);
});
