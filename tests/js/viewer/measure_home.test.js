// The measurements of a series between this page and the server.

import assert from "node:assert/strict";
import { test } from "node:test";

import { KeptMeasures } from "../../../dashboard/components/viewer/js/kept_measures.js";
import { homeOf, MeasureHome, Refusal } from "../../../dashboard/components/viewer/js/measure_home.js";
import { changed, changesBetween, measureOf, rowOf } from "../../../dashboard/components/viewer/js/measure_rows.js";
import { firstState } from "../../../dashboard/components/viewer/js/view_state.js";

/** @import { Changes, MeasureRow } from "../../../dashboard/components/viewer/js/measure_rows.js" */

/** Slices of 2 mm pixels, 5 mm apart, from the origin on. */
const SOURCE = /** @type {any} */ ({
  plane: "axial",
  grid: { columnMm: 2, rowMm: 2 },
  placeAt: ([u, v] = [0, 0], /** @type {number} */ index) => [2 * (u - 0.5), 2 * (v - 0.5), 5 * index],
  toImage: ([x, y] = [0, 0]) => [x / 2 + 0.5, y / 2 + 0.5],
});

/** @param {Partial<MeasureRow>} changes @returns {MeasureRow} */
const row = (changes) =>
  /** @type {any} */ ({
    id: "a",
    number: 1,
    kind: "ruler",
    plane: "axial",
    slice_index: 3,
    slab: "",
    name: "",
    points_lps_mm: [[0, 0, 15], [6, 8, 15]],
    length_mm: 10,
    ...changes,
  });

test("a row says where it is in the patient, and comes back as it was drawn", () => {
  const measure = measureOf(row({}), SOURCE);
  assert.deepEqual([measure.index, measure.points], [3, [[0.5, 0.5], [3.5, 4.5]]]);
  assert.deepEqual(rowOf(measure, SOURCE), row({}));
  const plain = row({ kind: "rectangle" });
  delete plain.length_mm;
  const region = { ...plain, mean_hu: 4, sd_hu: 1.5, min_hu: 2, max_hu: 6, area_mm2: 48, pixels: 12 };
  assert.deepEqual(rowOf(measureOf(/** @type {any} */ (region), SOURCE), SOURCE), region);
  // Without a pixel inside there are no figures, and none are made up.
  assert.equal(measureOf(/** @type {any} */ (plain), SOURCE).roi, null);
  const cut = measureOf(row({ plane: "coronal", slice_index: null }), {
    ...SOURCE,
    indexAt: (/** @type {number[]} */ [, y]) => 40 - y,
  });
  assert.equal(cut.index, 40);
});

test("only what is new, different or gone is a change", () => {
  const [a, b] = [row({}), row({ id: "b" })];
  const same = Object.fromEntries(Object.entries(a).reverse());
  assert.equal(changesBetween([a, b], [b, /** @type {any} */ (same)]), null);
  const renamed = row({ name: "cyst" });
  assert.deepEqual(changesBetween([a, b], [renamed]), { put: [renamed], remove: ["b"] });
  assert.deepEqual(changed([a, b], { put: [renamed], remove: ["b"] }), [renamed]);
});

/** A server that holds rows, and notes what it is sent. */
function server() {
  const held = { rows: /** @type {MeasureRow[]} */ ([]), revision: 0, fails: /** @type {Error | null} */ (null) };
  /** @type {(Changes | null)[]} */
  const asked = [];
  const exchange = async (/** @type {string} */ _url, /** @type {Changes | null} */ changes) => {
    asked.push(changes);
    await Promise.resolve();
    if (held.fails) throw held.fails;
    held.rows = changed(held.rows, changes);
    if (changes) held.revision++;
    return { revision: held.revision, measurements: structuredClone(held.rows) };
  };
  return { held, asked, exchange };
}

test("a change is sent, and what another tab measured comes with the answer", async () => {
  const { held, asked, exchange } = server();
  const home = new MeasureHome("/m", exchange);
  let heard = 0;
  home.listen(() => heard++);
  await home.ask();
  held.rows = [row({ id: "other", number: 2 })];
  home.history.past.push([]);
  home.change([row({})], []);
  await home.ask();
  assert.deepEqual(asked.at(-1), { put: [row({})], remove: [] });
  assert.deepEqual(home.rows.map(({ id }) => id).sort(), ["a", "other"]);
  // Undo would take the other tab's away.
  assert.equal(home.history.past.length, 0);
  assert.ok(heard >= 2);
  home.change(home.rows.filter(({ id }) => id !== "other"), []);
  await home.ask();
  assert.deepEqual(held.rows.map(({ id }) => id), ["a"]);
});

