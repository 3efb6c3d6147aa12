// Every command of editing with its key: they go before those of `commands.js` while outlines are
// edited.

import { add, between, rangeOfLesion, remove, split } from "./edit_actions.js";
import { closePolygon } from "./edit_drags.js";

/** @import { Editor, EditTool } from "./editor.js" */

/**
 * `once`: a key that is held runs it once.
 * @typedef {{key: string, keys: string[], hint: string, run: (editor: Editor) => void, once?: boolean}} EditCommand
 */

export const EDIT_COMMANDS = {
  pick: tool("V", "v", "pick", "Choose a lesion by a click on the image"),
  brush: tool("B", "b", "brush", "Brush: add to the chosen lesion (with Alt: take away)"),
  eraser: tool("E", "e", "eraser", "Eraser: take from the chosen lesion"),
  threshold: tool("T", "t", "threshold", "Brush that paints only pixels within a range of values"),
  polygon: tool("P", "p", "polygon", "Polygon: click its corners, or draw round the edge (with Alt: take away)"),
  cut: tool("X", "x", "cut", "Cut: a line through the chosen lesion makes two"),
  smaller: command("[", ["["], "Smaller brush", (e) => e.setSize(e.sizeMm - stepOf(e.sizeMm))),
  larger: command("]", ["]"], "Larger brush", (e) => e.setSize(e.sizeMm + stepOf(e.sizeMm))),
  close: command("Enter", ["Enter"], "Close the polygon", (e) => closePolygon(e)),
  between: command("F", ["f"], "Fill the slices between those that are outlined", between),
  split: command("Y", ["y"], "Split the chosen lesion into its parts", split),
  add: { ...command("N", ["n"], "Add a lesion", add), once: true },
  remove: command("Del", ["Delete", "Backspace"], "Delete the chosen lesion", remove),
  liver: command("K", ["k"], "Edit the liver itself", (e) => e.chooseLiver()),
  onlyLiver: command("O", ["o"], "Paint only over liver", (e) => {
    e.onlyLiver = !e.onlyLiver;
    e.workspace.redraw();
  }),
  range: command("H", ["h"], "Take the range of values from the chosen lesion", rangeOfLesion),
  model: command("M", ["m"], "The model's own outlines, or yours", (e) => {
    e.showsModel = !e.showsModel;
    e.workspace.redraw();
  }),
  undo: command("Ctrl Z", ["ctrl z"], "Undo", (e) => e.undo()),
  redo: command("Ctrl Shift Z", ["ctrl shift z", "ctrl y"], "Redo", (e) => e.redo()),
};

/** @typedef {keyof typeof EDIT_COMMANDS} EditCommandName */

/** @param {number} mm of the brush */
const stepOf = (mm) => (mm >= 20 ? 5 : mm >= 8 ? 2 : 1);

/**
 * @param {string} key as written
 * @param {string[]} keys as KeyboardEvent.key reports them, lower case for letters
 * @param {string} hint
 * @param {EditCommand["run"]} run
 * @returns {EditCommand}
 */
function command(key, keys, hint, run) {
  return { key, keys, hint, run };
}

/**
 * @param {string} key
 * @param {string} reported
 * @param {EditTool} name
 * @param {string} hint
 */
function tool(key, reported, name, hint) {
  return command(key, [reported], hint, (editor) => editor.take(name));
}

const BY_KEY = new Map(
  Object.values(EDIT_COMMANDS).flatMap((one) =>
    one.keys.map((key) => /** @type {[string, EditCommand]} */ ([key, one])),
  ),
);

/**
 * @param {string} key as KeyboardEvent.key reports it
 * @param {{ctrl?: boolean, shift?: boolean}} held Shift counts only together with Ctrl
 */
export function editCommandOfKey(key, { ctrl = false, shift = false } = {}) {
  const name = key.length === 1 ? key.toLowerCase() : key;
  return BY_KEY.get(ctrl ? `ctrl ${shift ? "shift " : ""}${name}` : name);
}
