// The CT and what lies over it, as they arrive.

import assert from "node:assert/strict";
import { afterEach, beforeEach, mock, test } from "node:test";

import { Layers } from "../../../dashboard/components/viewer/js/layers.js";
import { firstState } from "../../../dashboard/components/viewer/js/view_state.js";
import { viewerData } from "./made_data.js";
import { niftiFile, USUAL } from "./made_volume.js";

/** @import { WorkspaceData } from "../../../dashboard/components/viewer/js/server_data.ts" */

const CT = niftiFile({ size: [2, 1, 4], voxels: Array(8).fill(0), affine: USUAL, isCt: true });
const BYTES = niftiFile({ size: [2, 1, 4], voxels: Array(8).fill(0), affine: USUAL });

/** URLs that were asked for. @type {string[]} */
let asked = [];

beforeEach(() => {
  asked = [];
  mock.method(globalThis, "fetch", async (/** @type {string} */ url) => {
    asked.push(url);
    if (url.startsWith("/gone")) return new Response("", { status: 404 });
    const file = url.startsWith("/ct") ? CT : BYTES;
    return new Response(file.slice(0), { headers: { "Content-Length": String(file.byteLength) } });
  });
});
afterEach(() => mock.restoreAll());

/** Layers of a viewer on slice 2, and what they said. @param {Partial<WorkspaceData>} data */
function loading(data) {
  /** @type {string[]} */
  const said = [];
  /** @type {(() => void) | null} */
  let retry = null;
  const status = /** @type {any} */ ({
    progress() {},
    clear: () => said.push("clear"),
    failed(/** @type {Error} */ error, /** @type {() => void} */ again) {
      said.push(error.message);
      retry = again;
    },
  });
  const workspace = {
    data: viewerData(data),
    state: { ...firstState(), slice: 2 },
    redraw() {},
  };
  const layers = new Layers(workspace, status, {
    opened: () => said.push("opened"),
    header: () => said.push("header"),
    arrived: () => said.push("arrived"),
    failed: () => said.push("failed"),
  });
  layers.load(workspace.data);
  return {
    layers,
    said,
    retry: () => retry?.(),
    /** @param {Partial<WorkspaceData>} change */
    change(change) {
      workspace.data = { ...workspace.data, ...change };
      layers.load(workspace.data);
    },
    /** Wait until that is so; by default, until everything has arrived. */
    async arrive(holds = () => layers.complete) {
      while (!holds()) await new Promise((done) => setImmediate(done));
    },
  };
}

test("the CT comes first, from the slice in view on, then what lies over it", async () => {
  const { layers, said, arrive } = loading({ volume: "/ct1", mask: "/mask1", heatmap: "/heat1" });
  assert.ok(!layers.complete);
  await arrive();
  assert.deepEqual(asked, ["/ct1?from=2", "/mask1", "/heat1"]);
  assert.deepEqual(said, ["opened", "header", "arrived"]);
  assert.ok(layers.images && layers.mask && layers.heat && layers.complete);
});

test("what is there already is not asked for again", async () => {
  const { layers, change, arrive } = loading({ volume: "/ct2", mask: "/mask2" });
  await arrive();
  const { images, mask } = layers;
  change({ heatmap: "/heat2" });
  assert.ok(!layers.complete);
  await arrive();
  assert.deepEqual(asked, ["/ct2?from=2", "/mask2", "/heat2"]);
  assert.ok(layers.images === images && layers.mask === mask && layers.complete);
  change({ mask: null });
  assert.equal(layers.mask, null);
  assert.ok(layers.complete);
});

test("another series takes the place of all", async () => {
  const { layers, change, arrive } = loading({ volume: "/ct3", heatmap: "/heat3" });
  await arrive();
  change({ volume: "/ct4", heatmap: null });
  assert.deepEqual([layers.images, layers.heat], [null, null]);
  await arrive();
  assert.equal(layers.images?.volume.url, "/ct4");
  assert.ok(layers.complete);
});

test("a heatmap that can't be loaded leaves the image and offers a retry", async () => {
  const { layers, said, retry, arrive } = loading({ volume: "/ct5", heatmap: "/gone" });
  const failures = () => said.filter((words) => words.includes("no longer holds")).length;
  await arrive(() => said.includes("arrived") && failures() === 1);
  assert.ok(layers.images && !layers.complete);
  retry();
  await arrive(() => failures() === 2);
  assert.deepEqual(asked, ["/ct5?from=2", "/gone", "/gone"]);
});

test("a CT that can't be loaded is not asked for again by itself", async () => {
  const { layers, said, change, arrive } = loading({ volume: "/gone/ct" });
  await arrive(() => said.includes("failed"));
  assert.deepEqual(said, ["opened", "failed"]);
  layers.stop();
  change({ heatmapLabel: "another" });
  assert.equal(asked.length, 1);
  layers.reload();
  await arrive(() => said.length === 4);
  assert.deepEqual(said.slice(2), ["opened", "failed"]);
  assert.equal(asked.length, 2);
});

test("what other systems outlined comes and goes by itself", async () => {
  const { layers, arrive, change } = loading({ volume: "/ct-own", mask: "/mask-own" });
  await arrive();
  assert.equal(layers.others, null);
  change({ others: { mask: "/theirs", shapes: [], sources: [] } });
  assert.ok(!layers.complete);
  await arrive();
  assert.deepEqual(asked, ["/ct-own?from=2", "/mask-own", "/theirs"]);
  assert.ok(layers.others && layers.mask);
  change({ others: null });
  assert.ok(layers.others === null && layers.mask && layers.complete);
});
