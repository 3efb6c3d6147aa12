// The outlines of a series between this page and the server.

import assert from "node:assert/strict";
import { test } from "node:test";

import { AnnotationHome } from "../../../dashboard/components/viewer/js/annotation_home.js";
import { Refusal } from "../../../dashboard/components/viewer/js/measure_home.js";

/** @import { AnnotationChanges } from "../../../dashboard/components/viewer/js/annotation_data.ts" */

/** Columns are stored from right to left. */
const FLIPPED = {
  width: 3,
  height: 1,
  shown: (/** @type {any} */ slice) => slice.slice().reverse(),
  asStored: (/** @type {any} */ slice) => slice.slice().reverse(),
};
const DATA = /** @type {any} */ ({ url: "/annotations/t", series: "s", revision: 0, corrected: false });
const EMPTY = { corrected: false, kept: "", is_kept: true, categories: {} };

/** A server that takes all that fits its revision. */
class Server {
  revision = 0;
  /** @type {Record<string, number[]>} */
  slices = { 0: [0, 1, 1, 2] };
  /** @type {AnnotationChanges[]} */
  received = [];
  /** @type {(boolean | undefined)[]} of those that were received */
  overs = [];
  /** @type {string[]} */
  urls = [];
  /** @type {Error | null} */
  fails = null;

  /** @type {import("../../../dashboard/components/viewer/js/annotation_exchange.js").Exchange} */
  talk = async (url, changes, { known } = {}) => {
    this.urls.push(url);
    if (this.fails) throw this.fails;
    if (!changes) {
      const same = known === this.revision ? {} : { slices: this.slices, findings: [], slice_labels: {} };
      return { revision: this.revision, ...EMPTY, ...same };
    }
    if (changes.base !== this.revision && !changes.over) {
      const refusal = new Refusal("Another tab was faster.");
      refusal.isConflict = true;
      throw refusal;
    }
    this.received.push(changes);
    this.overs.push(changes.over);
    Object.assign(this.slices, changes.slices);
    this.revision++;
    return { revision: this.revision, ...EMPTY, corrected: true };
  };
}

async function opened(server = new Server()) {
  const home = new AnnotationHome(DATA, server.talk);
  await home.load(/** @type {any} */ (FLIPPED), 2);
  return { home, server };
}

/** One pixel of lesion 1 at the left of a slice. @param {AnnotationHome} home */
function paint(home, z = 1) {
  const { steps } = home;
  assert.ok(steps);
  steps.begin("Paint");
  steps.keep(z);
  steps.volume.write(z)[0] = 2;
  steps.volume.changed(z);
  home.stepped(steps.end());
}

/** Until nothing is under way. @param {AnnotationHome} home */
async function settled(home) {
  for (let i = 0; i < 500 && (home.isUnsent || home._busy) && !home.problem; i++) {
    await new Promise((done) => setTimeout(done, 5));
  }
}

test("outlines come in screen order and go back as they are stored, only the slices that changed", async () => {
  const { home, server } = await opened();
  assert.deepEqual([...(home.steps?.volume.read(0) ?? [])], [1, 1, 0]);
  assert.equal(home.isCorrected, false);
  paint(home);
  assert.equal(home.isUnsent, true);
  await settled(home);
  assert.deepEqual(server.received.map(({ base, slices }) => [base, slices]), [[0, { 1: [0, 2, 2, 1] }]]);
  assert.deepEqual([home.revision, home.isUnsent, home.isCorrected, home.problem], [1, false, true, ""]);
  // What was undone is a change like any other.
  home.stepped(home.steps?.undo() ?? null);
  await settled(home);
  assert.deepEqual(server.slices[1], [0, 3]);
});

test("where another tab was faster nothing is overwritten until a person chooses", async () => {
  const { home, server } = await opened();
  server.revision = 5;
  server.slices = { 0: [0, 3], 1: [1, 3] };
  paint(home);
  await settled(home);
  assert.deepEqual([home.conflict, home.problem, home.isUnsent], [true, "Another tab was faster.", true]);
  assert.deepEqual(server.received, []);
  await home.keepMine();
  assert.deepEqual([home.conflict, home.problem, home.isUnsent], [false, "", false]);
  // Mine wholly: what only the other tab had is gone from it.
  assert.deepEqual(server.slices, { 0: [0, 1, 1, 2], 1: [0, 2, 2, 1] });
  assert.deepEqual(server.overs, [true]);
});

test("or takes the other's", async () => {
  const { home, server } = await opened();
  server.revision = 5;
  server.slices = { 1: [1, 3] };
  paint(home);
  await settled(home);
  await home.reload();
  assert.deepEqual([home.conflict, home.problem, home.isUnsent, home.revision], [false, "", false, 5]);
  assert.deepEqual([...(home.steps?.volume.read(1) ?? [])], [1, 1, 1]);
});

test("what could not be sent stays, says why, and goes to the series when it is opened again", async () => {
  const { home, server } = await opened();
  server.fails = new Refusal("The series was closed.");
  paint(home);
  await settled(home);
  assert.deepEqual([home.problem, home.isUnsent, home.conflict], ["The series was closed.", true, false]);
  server.fails = null;
  home.heard({ ...DATA, url: "/annotations/again" });
  await settled(home);
  while (home._busy) await home._busy;
  assert.deepEqual([home.isUnsent, home.problem, server.urls.at(-1)], [false, "", "/annotations/again"]);
  assert.deepEqual(server.slices[1], [0, 2, 2, 1]);
});

test("news from elsewhere is taken over, but never over what is unsent", async () => {
  const { home, server } = await opened();
  server.revision = 1;
  server.slices = { 1: [1, 3] };
  home.heard({ ...DATA, revision: 1 });
  while (home._busy) await home._busy;
  assert.deepEqual([...(home.steps?.volume.read(1) ?? [])], [1, 1, 1]);
  paint(home, 0);
  const before = home.steps;
  await home.ask();
  assert.equal(home.steps, before);
});
