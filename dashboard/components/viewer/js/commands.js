// Every command with its key: the one list behind the keyboard, the toolbar's titles and the help.

import { movedThreshold, THRESHOLD_STEP } from "./heat_table.js";
import { saveMeasures } from "./measure_export.js";
import { cineRate, nextSlab, thicker } from "./view_state.js";

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
  first: command("Home", ["Home"], "First slice", (w) => w.planes.goToEnd(-1)),
  last: command("End", ["End"], "Last slice", (w) => w.planes.goToEnd(1)),
  cine: command("Space", [" "], "Run through the slices, or stop", (w) => w.toggle("cine")),
  slower: command(",", [","], "Run slower", (w) => w.set(cineRate(w.state, 0.8))),
  faster: command(".", ["."], "Run faster", (w) => w.set(cineRate(w.state, 1.25))),
  suspicious: command("S", ["s"], "Most suspicious slice", (w) => w.goToMostSuspicious()),
  nextLesion: command("L", ["l"], "Next lesion (with Shift: previous)", (w, event) =>
    w.lesions.step(event.shiftKey ? -1 : 1),
  ),
  layout: command("V", ["v"], "One, two or four panes", (w) => w.planes.nextLayout()),
  plane: command("O", ["o"], "Axial, coronal, sagittal or 3-D, large", (w) =>
    w.planes.nextPlane(),
  ),
  volume: command("0", ["0"], "3-D view", (w) => w.planes.showVolume()),
  slab: command("U", ["u"], "Slab: MIP, MinIP, mean or none", (w) => w.set(nextSlab(w.state))),
  thinner: command("[", ["["], "Thinner slab", (w) => w.set(thicker(w.state, -1))),
  thicker: command("]", ["]"], "Thicker slab", (w) => w.set(thicker(w.state, 1))),
  window: command("W", ["w"], "Window tool: drag right for width, down for level", (w) =>
    w.set({ tool: "window" }),
  ),
  pan: command("P", ["p"], "Pan tool", (w) => w.set({ tool: "pan" })),
  cross: command("X", ["x"], "Cross-hair tool: drag to where the planes meet", (w) =>
    w.set({ tool: "cross" }),
  ),
  ruler: command("M", ["m"], "Ruler: drag from end to end", (w) => w.set({ tool: "ruler" })),
  diameters: command("G", ["g"], "Long and short diameter: drag the long one", (w) =>
    w.set({ tool: "diameters" }),
  ),
  angle: command("A", ["a"], "Angle: drag an arm, then move its third point", (w) =>
    w.set({ tool: "angle" }),
  ),
  ellipse: command("E", ["e"], "Ellipse: mean, SD, range and area", (w) =>
    w.set({ tool: "ellipse" }),
  ),
  rectangle: command("Q", ["q"], "Rectangle: mean, SD, range and area", (w) =>
    w.set({ tool: "rectangle" }),
  ),
  freehand: command("J", ["j"], "Freehand region: mean, SD, range and area", (w) =>
    w.set({ tool: "freehand" }),
  ),
  probe: command("Y", ["y"], "Point: HU of a pixel", (w) => w.set({ tool: "probe" })),
  nextMeasure: command(";", [";"], "Next measurement", (w) => w.measures.next(1)),
  removeRuler: command("Del", ["Delete", "Backspace"], "Remove the chosen or last measurement", (w) =>
    w.measures.removeHere(w.state.plane),
  ),
  rename: command("F2", ["F2"], "Name the chosen measurement", (w) => w.renameMeasure()),
  undo: command("Ctrl Z", ["ctrl z"], "Undo a measurement", (w) => w.measures.undo()),
  redo: command("Ctrl Shift Z", ["ctrl shift z", "ctrl y"], "Redo a measurement", (w) =>
    w.measures.redo(),
  ),
  saveJson: command("Ctrl S", ["ctrl s"], "Save the measurements as JSON", (w) =>
    void saveMeasures(w, "json"),
  ),
  saveCsv: command("Ctrl Shift S", ["ctrl shift s"], "Save the measurements as CSV", (w) =>
    void saveMeasures(w, "csv"),
  ),
  zoomIn: command("+", ["+", "="], "Zoom in", (w) => w.zoom(1.25)),
  zoomOut: command("−", ["-"], "Zoom out", (w) => w.zoom(0.8)),
  reset: command("R", ["r"], "Reset window, zoom, pan and slab", (w) => w.reset()),
  invert: command("B", ["b"], "Swap black and white", (w) => w.toggle("invert")),
  smooth: command("I", ["i"], "Smooth or plain pixels", (w) => w.toggle("smooth")),
  calm: command("Z", ["z"], "Smooth the noise of a sharp kernel", (w) => w.toggle("calm")),
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
  edit: command("F4", ["F4"], "Correct the outlines, or stop", (w) => w.editor.toggle()),
  panel: command("F", ["f"], "Findings panel", (w) => w.toggle("panel")),
  link: command("/", ["/"], "Both examinations move as one, or each by itself", (w) =>
    w.toggle("linked"),
  ),
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
  ["Left drag", "The tool: window, pan, cross-hair or a measurement"],
  ["Double click", "One of several panes alone, or all again"],
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
 * @param {{ctrl?: boolean, shift?: boolean}} held Shift counts only together with Ctrl
 */
export function commandOfKey(key, { ctrl = false, shift = false } = {}) {
  const name = key.length === 1 ? key.toLowerCase() : key;
  return BY_KEY.get(ctrl ? `ctrl ${shift ? "shift " : ""}${name}` : name);
}

/**
 * Index of the window preset that a digit key stands for, -1 for other keys.
 * @param {string} key
 */
export function presetOfKey(key) {
  return /^[1-9]$/.test(key) ? Number(key) - 1 : -1;
}