test("an answer that says nothing new leaves everything in place", async () => {
  const { exchange } = server();
  const home = new MeasureHome("/m", exchange);
  home.change([row({})], []);
  home.history.past.push([]);
  const { rows } = home;
  await home.ask();
  assert.equal(home.rows, rows);
  assert.equal(home.history.past.length, 1);
});

test("what is changed while an answer is on its way is kept and sent next", async () => {
  const { held, exchange } = server();
  const home = new MeasureHome("/m", exchange);
  home.change([row({})], []);
  const first = home.ask();
  home.change([row({ name: "later" })], []);
  void home.ask();
  await first;
  assert.deepEqual(held.rows.map(({ name }) => name), ["later"]);
  assert.deepEqual(home.rows.map(({ name }) => name), ["later"]);
});

test("what the server refuses stays here, with its sentence, until the next change", async () => {
  const { held, exchange } = server();
  const home = new MeasureHome("/m", exchange);
  held.fails = new Refusal("At most 200.");
  home.change([row({})], []);
  await home.ask();
  assert.deepEqual([home.problem, home.rows.length, held.rows.length], ["At most 200.", 1, 0]);
  held.fails = null;
  await home.ask();
  assert.deepEqual([home.problem, held.rows.length], ["", 1]);
});

test("a server that can't be reached is told again", async (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  const { held, exchange } = server();
  const home = new MeasureHome("/m", exchange);
  held.fails = new TypeError("Failed to fetch");
  home.change([row({})], []);
  await home.ask();
  assert.notEqual(home.problem, "");
  held.fails = null;
  context.mock.timers.tick(10_000);
  await home.ask();
  assert.deepEqual([home.problem, held.rows.length], ["", 1]);
});

test("the page asks once it hears of a later change, and only then", async () => {
  const { held, asked, exchange } = server();
  const home = new MeasureHome("/m", exchange);
  await home.ask();
  const before = asked.length;
  home.heard(0);
  assert.equal(asked.length, before);
  held.revision = 4;
  home.heard(4);
  await home.ask();
  assert.ok(asked.length > before);
  assert.equal(home.revision, 4);
});

test("a page that goes sends what is new, and nothing twice", async () => {
  const { asked, exchange } = server();
  const home = new MeasureHome("/m", exchange);
  home.sendLast();
  assert.equal(asked.length, 0);
  home.change([row({})], []);
  home.sendLast();
  assert.deepEqual(asked, [{ put: [row({})], remove: [] }]);
});

test("a viewer shows what is kept once its images are there, and hands on what changes", () => {
  const data = /** @type {any} */ ({ volume: "/volumes/one.nii" });
  const home = homeOf(data);
  assert.equal(homeOf(data), home);
  assert.notEqual(homeOf(/** @type {any} */ ({ volume: "/volumes/two.nii" })), home);
  const workspace = /** @type {any} */ ({
    data,
    state: { ...firstState(), measure: "gone" },
    stage: { images: null, source: () => SOURCE },
    measures: { use: () => {} },
    redraw: () => {},
    take: (/** @type {any} */ change) => {
      workspace.state = { ...workspace.state, ...change };
      kept.change(change.measures);
    },
  });
  const kept = new KeptMeasures(workspace);
  home.rows = [row({})];
  kept.open();
  kept.settle();
  assert.equal(workspace.state.measures.length, 0);
  workspace.stage.images = {};
  kept.settle();
  assert.deepEqual([workspace.state.measures[0].index, workspace.state.measure], [3, null]);
  // What was only shown is not sent back.
  assert.equal(home.from, null);
  const adopted = workspace.state.measures;
  kept.change([]);
  assert.equal(home.rows.length, 0);
  kept.change(adopted); // undone and done again
  assert.deepEqual(home.rows, [row({})]);
  const list = [{ ...workspace.state.measures[0], name: "cyst" }];
  kept.change(list);
  assert.deepEqual([home.rows[0].name, home.from], ["cyst", list]);
  // A linked viewer that takes the same list over changes nothing.
  const { rows } = home;
  kept.change(list);
  assert.equal(home.rows, rows);
});
