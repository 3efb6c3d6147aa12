// What a drag over the image does: window, pan, zoom or ruler.

import { clamp } from "./numbers.js";
import { zoomAbout } from "./projection.js";

/** @import { Point, Projection } from "./projection.js" */
/** @import { Ruler } from "./view_state.js" */
/** @import { Workspace } from "./workspace.js" */

/** How near a ruler's end the pointer must be to move it, px. */
const GRAB_PIXELS = 9;
/** A ruler shorter than this was a click, px. */
const SHORTEST_RULER = 3;
/** Mouse buttons. */
const MIDDLE = 1;
const RIGHT = 2;

/**
 * @typedef {Pick<Workspace,
 *   "state" | "projection" | "set" | "setWindow" | "rulersHere">} Dragged
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
 * @param {Pick<MouseEvent, "button" | "ctrlKey" | "shiftKey">} event
 * @param {Point} at on the screen
 * @returns {Drag}
 */
export function startDrag(workspace, projection, { button, ctrlKey, shiftKey }, at) {
  if (button === RIGHT || (button === 0 && ctrlKey)) return zoomDrag(workspace, projection, at);
  if (button === MIDDLE || shiftKey) return panDrag(workspace, projection, at);
  const tools = { window: windowDrag, pan: panDrag, ruler: rulerDrag };
  return tools[workspace.state.tool](workspace, projection, at);
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
  const step = clamp(start.width / 400, 0.5, 6);
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
  const { panX, panY } = workspace.state;
  /** @param {Point} at */
  const move = ([x, y]) =>
    workspace.set({ panX: panX + (x - from[0]) / fit, panY: panY + (y - from[1]) / fit });
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
  const start = workspace.state;
  /** @param {Point} at */
  const move = ([, y]) =>
    workspace.set(zoomAbout(start, projection, from, Math.exp((from[1] - y) / 150)));
  return { name: "zoom", move, end: nothing };
}

/**
 * Grab an end of a ruler that is there, or draw a new one.
 * @param {Dragged} workspace
 * @param {Projection} projection
 * @param {Point} from
 * @returns {Drag}
 */
function rulerDrag(workspace, projection, from) {
  const image = projection.toImage(from);
  const grabbed = grab(workspace.rulersHere(), projection, from);
  /** @type {Ruler} */
  const ruler = grabbed?.ruler ?? { slice: workspace.state.slice, from: image, to: image };
  const moving = grabbed?.end ?? "to";
  const others = workspace.state.rulers.filter((one) => one !== ruler);
  let current = ruler;
  return {
    name: "ruler",
    move(at) {
      // The wheel may have zoomed meanwhile.
      const now = workspace.projection ?? projection;
      current = { ...ruler, [moving]: now.toImage(at) };
      workspace.set({ rulers: [...others, current] });
    },
    end() {
      const mm = projection.distanceMm(current.from, current.to);
      if (mm * projection.pixelsPerMm < SHORTEST_RULER) workspace.set({ rulers: others });
    },
  };
}

/**
 * The ruler's end under the pointer, or null.
 * @param {Ruler[]} rulers
 * @param {Projection} projection
 * @param {Point} at
 * @returns {{ruler: Ruler, end: "from" | "to"} | null}
 */
function grab(rulers, projection, at) {
  /** @param {Point} point */
  const near = (point) => {
    const [x, y] = projection.toScreen(point);
    return Math.hypot(x - at[0], y - at[1]) <= GRAB_PIXELS;
  };
  for (const ruler of rulers) {
    if (near(ruler.from)) return { ruler, end: "from" };
    if (near(ruler.to)) return { ruler, end: "to" };
  }
  return null;
}
