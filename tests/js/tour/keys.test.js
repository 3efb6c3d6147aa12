// Keys of the tour: which press a button, and which are left to what has the focus.

import assert from "node:assert/strict";
import { test } from "node:test";

import { stepOf } from "../../../dashboard/components/tour/js/keys.js";

/** @param {string} key */
function plain(key, held = {}) {
  return { key, ctrlKey: false, altKey: false, metaKey: false, shiftKey: false, ...held };
}

test("in the panel, arrows, letters, a remote control and Escape", () => {
  for (const key of ["ArrowRight", "n", "N", "PageDown"]) {
    assert.equal(stepOf(plain(key), "panel"), "next", key);
  }
  for (const key of ["ArrowLeft", "p", "PageUp"]) {
    assert.equal(stepOf(plain(key), "panel"), "back", key);
  }
  assert.equal(stepOf(plain("Escape"), "panel"), "end");
  for (const key of ["ArrowUp", " ", "Enter", "Tab", "x"]) {
    assert.equal(stepOf(plain(key), "panel"), null, key);
  }
});

test("where nothing has the focus, a page can still be scrolled", () => {
  assert.equal(stepOf(plain("ArrowRight"), "nowhere"), "next");
  assert.equal(stepOf(plain("PageDown"), "nowhere"), null);
});

test("what has the focus elsewhere keeps its keys; Ctrl and an arrow always lead on", () => {
  for (const key of ["ArrowRight", "n", "PageDown"]) {
    assert.equal(stepOf(plain(key), "elsewhere"), null, key);
  }
  assert.equal(stepOf(plain("Escape"), "elsewhere"), "end");
  assert.equal(stepOf(plain("ArrowRight", { ctrlKey: true }), "elsewhere"), "next");
  assert.equal(stepOf(plain("ArrowLeft", { ctrlKey: true }), "elsewhere"), "back");
});

test("shortcuts of the browser are none of ours", () => {
  assert.equal(stepOf(plain("n", { ctrlKey: true }), "panel"), null);
  assert.equal(stepOf(plain("ArrowLeft", { altKey: true }), "panel"), null);
  assert.equal(stepOf(plain("ArrowRight", { metaKey: true }), "panel"), null);
  assert.equal(stepOf(plain("N", { shiftKey: true }), "panel"), null);
});
