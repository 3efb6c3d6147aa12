// What a hand does while outlines are edited: tools, drags, actions on whole lesions.

import assert from "node:assert/strict";
import { test } from "node:test";

import * as actions from "../../../dashboard/components/viewer/js/edit_actions.js";
import { EDIT_COMMANDS, editCommandOfKey } from "../../../dashboard/components/viewer/js/edit_commands.js";
import { editDrag } from "../../../dashboard/components/viewer/js/edit_drags.js";
import { volumeText } from "../../../dashboard/components/viewer/js/edit_list.js";
import { restore } from "../../../dashboard/components/viewer/js/edit_versions.js";
import { EditSteps } from "../../../dashboard/components/viewer/js/edit_steps.js";
import { Editor } from "../../../dashboard/components/viewer/js/editor.js";
import { HOME, firstState } from "../../../dashboard/components/viewer/js/view_state.js";
import { Projection } from "../../../dashboard/components/viewer/js/projection.js";
import { drawn, labels } from "./made_labels.js";

/** 10 px of the screen for each pixel of 1 mm. */
const RASTER = { width: 7, height: 3, columnMm: 1, rowMm: 1 };
const PROJECTION = new Projection(RASTER, HOME, { width: 70, height: 30 });
/** HU of a pixel: ten times its column. */
const HU = Int16Array.from({ length: 21 }, (_, i) => 10 * (i % 7));

/** @param {string[][]} slices labels 2 and up are findings of the model */
function editorOn(...slices) {
  const volume = labels(...slices);
  const numbers = [...new Set(slices.flat().join(""))].map(Number).filter((value) => value > 1);
  const findings = numbers.map((label) => ({
    number: label - 1, kind: "unknown", certainty: "possible", looks: "malignant", note: "", rejected: "",
    is_from_model: true, li_rads: {},
  }));
  const steps = new EditSteps(volume, /** @type {any} */ ({ findings, sliceLabels: {} }));
  const workspace = /** @type {any} */ ({
    data: { annotation: {}, labels: { codes: {} } },
    state: { ...firstState(), slice: 0 },
    /** @param {any} change */
    set(change) {
      Object.assign(this.state, change);
    },
    redraw() {},
    stage: {
      projection: () => PROJECTION,
      source: () => ({ measured: () => HU }),
      images: {
        stack: { positions: slices.map((_, z) => z) },
        raster: { ...RASTER, shown: (/** @type {any} */ slice) => slice },
        volume: { has: () => true, slice: () => HU },
      },
      layers: {},
    },
  });
  const editor = new Editor(workspace);
  /** @type {unknown[]} */
  const told = [];
  editor.home = /** @type {any} */ ({ steps, stepped: (/** @type {unknown} */ step) => step && told.push(step) });
  editor.sizeMm = 1;
  return { editor, volume, told, workspace };
}

/** @param {Editor} editor @param {[number, number][]} points image points */
function drag(editor, points, isTaking = false) {
  const at = (/** @type {[number, number]} */ point) => PROJECTION.toScreen(point);
  const one = editDrag(editor, PROJECTION, at(points[0]), isTaking);
  for (const point of points.slice(1)) one.move(at(point));
  one.end();
}

test("with nothing chosen a press chooses the lesion under it, and says what to do where there is none", () => {
  const { editor, volume } = editorOn(["1111111", "1122111", "1111111"]);
  editor.take("eraser");
  drag(editor, [[0.5, 0.5]]);
  assert.match(editor.message, /Choose a lesion/);
  drag(editor, [[2.5, 1.5]]);
  assert.equal(editor.chosen?.number, 1);
  assert.deepEqual(drawn(volume, 0), ["1111111", "1112111", "1111111"]);
});

