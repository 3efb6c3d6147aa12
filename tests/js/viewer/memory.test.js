// What a viewer finds when it comes back to the page.

import assert from "node:assert/strict";
import { test } from "node:test";

import * as memory from "../../../dashboard/components/viewer/js/memory.js";
import {
  firstState,
  settingsOf,
  viewOf,
} from "../../../dashboard/components/viewer/js/view_state.js";
import { Volume } from "../../../dashboard/components/viewer/js/volume.js";
import { niftiFile } from "./made_volume.js";

/** @param {string} url @param {number} bytes */
function volume(url, bytes) {
  const made = new Volume(url, niftiFile({ size: [1, 1, 1], voxels: [7] }));
  Object.defineProperty(made, "voxels", { value: { byteLength: bytes } });
  return made;
}

test("a volume is kept until newer ones need its room", () => {
  const first = volume("/first", 150e6);
  memory.keepVolume(first);
  assert.equal(memory.recallVolume("/first"), first);
  assert.equal(memory.recallVolume("/never"), undefined);
  // More than 400 MB together: the oldest goes, but a viewer that still shows it finds it again.
  memory.keepVolume(volume("/second", 150e6));
  memory.keepVolume(volume("/third", 150e6));
  assert.equal(memory.recallVolume("/first"), first);
});

test("one volume is kept, however large", () => {
  const large = volume("/large", 900e6);
  memory.keepVolume(large);
  assert.equal(memory.recallVolume("/large"), large);
});

test("a view is kept for each volume in each viewer", () => {
  const view = { ...viewOf(firstState()), slice: 12 };
  memory.keepView("review", "/ct", view);
  assert.equal(memory.recallView("review", "/ct"), view);
  assert.equal(memory.recallView("explain", "/ct"), undefined);
  assert.equal(memory.recallView("review", "/other"), undefined);
});

test("of many views the ones kept longest ago are forgotten", () => {
  const view = viewOf(firstState());
  for (let i = 0; i <= 60; i++) memory.keepView("review", `/ct${i}`, view);
  assert.equal(memory.recallView("review", "/ct0"), undefined);
  assert.equal(memory.recallView("review", "/ct1"), view);
});

test("tools and the last jump are kept for each viewer", () => {
  const settings = { ...settingsOf(firstState()), smooth: false };
  memory.keepSettings("review", settings);
  memory.keepNonce("review", 3);
  assert.equal(memory.recallSettings("review"), settings);
  assert.equal(memory.recallNonce("review"), 3);
  assert.equal(memory.recallSettings("explain"), undefined);
  assert.equal(memory.recallNonce("explain"), undefined);
});
