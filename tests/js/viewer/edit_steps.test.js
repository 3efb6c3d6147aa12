// What can be undone, and done again.

import assert from "node:assert/strict";
import { test } from "node:test";

import { EditSteps } from "../../../dashboard/components/viewer/js/edit_steps.js";
import { painting, stroke } from "../../../dashboard/components/viewer/js/paint.js";
import { drawn, labels } from "./made_labels.js";

const NOTES = { findings: [], sliceLabels: {} };

/** @param {EditSteps} steps @param {number} z @param {number} u */
function dot(steps, z, u) {
  steps.begin("Paint");
  steps.keep(z);
  const canvas = { labels: steps.volume.write(z), width: steps.volume.width, height: steps.volume.height };
  if (stroke(canvas, [u + 0.5, 0.5], [u + 0.5, 0.5], { u: 0.4, v: 0.4 }, painting(2, false))) steps.volume.changed(z);
  return steps.end();
}

test("30 strokes are undone and done again, each on its own slice", () => {
  const line = "1".repeat(30);
  const steps = new EditSteps(labels([line], [line]), NOTES);
  for (let i = 0; i < 30; i++) dot(steps, i % 2, i);
  const painted = [0, 1].map((z) => drawn(steps.volume, z)[0]);
  assert.equal(steps.volume.countOn(0, 2) + steps.volume.countOn(1, 2), 30);
  assert.deepEqual(steps.undo()?.slices.map(({ z }) => z), [1]);
  for (let i = 0; i < 29; i++) steps.undo();
  assert.deepEqual([0, 1].map((z) => drawn(steps.volume, z)[0]), [line, line]);
  assert.equal(steps.undo(), null);
  for (let i = 0; i < 30; i++) steps.redo();
  assert.deepEqual([0, 1].map((z) => drawn(steps.volume, z)[0]), painted);
  assert.equal(steps.redo(), null);
});

test("a stroke that changes nothing is no step, and a new one ends what could be done again", () => {
  const steps = new EditSteps(labels(["111"]), NOTES);
  dot(steps, 0, 0);
  assert.equal(dot(steps, 0, 0), null);
  steps.undo();
  dot(steps, 0, 2);
  assert.equal(steps.next, null);
  assert.deepEqual(drawn(steps.volume, 0), ["112"]);
});

test("what is said of a lesion is undone with the rest", () => {
  const steps = new EditSteps(labels(["111"]), NOTES);
  steps.begin("Label a slice");
  steps.notes = { ...steps.notes, sliceLabels: { 0: "benign" } };
  assert.deepEqual(steps.end()?.slices, []);
  steps.undo();
  assert.deepEqual(steps.notes, NOTES);
  steps.redo();
  assert.deepEqual(steps.notes.sliceLabels, { 0: "benign" });
});

test("a slice is not written to outside of a step", () => {
  assert.throws(() => new EditSteps(labels(["1"]), NOTES).keep(0));
});