test("a stroke is one step, on its slice alone, and goes to the server once", () => {
  const { editor, volume, told } = editorOn(["1111111", "1122111", "1111111"], ["1111111", "1111111", "1111111"]);
  editor.choose(1);
  editor.take("brush");
  drag(editor, [[2.5, 0.5], [3.5, 0.5], [4.5, 0.5]]);
  assert.deepEqual(drawn(volume, 0), ["1122211", "1122111", "1111111"]);
  assert.deepEqual([told.length, volume.version(1)], [1, 1]);
  drag(editor, [[2.5, 0.5]], true);
  assert.deepEqual(drawn(volume, 0)[0], "1112211");
  editor.undo();
  editor.undo();
  assert.deepEqual([drawn(volume, 0)[0], told.length], ["1111111", 4]);
});

test("a wheel in the middle of a stroke draws no line from slice to slice", () => {
  const { editor, volume, workspace } = editorOn(["1111111", "1122111", "1111111"], ["1111111", "1111111", "1111111"]);
  editor.choose(1);
  editor.take("brush");
  const one = editDrag(editor, PROJECTION, PROJECTION.toScreen([0.5, 0.5]), false);
  workspace.state.slice = 1;
  one.move(PROJECTION.toScreen([4.5, 0.5]));
  one.end();
  assert.deepEqual([drawn(volume, 0)[0], drawn(volume, 1)[0]], ["2111111", "1111211"]);
  editor.undo();
  assert.deepEqual([drawn(volume, 0)[0], drawn(volume, 1)[0]], ["1111111", "1111111"]);
});

test("in MR the brush by value begins with the second window, and again in each series", () => {
  const { editor, workspace } = editorOn(["1111111", "1122111", "1111111"]);
  workspace.data = { unit: "", presets: [{ width: 900, level: 500 }, { width: 300, level: 450 }] };
  editor.open();
  assert.deepEqual(editor.range, { low: 300, high: 600 });
  editor.range = { low: 1, high: 2 };
  editor.open();
  assert.deepEqual(editor.range, { low: 300, high: 600 });
  workspace.data = { presets: [] };
  editor.open();
  assert.deepEqual(editor.range, { low: 0, high: 80 });
  editor.range = { low: 20, high: 30 };
  editor.open();
  assert.deepEqual(editor.range, { low: 20, high: 30 });
});

test("the brush by HU takes only what lies in its range, which a lesion can give", () => {
  const { editor, volume } = editorOn(["1111111", "1122111", "1111111"]);
  editor.choose(1);
  actions.rangeOfLesion(editor);
  assert.deepEqual(editor.range, { low: 20, high: 30 });
  editor.take("threshold");
  drag(editor, [[0.5, 0.5], [6.5, 0.5]]);
  assert.deepEqual(drawn(volume, 0)[0], "1122111");
});

test("a polygon by clicks is closed on its first corner; drawn in one go, where the hand lets go", () => {
  const { editor, volume } = editorOn(["1111111", "1122111", "1111111"]);
  editor.choose(1);
  editor.take("polygon");
  for (const corner of /** @type {[number, number][]} */ ([[3, 0], [6, 0], [6, 1.4], [3, 1.4]])) drag(editor, [corner]);
  assert.equal(editor.drawn.length, 4);
  drag(editor, [[3.1, 0.1]]);
  assert.deepEqual([drawn(volume, 0)[0], editor.drawn], ["1112221", []]);
  drag(editor, [[0, 2], [2, 2], [2, 3], [0, 3]]);
  assert.deepEqual(drawn(volume, 0)[2], "2211111");
});

test("a lesion in two parts is split by a key, one in one piece by a line", () => {
  const { editor, volume } = editorOn(["2211122", "2211111", "1111111"]);
  editor.choose(1);
  actions.split(editor);
  assert.deepEqual(drawn(volume, 0), ["2211133", "2211111", "1111111"]);
  assert.deepEqual(editor.findings.map(({ number, is_from_model }) => [number, is_from_model]), [[1, true], [2, false]]);
  actions.split(editor);
  assert.equal(editor.tool, "cut");
  drag(editor, [[1, -1], [1, 4]]);
  assert.deepEqual(drawn(volume, 0), ["4211133", "4211111", "1111111"]);
  drag(editor, [[6, -1], [6, 0.5]]);
  assert.match(editor.message, /does not pass through lesion 1/);
});

