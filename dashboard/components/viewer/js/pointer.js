// Mouse, pen and wheel over the image.

import { clamp } from "./dom.js";
import { zoomAbout } from "./projection.js";

const WHEEL_NOTCH = 50; // px: a wheel's notch is at least this, a trackpad's event mostly less
const NOTCH_PIXELS = 120; // px of a notch, where several came as one event
const TRACKPAD_PIXELS = 30; // px of trackpad travel for one slice
const NOTCH_LINES = 3;
const GRAB_PIXELS = 9; // how near a ruler's end the pointer must be to move it
const SHORTEST_RULER = 3; // px; anything shorter was a click

/** Connect the stage to the workspace. Listeners go with the element. */
export function listenToPointer(stage, workspace) {
  const wheel = new WheelSteps();
  let drag = null;

  const position = (event) => {
    const box = stage.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  };

  stage.addEventListener("contextmenu", (event) => event.preventDefault());
  stage.addEventListener("pointerenter", () => workspace.takeKeys());
  stage.addEventListener("pointerdown", (event) => {
    if (!workspace.projection || drag || event.target.closest("button")) return;
    event.preventDefault();
    workspace.takeKeys();
    stage.setPointerCapture(event.pointerId);
    drag = startDrag(workspace, event, position(event));
    stage.dataset.drag = drag.name;
  });
  stage.addEventListener("pointermove", (event) => {
    const at = position(event);
    workspace.set({ pointer: at });
    drag?.move(at);
  });
  const end = () => {
    drag?.end();
    drag = null;
    delete stage.dataset.drag;
  };
  stage.addEventListener("pointerup", end);
  stage.addEventListener("pointercancel", end);
  stage.addEventListener("pointerleave", () => workspace.set({ pointer: null }));
  stage.addEventListener(
    "wheel",
    (event) => {
      event.preventDefault();
      if (!workspace.projection) return;
      if (event.ctrlKey || event.metaKey) {
        const factor = Math.exp(-clamp(event.deltaY, -120, 120) / 400);
        zoomAt(workspace, position(event), factor);
      } else {
        const steps = wheel.steps(event);
        // Down the wheel is down the body.
        if (steps) workspace.scroll(-steps);
      }
    },
    { passive: false },
  );
}

/** Turns wheel events into slices: a notch is a slice, trackpad travel adds up. */
export class WheelSteps {
  constructor() {
    this._travelled = 0;
    this._last = 0;
  }

  steps({ deltaY, deltaMode, timeStamp }) {
    const direction = Math.sign(deltaY);
    const size = Math.abs(deltaY);
    if (deltaMode === 1) return direction * Math.max(1, Math.round(size / NOTCH_LINES));
    if (deltaMode === 2) return direction;
    if (size >= WHEEL_NOTCH) {
      this._travelled = 0;
      return direction * Math.max(1, Math.round(size / NOTCH_PIXELS));
    }
    // A pause or a turn starts anew, so that no leftover moves the next gesture.
    if (timeStamp - this._last > 250 || Math.sign(this._travelled) === -direction) {
      this._travelled = 0;
    }
    this._last = timeStamp;
    this._travelled += deltaY;
    const whole = Math.trunc(this._travelled / TRACKPAD_PIXELS);
    this._travelled -= whole * TRACKPAD_PIXELS;
    return whole;
  }
}

function startDrag(workspace, event, at) {
  if (event.button === 2 || (event.button === 0 && event.ctrlKey)) return zoomDrag(workspace, at);
  if (event.button === 1 || event.shiftKey) return panDrag(workspace, at);
  return { window: windowDrag, pan: panDrag, ruler: rulerDrag }[workspace.state.tool](
    workspace,
    at,
  );
}

const nothing = () => {};

/** Right: wider. Down: higher level, so darker. The wider the window, the longer the step. */
function windowDrag(workspace, from) {
  const start = workspace.state.window;
  const step = clamp(start.width / 400, 0.5, 6);
  const move = ([x, y]) =>
    workspace.setWindow(start.width + step * (x - from[0]), start.level + step * (y - from[1]));
  return { name: "window", move, end: nothing };
}

function panDrag(workspace, from) {
  const { panX, panY } = workspace.state;
  const fit = workspace.projection.fit;
  const move = ([x, y]) =>
    workspace.set({ panX: panX + (x - from[0]) / fit, panY: panY + (y - from[1]) / fit });
  return { name: "pan", move, end: nothing };
}

/** Up: in. About the point where the drag began. */
function zoomDrag(workspace, from) {
  const { zoom, panX, panY } = workspace.state;
  const { box, fit } = workspace.projection;
  const move = ([, y]) =>
    workspace.set(
      zoomAbout({ zoom, panX, panY }, box, fit, ...from, Math.exp((from[1] - y) / 150)),
    );
  return { name: "zoom", move, end: nothing };
}

export function zoomAt(workspace, [x, y], factor) {
  const { box, fit } = workspace.projection;
  workspace.set(zoomAbout(workspace.state, box, fit, x, y, factor));
}

/** Grab an end of a ruler that is there, or draw a new one. */
function rulerDrag(workspace, from) {
  const { projection } = workspace;
  const slice = workspace.state.slice;
  const grabbed = grab(workspace, from);
  const image = projection.toImage(...from);
  const ruler = grabbed?.ruler ?? { slice, from: image, to: image };
  const moving = grabbed?.end ?? "to";
  const others = workspace.state.rulers.filter((one) => one !== ruler);
  let current = ruler;
  return {
    name: "ruler",
    move(at) {
      current = { ...ruler, [moving]: workspace.projection.toImage(...at) };
      workspace.set({ rulers: [...others, current] });
    },
    end() {
      const mm = projection.distanceMm(current.from, current.to);
      if (mm * projection.pixelsPerMm < SHORTEST_RULER) workspace.set({ rulers: others });
    },
  };
}

function grab(workspace, at) {
  const near = (point) => {
    const [x, y] = workspace.projection.toScreen(...point);
    return Math.hypot(x - at[0], y - at[1]) <= GRAB_PIXELS;
  };
  for (const ruler of workspace.rulersHere()) {
    for (const end of ["from", "to"]) if (near(ruler[end])) return { ruler, end };
  }
  return null;
}
