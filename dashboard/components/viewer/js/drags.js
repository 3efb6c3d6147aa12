// What a drag over the image does: window, pan, zoom, move the cross-hair, or measure.

import { editDrag } from "./edit_drags.js";
import { boxOf, drawnPoints } from "./measure_kinds.js";
import { clamp } from "./numbers.js";
import { placed, placeOf } from "./planes.js";
import { zoomAbout } from "./projection.js";

/** @import { Kind, Measure } from "./measure_kinds.js" */
/** @import { Point, Projection } from "./projection.js" */
/** @import { Workspace } from "./workspace.js" */

/** How near a measurement's point the pointer must be to move it, px. */
const GRAB_PIXELS = 9;
/** What is smaller than this was a click, px. */
const SMALLEST = 3;
/** Mouse buttons. */
const MIDDLE = 1;
const RIGHT = 2;

/**
 * @typedef {Pick<Workspace,
 *   "state" | "projection" | "set" | "setWindow" | "measures" | "planes" | "editor">} Dragged
 */
/**
 * @typedef {object} Drag
 * @property {string} name
 * @property {(at: Point) => void} move
 * @property {() => void} end
 */

/**
 * The drag that a pressed button begins.
 * @param {Dragged} workspace
 * @param {Projection} projection
 * @param {Pick<MouseEvent, "button" | "ctrlKey" | "shiftKey" | "altKey">} event
 * @param {Point} at on the screen
 * @returns {Drag}
 */
export function startDrag(workspace, projection, { button, ctrlKey, shiftKey, altKey }, at) {
  if (button === RIGHT || (button === 0 && ctrlKey)) return zoomDrag(workspace, projection, at);
  if (button === MIDDLE || shiftKey) return panDrag(workspace, projection, at);
  const { tool, plane } = workspace.state;
  const { editor } = workspace;
  if (editor.active) {
    if (plane === "axial") return editDrag(editor, projection, at, altKey);
    return crossDrag(workspace, projection, at);
  }
  if (tool === "window") return windowDrag(workspace, projection, at);
  if (tool === "pan") return panDrag(workspace, projection, at);
  if (tool === "cross") return crossDrag(workspace, projection, at);
  return measureDrag(workspace, projection, at, tool);
}

const nothing = () => {};

/**
 * Right: wider. Down: higher level, so darker. The wider the window, the longer the step.
 * @param {Dragged} workspace
 * @param {Projection} _
 * @param {Point} from
 * @returns {Drag}
 */
function windowDrag(workspace, _, from) {
  const start = workspace.state.window;
  const step = clamp(start.width / 400, 0.5, 80);
  /** @param {Point} at */
  const move = ([x, y]) =>
    workspace.setWindow(start.width + step * (x - from[0]), start.level + step * (y - from[1]));
  return { name: "window", move, end: nothing };
}

/**
 * @param {Dragged} workspace
 * @param {Projection} projection
 * @param {Point} from
 * @returns {Drag}
 */
function panDrag(workspace, { fit }, from) {
  const { plane } = workspace.state;
  const { zoom, panX, panY } = placeOf(workspace.state, plane);
  /** @param {Point} at */
  const move = ([x, y]) => {
    const place = { zoom, panX: panX + (x - from[0]) / fit, panY: panY + (y - from[1]) / fit };
    workspace.set(placed(plane, place));
  };
  return { name: "pan", move, end: nothing };
}

/**
 * Up: in. About the point where the drag began.
 * @param {Dragged} workspace
 * @param {Projection} projection
 * @param {Point} from
 * @returns {Drag}
 */
function zoomDrag(workspace, projection, from) {
  const { plane } = workspace.state;
  const start = placeOf(workspace.state, plane);
  /** @param {Point} at */
  const move = ([, y]) => {
    const place = zoomAbout(start, projection, from, Math.exp((from[1] - y) / 150));
    workspace.set(placed(plane, place));
  };
  return { name: "zoom", move, end: nothing };
}

/**
 * The other planes follow.
 * @param {Dragged} workspace
 * @param {Projection} projection
 * @param {Point} from
 * @returns {Drag}
 */
function crossDrag(workspace, projection, from) {
  const { plane } = workspace.state;
  /** @param {Point} at */
  const move = (at) => workspace.planes.crossAt(plane, projection.toImage(at));
  move(from);
  return { name: "cross", move, end: nothing };
}

/**
 * Grab a point of a measurement that is there, or draw a new one.
 * @param {Dragged} workspace
 * @param {Projection} projection
 * @param {Point} from
 * @param {Kind} kind
 * @returns {Drag}
 */
function measureDrag(workspace, projection, from, kind) {
  const { measures } = workspace;
  const { plane } = workspace.state;
  const image = projection.toImage(from);
  // The wheel may have zoomed meanwhile.
  const place = (/** @type {Point} */ at) => (workspace.projection ?? projection).toImage(at);
  const grabbed = grab(measures.here(plane), projection, from);
  measures.begin();
  if (grabbed) {
    const { measure, which } = grabbed;
    workspace.set({ measure: measure.id });
    return {
      name: "measure",
      move: (at) => measures.move(measure, which, place(at)),
      end: () => measures.end(),
    };
  }
  const pixel = projection.raster;
  const first = drawnPoints(kind, image, image, pixel, []);
  let current = measures.make(kind, plane, first);
  if (current && kind === "probe") measures.put(current);
  return {
    name: "measure",
    move(at) {
      if (!current) return;
      const points = drawnPoints(kind, image, place(at), pixel, current.points);
      if (points === current.points) return;
      current = { ...current, points };
      measures.put(current);
    },
    end() {
      if (current && kind !== "probe" && isClick(current, projection)) measures.drop(current.id);
      measures.end();
    },
  };
}

/**
 * Whether what was drawn is too small to have been meant.
 * @param {Measure} measure
 * @param {Projection} projection
 */
function isClick({ kind, points }, projection) {
  const { left, top, right, bottom } = boxOf(points.map((point) => projection.toScreen(point)));
  const [width, height] = [right - left, bottom - top];
  const isRegion = kind === "ellipse" || kind === "rectangle" || kind === "freehand";
  return (isRegion ? Math.min(width, height) : Math.hypot(width, height)) < SMALLEST;
}

/**
 * The measurement's point under the pointer, or null. A freehand outline has none.
 * @param {Measure[]} measures
 * @param {Projection} projection
 * @param {Point} at
 * @returns {{measure: Measure, which: number} | null}
 */
function grab(measures, projection, at) {
  for (const measure of measures) {
    if (measure.kind === "freehand") continue;
    const which = measure.points.findIndex((point) => {
      const [x, y] = projection.toScreen(point);
      return Math.hypot(x - at[0], y - at[1]) <= GRAB_PIXELS;
    });
    if (which >= 0) return { measure, which };
  }
  return null;
}