test("merge, delete, and a number is never given twice", () => {
  const { editor, volume } = editorOn(["2233111", "1111111", "1111111"]);
  editor.choose(1);
  actions.merge(editor, 2);
  assert.equal(drawn(volume, 0)[0], "2222111");
  actions.remove(editor);
  assert.deepEqual([drawn(volume, 0)[0], editor.chosen], ["1111111", null]);
  actions.add(editor);
  assert.deepEqual([editor.chosen?.number, editor.chosen?.is_from_model, editor.tool], [3, false, "brush"]);
});

test("a lesion is described and rejected, and a slice labelled and not", () => {
  const { editor } = editorOn(["2233111", "1111111", "1111111"]);
  editor.choose(2);
  actions.describe(editor, { kind: "cyst" });
  actions.describe(editor, { rejected: "vessel" });
  assert.deepEqual([editor.chosen?.kind, editor.chosen?.rejected], ["cyst", "vessel"]);
  assert.equal(editor.findings[0].kind, "unknown");
  editor.undo();
  assert.equal(editor.chosen?.rejected, "");
  actions.labelSlice(editor, "benign");
  assert.deepEqual(editor.steps?.notes.sliceLabels, { 0: "benign" });
  actions.labelSlice(editor, "benign");
  assert.deepEqual(editor.steps?.notes.sliceLabels, {});
});

test("the liver is painted where nothing is, and a lesion is never taken from", () => {
  const { editor, volume } = editorOn(["..12...", ".......", "......."]);
  editor.chooseLiver();
  editor.take("brush");
  drag(editor, [[0.5, 0.5], [4.5, 0.5]]);
  assert.equal(drawn(volume, 0)[0], "11121..");
  editor.take("eraser");
  drag(editor, [[0.5, 0.5], [6.5, 0.5]]);
  assert.equal(drawn(volume, 0)[0], "...2...");
});

test("filling says how many slices it filled, and what is missing where it filled none", () => {
  const block = ["1111111", "1122211", "1111111"];
  const none = ["1111111", "1111111", "1111111"];
  const { editor, volume } = editorOn(block, none, block);
  editor.choose(1);
  actions.between(editor);
  assert.deepEqual([drawn(volume, 1), editor.message], [block, "1 slice filled."]);
  actions.between(editor);
  assert.match(editor.message, /no slice to fill/);
});

test("the way back to a version is a step like any other, and gives no number away", () => {
  const { editor, volume, told } = editorOn(["1233111", "1111111", "1111111"], ["1111111", "1111111", "1111111"]);
  const [first] = editor.findings;
  const outlines = /** @type {any} */ ({ slices: { 0: [1, 20, 2, 1] }, findings: [first], slice_labels: { 1: "benign" } });
  restore(editor, outlines, "Version 1");
  assert.deepEqual(drawn(volume, 0), ["1111111", "1111111", "1111112"]);
  assert.deepEqual(drawn(volume, 1)[0], ".......");
  assert.deepEqual([editor.findings.map(({ number }) => number), told.length], [[1, 2], 1]);
  editor.undo();
  assert.deepEqual([drawn(volume, 0)[0], drawn(volume, 1)[0]], ["1233111", "1111111"]);
  assert.deepEqual(editor.steps?.notes.sliceLabels, {});
});

test("every command of editing has a key of its own", () => {
  const keys = Object.values(EDIT_COMMANDS).flatMap((one) => one.keys);
  assert.equal(new Set(keys).size, keys.length);
  assert.equal(editCommandOfKey("B"), EDIT_COMMANDS.brush);
  assert.equal(editCommandOfKey("z", { ctrl: true, shift: true }), EDIT_COMMANDS.redo);
  assert.equal(editCommandOfKey("w"), undefined);
});

test("volumes have the digits of the tables", () => {
  const found = [0, 0.004, 0.04, 0.99, 0.996, 3.21, 99.9, 99.96, 1480.4].map(volumeText);
  assert.deepEqual(found, [
    "0.00 mL", "< 0.01 mL", "0.04 mL", "0.99 mL", "1.0 mL", "3.2 mL", "99.9 mL", "100 mL", "1,480 mL",
  ]);
});
