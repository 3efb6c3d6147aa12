// A volume as its bytes arrive.

import assert from "node:assert/strict";
import { afterEach, mock, test } from "node:test";

import { LoadError } from "../../../dashboard/components/viewer/js/load_error.js";
import { fetchVolume, Volume } from "../../../dashboard/components/viewer/js/volume.js";
import { niftiFile } from "./made_volume.js";

afterEach(() => mock.restoreAll());

/** Answer every fetch with those bytes, `chunk` at a time. */
function serve(/** @type {Uint8Array} */ bytes, chunk = bytes.length, total = bytes.length) {
  return mock.method(globalThis, "fetch", async () => {
    const body = new ReadableStream({
      start(to) {
        for (let i = 0; i < bytes.length; i += chunk) to.enqueue(bytes.slice(i, i + chunk));
        to.close();
      },
    });
    return new Response(body, { headers: { "Content-Length": String(total) } });
  });
}

/** 3 slices of 2 x 1 voxels, 10 z and 10 z + 1, slice `first` sent before the others. */
function threeSlices(first = 0) {
  const order = [0, 1, 2].map((i) => (first + i) % 3);
  return new Uint8Array(
    niftiFile({ size: [2, 1, 3], voxels: order.flatMap((z) => [10 * z, 10 * z + 1]) }),
  );
}

for (const first of [0, 2]) {
  for (const chunk of [1, 100, 353, 1000]) {
    test(`slices sent from ${first} on, ${chunk} bytes at a time, are in place`, async () => {
      const fetched = serve(threeSlices(first), chunk);
      /** @type {string[]} */
      const steps = [];
      const volume = await fetchVolume("/one", {
        first,
        onProgress(arriving) {
          const there = [0, 1, 2].filter((z) => arriving.has(z)).join("");
          if (there && there !== steps.at(-1)) steps.push(there);
        },
      });
      assert.equal(fetched.mock.calls[0].arguments[0], first ? "/one?from=2" : "/one");
      assert.deepEqual([...volume.voxels], [0, 1, 10, 11, 20, 21]);
      assert.ok(volume.complete);
      if (chunk === 1) {
        assert.deepEqual(steps, first ? ["2", "02", "012"] : ["0", "01", "012"]);
      }
    });
  }
}

test("the header gives size, kind and affine", () => {
  const affine = [
    [-1, 0, 0, 5],
    [0, -2, 0, 6],
    [0, 0, 3, -100],
  ];
  const voxels = [-1000, 40, 100, 3000];
  const volume = new Volume("/ct", niftiFile({ size: [2, 1, 2], voxels, affine, isCt: true }));
  assert.deepEqual([volume.nx, volume.ny, volume.nz], [2, 1, 2]);
  assert.deepEqual([...volume.slice(1)], [100, 3000]);
  assert.deepEqual(volume.step(1), [0, -2, 0]);
  assert.deepEqual(volume.step(3), [5, 6, -100]);
  assert.deepEqual([-1, 0, 1, 2].map((z) => volume.has(z)), [false, true, true, false]);
});

test("what is no volume is refused", () => {
  assert.throws(() => new Volume("/x", new ArrayBuffer(400)), LoadError);
});

test("a file that ends early is an error, not half a volume", async () => {
  serve(threeSlices().slice(0, 355), 355, 358);
  await assert.rejects(fetchVolume("/one"), { message: "The images arrived incomplete." });
});

for (const [status, message] of /** @type {const} */ ([
  [404, "The server no longer holds these images: open the series again."],
  [500, "The images can't be loaded (status 500)."],
])) {
  test(`status ${status} is one sentence`, async () => {
    mock.method(globalThis, "fetch", async () => new Response("", { status }));
    await assert.rejects(fetchVolume("/one"), (error) => {
      assert.ok(error instanceof LoadError);
      assert.equal(error.message, message);
      return true;
    });
  });
}

test("a server out of reach is one sentence, a cancelled fetch stays what it is", async () => {
  mock.method(globalThis, "fetch", async () => Promise.reject(new TypeError("no network")));
  await assert.rejects(fetchVolume("/one"), LoadError);
  mock.restoreAll();
  const cancelled = new DOMException("cancelled", "AbortError");
  mock.method(globalThis, "fetch", async () => Promise.reject(cancelled));
  await assert.rejects(fetchVolume("/one"), { name: "AbortError" });
});
