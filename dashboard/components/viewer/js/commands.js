// Every command with its key: the one list behind the keyboard, the toolbar's titles and the help.

import { moveThreshold, STEP } from "./heat_table.js";

/**
 * {key, keys, says, run(workspace)}: `key` as written in help and titles, `keys` as
 * KeyboardEvent.key reports them, lower case for letters.
 */
export const COMMANDS = {
  up: command("↑ →", ["ArrowUp", "ArrowRight"], "One slice towards the head", (w) => w.scroll(1)),
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
  heatThreshold: command("T", ["t"], "Heatmap from a higher value on (with Shift: lower)", (w, event) =>
    moveThreshold(w, event.shiftKey ? -STEP : STEP),
  ),
  panel: command("F", ["f"], "Findings panel", (w) => w.toggle("panel")),
  help: command("?", ["?"], "This list", (w) => w.toggle("help")),
};

function command(key, keys, says, run) {
  return { key, keys, says, run };
}

/** What the mouse does, for the help. */
export const MOUSE = [
  ["Wheel", "One notch, one slice"],
  ["Left drag", "The tool: window, pan or ruler"],
  ["Right drag, Ctrl + wheel", "Zoom"],
  ["Middle drag, Shift + drag", "Pan"],
  ["Strip", "Click or drag to a slice"],
  ["Lesion row", "Click to its largest slice, where it is marked"],
];

const BY_KEY = new Map(
  Object.values(COMMANDS).flatMap((one) => one.keys.map((key) => [key, one])),
);

/** Elements that use the arrow keys themselves. */
const ARROW_USERS =
  "input[type=radio], input[type=range], [role=slider]:not(.strip), [role=combobox], [role=listbox], [role=option], " +
  "[role=tab], [role=menu], [role=menuitem], [role=spinbutton], [role=grid]";
const ARROWS = /^(Arrow|Page|Home|End)/;

/**
 * Listen for keys on the whole page, before Streamlit does (which would rerun on R).
 * @returns function that stops listening.
 */
export function listenForKeys(workspace) {
  const onKey = (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const target = event.composedPath()[0];
    if (isTyping(target) || !workspace.hearsKeys()) return;
    if (event.key === "Escape") {
      if (workspace.escape()) swallow(event);
      return;
    }
    if (ARROWS.test(event.key) && target.closest?.(ARROW_USERS)) return;
    const preset = /^[1-9]$/.test(event.key) ? Number(event.key) - 1 : -1;
    const found = BY_KEY.get(event.key.length === 1 ? event.key.toLowerCase() : event.key);
    if (preset >= 0) workspace.usePreset(preset);
    else if (found) found.run(workspace, event);
    else return;
    swallow(event);
  };
  window.addEventListener("keydown", onKey, { capture: true });
  return () => window.removeEventListener("keydown", onKey, { capture: true });
}

function isTyping(target) {
  if (!(target instanceof Element)) return false;
  if (target.closest("textarea, select, [contenteditable=true]")) return true;
  const input = target.closest("input");
  return Boolean(input) && !["checkbox", "radio", "range", "button"].includes(input.type);
}

function swallow(event) {
  event.preventDefault();
  event.stopImmediatePropagation();
}
