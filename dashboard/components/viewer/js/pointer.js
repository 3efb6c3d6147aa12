// Mouse, pen and wheel over the image.

import { startDrag } from "./drags.js";
import { takeKeyboard } from "./keyboard_owner.js";
import { clamp } from "./numbers.js";
import { WheelSteps } from "./wheel_steps.js";

/** @import { Drag } from "./drags.js" */
/** @import { Point } from "./projection.js" */
/** @import { Workspace } from "./workspace.js" */

/**
 * Connect the stage to the workspace. Listeners go with the element.
 * @param {HTMLElement} stage
 * @param {Workspace} workspace
 */
export function listenToPointer(stage, workspace) {
  const wheel = new WheelSteps();
  /** @type {Drag | null} */
  let drag = null;

  /**
   * Of the pane that a drag began in, or that under the pointer.
   * @type {HTMLElement | null}
   */
  let pane = null;

  /**
   * In the pane.
   * @param {MouseEvent} event
   * @returns {Point}
   */
  const position = (event) => {
    const box = (pane ?? stage).getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  };

  /**
   * Take the pane under the pointer; false over the 3-D view, which has a hand of its own.
   * @param {MouseEvent} event
   */
  const enter = (event) => {
    if (drag) return true;
    const { name, node } = workspace.stage.paneAt(event);
    if (name === "volume") return false;
    pane = node;
    if (workspace.state.plane !== name) workspace.set({ plane: name, pointer: null });
    return true;
  };

  stage.addEventListener("contextmenu", (event) => event.preventDefault());
  stage.addEventListener("pointerenter", () => takeKeyboard(workspace));
  stage.addEventListener("pointerdown", (event) => {
    const onButton = event.target instanceof Element && event.target.closest("button");
    if (drag || onButton || !enter(event)) return;
    const { projection } = workspace;
    if (!projection) return;
    event.preventDefault();
    takeKeyboard(workspace);
    stage.setPointerCapture(event.pointerId);
    drag = startDrag(workspace, projection, event, position(event));
    stage.dataset.drag = drag.name;
    workspace.dragging = true;
  });
  stage.addEventListener("pointermove", (event) => {
    if (!enter(event)) return;
    const at = position(event);
    workspace.set({ pointer: at });
    drag?.move(at);
  });
  const end = () => {
    drag?.end();
    drag = null;
    delete stage.dataset.drag;
    workspace.dragging = false;
  };
  stage.addEventListener("pointerup", end);
  stage.addEventListener("pointercancel", end);
  stage.addEventListener("dblclick", (event) => {
    const onControl = event.target instanceof Element && event.target.closest("button, input");
    // A double click closes a polygon, or is two strokes.
    if (!onControl && !workspace.editor.active) workspace.planes.enlarge(workspace.stage.paneAt(event).name);
  });
  stage.addEventListener("pointerleave", () => workspace.set({ pointer: null }));
  stage.addEventListener(
    "wheel",
    (event) => {
      event.preventDefault();
      if (!enter(event)) return;
      if (event.ctrlKey || event.metaKey) {
        const factor = Math.exp(-clamp(event.deltaY, -120, 120) / 400);
        workspace.zoom(factor, position(event));
      } else if (workspace.projection) {
        const steps = wheel.steps(event);
        // Down the wheel is down the body.
        if (steps) workspace.scroll(-steps);
      }
    },
    { passive: false },
  );
}
