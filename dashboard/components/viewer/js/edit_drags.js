// What a drag over the axial image does while outlines are edited.

import { erasing, fillPolygon, painting, stroke } from "./paint.js";
import { numberOf } from "./label_volume.js";
import { relabelSide } from "./edit_actions.js";

/** @import { Drag } from "./drags.js" */
/** @import { Editor } from "./editor.js" */
/** @import { Canvas, Rule } from "./paint.js" */
/** @import { Point, Projection } from "./projection.js" */

/** A press that moves less than this is a click, px. */
const CLICK_PIXELS = 4;
/** A polygon is closed by a click so near its first corner, px. */
const CLOSE_PIXELS = 10;
const CHOOSE_FIRST = "Choose a lesion on the image or in the list, or add one (N).";

/**
 * @param {Editor} editor
 * @param {Projection} projection
 * @param {Point} from on the screen
 * @param {boolean} isTaking whether Alt is held: brush and polygon take away
 * @returns {Drag}
 */
export function editDrag(editor, projection, from, isTaking) {
  if (!editor.steps) return nothing;
  if (editor.tool === "cut") return cutDrag(editor, projection, from);
  if (editor.tool !== "pick" && editor.label === null) chooseAt(editor, projection.toImage(from));
  if (editor.tool === "pick") {
    chooseAt(editor, projection.toImage(from));
    return nothing;
  }
  if (editor.label === null) {
    editor.say(CHOOSE_FIRST);
    return nothing;
  }
  if (editor.tool === "polygon") return polygonDrag(editor, projection, from, isTaking);
  return brushDrag(editor, projection, from, isTaking || editor.tool === "eraser");
}

/** @type {Drag} */
const nothing = { name: "edit", move() {}, end() {} };

/**
 * The finding under an image point.
 * @param {Editor} editor
 * @param {Point} image
 */
function chooseAt(editor, [u, v]) {
  const { steps } = editor;
  if (!steps) return;
  const { width, height } = steps.volume;
  const [column, row] = [Math.floor(u), Math.floor(v)];
  if (column < 0 || row < 0 || column >= width || row >= height) return;
  const label = steps.volume.read(editor.workspace.state.slice)[row * width + column];
  editor.choose(numberOf(label));
}

/**
 * @param {Editor} editor
 * @param {boolean} isTaking
 * @returns {Rule}
 */
function ruleOf(editor, isTaking) {
  const label = /** @type {number} */ (editor.label);
  return isTaking ? erasing(label) : painting(label, editor.onlyLiver);
}

/**
 * @param {Editor} editor
 * @param {number} z
 * @returns {Canvas}
 */
function canvasOf(editor, z) {
  const { volume } = /** @type {NonNullable<Editor["steps"]>} */ (editor.steps);
  return { labels: volume.write(z), width: volume.width, height: volume.height };
}

/**
 * Paint or erase under a round brush, on the slice in view.
 * @param {Editor} editor
 * @param {Projection} projection
 * @param {Point} from
 * @param {boolean} isTaking
 * @returns {Drag}
 */
function brushDrag(editor, projection, from, isTaking) {
  const { workspace } = editor;
  const steps = /** @type {NonNullable<Editor["steps"]>} */ (editor.steps);
  const rule = ruleOf(editor, isTaking);
  const { columnMm, rowMm } = projection.raster;
  const radius = { u: editor.sizeMm / 2 / columnMm, v: editor.sizeMm / 2 / rowMm };
  const place = (/** @type {Point} */ at) => (workspace.stage.projection("axial") ?? projection).toImage(at);
  const word = editor.tool === "threshold" ? "Paint by value" : "Paint";
  let last = place(from);
  let z = -1;
  /** @type {((i: number) => boolean) | null} */
  let allows = null;
  /** @param {Point} at */
  const paint = (at) => {
    const image = place(at);
    const { slice } = workspace.state;
    // The wheel may have gone to another slice meanwhile.
    if (slice !== z) {
      z = slice;
      last = image;
      steps.keep(z);
      allows = editor.tool === "threshold" && !isTaking ? withinRange(editor) : null;
    }
    if (stroke(canvasOf(editor, z), last, image, radius, rule, allows)) steps.volume.changed(z);
    last = image;
    workspace.redraw();
  };
  editor.begin(isTaking ? "Erase" : word);
  paint(from);
  return { name: "edit", move: paint, end: () => editor.end() };
}

/**
 * Whether a pixel's HU lies in the range of the threshold brush.
 * @param {Editor} editor
 */
function withinRange({ workspace, range }) {
  const values = workspace.stage.source("axial")?.measured({ ...workspace.state, slab: "off" });
  return (/** @type {number} */ i) => Boolean(values) && within(/** @type {any} */ (values)[i], range);
}

/**
 * @param {number} hu
 * @param {{low: number, high: number}} range
 */
const within = (hu, { low, high }) => hu >= low && hu <= high;

/**
 * Corner by corner with clicks, or round the edge in one drag.
 * @param {Editor} editor
 * @param {Projection} projection
 * @param {Point} from
 * @param {boolean} isTaking
 * @returns {Drag}
 */
function polygonDrag(editor, projection, from, isTaking) {
  const { workspace } = editor;
  const place = (/** @type {Point} */ at) => (workspace.stage.projection("axial") ?? projection).toImage(at);
  const [first] = editor.drawn;
  if (first && editor.drawn.length > 2 && near(projection.toScreen(first), from, CLOSE_PIXELS)) {
    closePolygon(editor, isTaking);
    return nothing;
  }
  const before = editor.drawn;
  editor.drawn = [...before, place(from)];
  let isLine = false;
  workspace.redraw();
  return {
    name: "edit",
    move(at) {
      isLine ||= !near(from, at, CLICK_PIXELS);
      if (isLine) editor.drawn = [...editor.drawn, place(at)];
      workspace.redraw();
    },
    end() {
      // Drawn in one go, it is closed where the hand lets go.
      if (isLine && !before.length) closePolygon(editor, isTaking);
    },
  };
}

/**
 * @param {Editor} editor
 * @param {boolean} isTaking
 */
export function closePolygon(editor, isTaking = false) {
  const points = editor.drawn;
  const { slice } = editor.workspace.state;
  editor.drawn = [];
  if (editor.label === null || points.length < 3) return editor.workspace.redraw();
  editor.step(isTaking ? "Erase a polygon" : "Fill a polygon", (steps) => {
    steps.keep(slice);
    if (fillPolygon(canvasOf(editor, slice), points, ruleOf(editor, isTaking))) steps.volume.changed(slice);
  });
}

/**
 * A line through the chosen lesion.
 * @param {Editor} editor
 * @param {Projection} projection
 * @param {Point} from
 * @returns {Drag}
 */
function cutDrag(editor, projection, from) {
  const start = projection.toImage(from);
  return {
    name: "edit",
    move(at) {
      editor.drawn = [start, projection.toImage(at)];
      editor.workspace.redraw();
    },
    end() {
      const [a, b] = editor.drawn;
      editor.drawn = [];
      if (b) relabelSide(editor, a, b);
      editor.workspace.redraw();
    },
  };
}

/**
 * @param {Point} a
 * @param {Point} b
 * @param {number} pixels
 */
const near = (a, b, pixels) => Math.hypot(a[0] - b[0], a[1] - b[1]) <= pixels;
