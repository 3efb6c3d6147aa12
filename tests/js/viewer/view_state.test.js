// The state of a viewer and its parts.

import assert from "node:assert/strict";
import { test } from "node:test";

import {
  firstState,
  linkedPartOf,
  nextSlab,
  presetOf,
  sameSettings,
  sameView,
  settingsOf,
  slabText,
  thicker,
  viewOf,
  wholeWindow,
} from "../../../dashboard/components/viewer/js/view_state.js";

test("the first state has what was remembered of the tools", () => {
  const state = firstState({ ...settingsOf(firstState()), tool: "pan" });
  assert.deepEqual([state.tool, state.slice, state.zoom, state.lesion], ["pan", 0, 1, null]);
});

test("view and settings are kept apart", () => {
  const state = { ...firstState(), slice: 3, smooth: false };
  assert.deepEqual(Object.keys(viewOf(state)).sort(), [
    "coronal",
    "cross",
    "panX",
    "panY",
    "sagittal",
    "slice",
    "window",
    "zoom",
  ]);
  assert.equal(settingsOf(state).smooth, false);
  assert.equal("slice" in settingsOf(state), false);
});

test("a change of one is none of the other", () => {
  const state = firstState();
  const rough = { ...state, smooth: false };
  const moved = { ...state, panX: 1 };
  assert.deepEqual([sameView(state, rough), sameSettings(state, rough)], [true, false]);
  assert.deepEqual([sameView(state, moved), sameSettings(state, moved)], [false, true]);
});

test("linked viewers share view, settings and help", () => {
  assert.deepEqual(linkedPartOf({ slice: 1, heat: false, help: true, pointer: null, lesion: 2 }), {
    slice: 1,
    heat: false,
    help: true,
  });
  assert.deepEqual(linkedPartOf({ cursor: [1, 2] }), {});
});

test("a window is whole HU within bounds", () => {
  assert.deepEqual(wholeWindow(160.4, 99.5), { width: 160, level: 100 });
  assert.deepEqual(wholeWindow(-5, -40000), { width: 1, level: -32768 });
  assert.deepEqual(wholeWindow(70000, 40000), { width: 65536, level: 32767 });
});

test("a preset is in use while the window is its own", () => {
  const presets = [
    { name: "Liver", width: 160, level: 100 },
    { name: "Abdomen", width: 400, level: 40 },
  ];
  assert.equal(presetOf(presets, { width: 400, level: 40 }), 1);
  assert.equal(presetOf(presets, { width: 400, level: 41 }), -1);
});

test("slabs: each kind, then none; the first thickness comes with a kind", () => {
  /** @type {import("../../../dashboard/components/viewer/js/view_state.js").State} */
  let state = firstState();
  const kinds = [1, 2, 3, 4].map(() => {
    state = { ...state, ...nextSlab(state) };
    return slabText(state);
  });
  assert.deepEqual(kinds, ["MIP 10 mm", "MinIP 10 mm", "Mean 10 mm", ""]);
  assert.deepEqual(thicker(state, 1), { slab: "mip", slabMm: 10 });
  assert.deepEqual(thicker({ slab: "mean", slabMm: 10 }, 1), { slab: "mean", slabMm: 15 });
  assert.deepEqual(thicker({ slab: "mean", slabMm: 5 }, -1), { slab: "mean", slabMm: 5 });
  assert.deepEqual(thicker({ slab: "mean", slabMm: 50 }, 1), { slab: "mean", slabMm: 50 });
});
