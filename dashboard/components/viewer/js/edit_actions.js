// What is done to whole findings: add, describe, reject, delete, merge, split, fill between.

import { fillBetween } from "./between.js";
import { labelOf, LIVER } from "./label_volume.js";
import { painting } from "./paint.js";
import { allOf, partsOf, relabel, sideOf } from "./regions.js";

/** @import { FindingRow } from "./annotation_data.ts" */
/** @import { EditSteps } from "./edit_steps.js" */
/** @import { Editor } from "./editor.js" */
/** @import { Point } from "./projection.js" */
/** @import { Region } from "./regions.js" */
/** @import { ClassName } from "./server_data.ts" */

/** As core.annotation.MOST_FINDINGS. */
const MOST_FINDINGS = 254;
const FULL = `A series has at most ${MOST_FINDINGS} lesions.`;

/**
 * A number is never given twice, so that notes and exports mean the same lesion.
 * @param {FindingRow[]} findings
 */
const nextNumber = (findings) => Math.max(0, ...findings.map(({ number }) => number)) + 1;

/**
 * @param {number} number
 * @param {Partial<FindingRow>} like
 * @returns {FindingRow}
 */
const newFinding = (number, like = {}) => ({
  kind: "unknown",
  certainty: "possible",
  looks: "malignant",
  note: "",
  rejected: "",
  is_from_model: false,
  li_rads: {},
  ...like,
  number,
});

/**
 * @param {EditSteps} steps
 * @param {FindingRow[]} findings
 */
function setFindings(steps, findings) {
  steps.notes = { ...steps.notes, findings };
}

/** A new lesion, to be painted. @param {Editor} editor */
export function add(editor) {
  const number = nextNumber(editor.findings);
  if (number > MOST_FINDINGS) return editor.say(FULL);
  editor.step("Add a lesion", (steps) => setFindings(steps, [...editor.findings, newFinding(number)]));
  editor.choose(number);
  if (editor.tool === "pick" || editor.tool === "cut" || editor.tool === "eraser") editor.take("brush");
}

/**
 * Change what is said of the chosen lesion.
 * @param {Editor} editor
 * @param {Partial<FindingRow>} change
 */
export function describe(editor, change) {
  const { chosen } = editor;
  if (!chosen) return;
  const findings = editor.findings.map((one) => (one === chosen ? { ...one, ...change } : one));
  editor.step("Describe a lesion", (steps) => setFindings(steps, findings));
}

/** The chosen lesion's voxels are liver again. @param {Editor} editor */
export function remove(editor) {
  const { chosen } = editor;
  if (!chosen) return;
  const label = labelOf(chosen.number);
  editor.step("Delete a lesion", ({ volume, keep }) => relabel(volume, allOf(volume, label), LIVER, keep));
  editor.choose(0);
}

/**
 * Another lesion becomes part of the chosen one.
 * @param {Editor} editor
 * @param {number} other its number
 */
export function merge(editor, other) {
  const { chosen } = editor;
  if (!chosen || chosen.number === other) return;
  const [from, to] = [labelOf(other), labelOf(chosen.number)];
  editor.step("Merge lesions", ({ volume, keep }) => relabel(volume, allOf(volume, from), to, keep));
}

/**
 * The parts of the chosen lesion become lesions of their own; one that is in one piece is cut by a
 * line.
 * @param {Editor} editor
 */
export function split(editor) {
  const { chosen, steps } = editor;
  if (!chosen || !steps) return;
  const parts = partsOf(steps.volume, labelOf(chosen.number)).slice(1);
  if (!parts.length) {
    editor.take("cut");
    return editor.say(`Lesion ${chosen.number} is in one piece: draw a line through it.`);
  }
  separate(editor, chosen, parts);
}

/**
 * The smaller side of a line becomes a lesion of its own.
 * @param {Editor} editor
 * @param {Point} from image point
 * @param {Point} to
 */
export function relabelSide(editor, from, to) {
  const { chosen, steps } = editor;
  if (!steps) return;
  if (!chosen) return editor.say("Choose the lesion to cut first.");
  const side = sideOf(steps.volume, labelOf(chosen.number), from, to);
  if (!side) return editor.say(`The line does not pass through lesion ${chosen.number}.`);
  separate(editor, chosen, [side]);
}

/**
 * @param {Editor} editor
 * @param {FindingRow} chosen
 * @param {Region[]} regions
 */
function separate(editor, chosen, regions) {
  const first = nextNumber(editor.findings);
  if (first + regions.length - 1 > MOST_FINDINGS) return editor.say(FULL);
  editor.step("Split a lesion", (steps) => {
    const others = regions.map((_, i) => newFinding(first + i, { ...chosen, is_from_model: false, note: "", li_rads: {} }));
    setFindings(steps, [...editor.findings, ...others]);
    regions.forEach((region, i) => relabel(steps.volume, region, labelOf(first + i), steps.keep));
  });
  const many = regions.length > 1;
  editor.say(many ? `Lesions ${first} to ${first + regions.length - 1} are new.` : `Lesion ${first} is new.`);
}

/** Fill the slices between those that are outlined. @param {Editor} editor */
export function between(editor) {
  const { label, steps, workspace } = editor;
  const { images } = workspace.stage;
  if (label === null || !steps || !images) return editor.say("Choose a lesion first.");
  let filled = 0;
  editor.step("Fill between slices", ({ volume, keep }) => {
    const rule = painting(label, editor.onlyLiver);
    filled = fillBetween(volume, label, rule, images.stack.positions, images.raster, keep).length;
  });
  editor.say(filled ? `${filled} slice${filled > 1 ? "s" : ""} filled.` : "There is no slice to fill: paint at least two, with empty ones between them.");
}

/**
 * Label the slice in view; the same label again takes it off.
 * @param {Editor} editor
 * @param {ClassName} name
 */
export function labelSlice(editor, name) {
  const { slice } = editor.workspace.state;
  editor.step("Label a slice", (steps) => {
    const { [slice]: before, ...others } = steps.notes.sliceLabels;
    steps.notes = { ...steps.notes, sliceLabels: before === name ? others : { ...others, [slice]: name } };
  });
}

/** The HU of the chosen lesion: from the 5th to the 95th of a hundred. @param {Editor} editor */
export function rangeOfLesion(editor) {
  const { label, steps, workspace } = editor;
  const { images } = workspace.stage;
  if (label === null || !steps || !images) return editor.say("Choose a lesion first.");
  /** @type {number[]} */
  const values = [];
  for (const [z, pixels] of allOf(steps.volume, label)) {
    if (!images.volume.has(z)) continue;
    const slice = images.raster.shown(images.volume.slice(z));
    for (const i of pixels) values.push(slice[i]);
  }
  if (!values.length) return editor.say("The lesion has no voxels yet.");
  values.sort((a, b) => a - b);
  const at = (/** @type {number} */ share) => values[Math.round(share * (values.length - 1))];
  editor.range = { low: at(0.05), high: at(0.95) };
  workspace.redraw();
}
