// Every command with its key: the one list behind the keyboard, the toolbar's titles and the help.

import { movedThreshold, THRESHOLD_STEP } from "./heat_table.js";

/** @import { Workspace } from "./workspace.js" */

/** @typedef {Pick<KeyboardEvent | MouseEvent, "shiftKey">} Modifiers */
/**
 * @typedef {object} Command
 * @property {string} key as written in help and titles
 * @property {string[]} keys as KeyboardEvent.key reports them, lower case for letters
 * @property {string} hint
 * @property {(workspace: Workspace, event: Modifiers) => void} run
 */

export const COMMANDS = {
  up: command("↑ →", ["ArrowUp", "ArrowRight"], "One slice towards the head", (w) =>
    w.scroll(1),
  ),
  down: command("↓ ←", ["ArrowDown", "ArrowLeft"], "One slice towards the feet", (w) =>
    w.scroll(-1),
  ),
  tenUp: command("Page Up", ["PageUp"], "Ten slices towards the head", (w) => w.scroll(10)),
  tenDown: command("Page Down", ["PageDown"], "Ten slices towards the feet", (w) => w.scroll(-10)),
  first: command("Home", ["Home"], "First slice", (w) => w.goTo(0)),
  last: command("End", ["End"], "Last slice", (w) => w.goTo(Infinity)),
  suspicious: command("S", ["s"], "Most suspicious slice", (w) => w.goToMostSuspicious()),
  nextLesion: command("L", ["l"], "Next lesion (with Shift: previous)", (w, event) =>
    w.lesions.step(event.shiftKey ? -1 : 1),
  ),
  window: command("W", ["w"], "Window tool: drag right for width, down for level", (w) =>
    w.set({ tool: "window" }),
  ),
  pan: command("P", ["p"], "Pan tool", (w) => w.set({ tool: "pan" })),
  ruler: command("M", ["m"], "Ruler tool: drag to measure in mm", (w) => w.set({ tool: "ruler" })),
  removeRuler: command("Del", ["Delete", "Backspace"], "Remove the last ruler on this slice", (w) =>
    w.removeRuler(),
  ),
  zoomIn: command("+", ["+", "="], "Zoom in", (w) => w.zoom(1.25)),
  zoomOut: command("−", ["-"], "Zoom out", (w) => w.zoom(0.8)),
  reset: command("R", ["r"], "Reset window, zoom and pan", (w) => w.reset()),
  smooth: command("I", ["i"], "Smooth or plain pixels", (w) => w.toggle("smooth")),
  contours: command("C", ["c"], "Outlines of liver and lesions", (w) => w.toggle("contours")),
  numbers: command("N", ["n"], "Lesion numbers", (w) => w.toggle("numbers")),
  heat: command("H", ["h"], "Heatmap", (w) => w.toggle("heat")),
  heatContour: command("K", ["k"], "Edge of the heatmap", (w) => w.toggle("heatContour")),
  heatMagnitude: command("D", ["d"], "Heatmap with its sign, or its size alone", (w) =>
    w.toggle("heatMagnitude"),
  ),
  heatThreshold: command("T", ["t"], "Heatmap threshold up (with Shift: down)", (w, event) => {
    const step = event.shiftKey ? -THRESHOLD_STEP : THRESHOLD_STEP;
    w.set({ heatThreshold: movedThreshold(w.state.heatThreshold, step), heat: true });
  }),
  panel: command("F", ["f"], "Findings panel", (w) => w.toggle("panel")),
  help: command("?", ["?"], "This list", (w) => w.toggle("help")),
};

/** @typedef {keyof typeof COMMANDS} CommandName */

/**
 * @param {string} key
 * @param {string[]} keys
 * @param {string} hint
 * @param {Command["run"]} run
 * @returns {Command}
 */
function command(key, keys, hint, run) {
  return { key, keys, hint, run };
}

/**
 * What the mouse does, for the help.
 * @type {[gesture: string, hint: string][]}
 */
export const MOUSE = [
  ["Wheel", "One notch, one slice"],
  ["Left drag", "The tool: window, pan or ruler"],
  ["Right drag, Ctrl + wheel", "Zoom"],
  ["Middle drag, Shift + drag", "Pan"],
  ["Strip", "Click or drag to a slice"],
  ["Lesion row", "Click to go to its largest slice, where it is marked"],
];

const BY_KEY = new Map(
  Object.values(COMMANDS).flatMap((one) =>
    one.keys.map((key) => /** @type {[string, Command]} */ ([key, one])),
  ),
);

/**
 * The command of a key as KeyboardEvent.key reports it; letters in either case.
 * @param {string} key
 */
export function commandOfKey(key) {
  return BY_KEY.get(key.length === 1 ? key.toLowerCase() : key);
}

/**
 * Index of the window preset that a digit key stands for, -1 for other keys.
 * @param {string} key
 */
export function presetOfKey(key) {
  return /^[1-9]$/.test(key) ? Number(key) - 1 : -1;
}
