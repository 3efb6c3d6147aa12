// Planes beside the axial one: which are shown, where they pass, and stepping through them.

import { nextLayout, nextPlane } from "./planes.js";

/** @import { CutSource } from "./cut_source.js" */
/** @import { PaneName, PlaneName } from "./planes.js" */
/** @import { Point } from "./projection.js" */
/** @import { State } from "./view_state.js" */
/** @import { Workspace } from "./workspace.js" */

export class PlaneControl {
  /** @param {Pick<Workspace, "state" | "stage" | "set" | "data">} workspace */
  constructor(workspace) {
    this._workspace = workspace;
  }

  /**
   * @param {PlaneName} plane
   * @param {number} steps to the head, to the front, or to the patient's right
   */
  scroll(plane, steps) {
    const { state, stage } = this._workspace;
    const source = stage.source(plane);
    if (source) this._workspace.set(source.moved(source.index(state) + steps));
  }

  /**
   * To the first or last image of the plane in which the pointer was last.
   * @param {1 | -1} end
   */
  goToEnd(end) {
    const { state, stage } = this._workspace;
    const source = stage.source(state.plane);
    if (source) this._workspace.set(source.moved(end < 0 ? 0 : source.count - 1));
  }

  /**
   * The planes meet at an image point; the slice in view is the one through it.
   * @param {PlaneName} plane
   * @param {Point} image
   */
  crossAt(plane, image) {
    const { stage, state } = this._workspace;
    const { images } = stage;
    const source = stage.source(plane);
    if (!images || !source || !this.hasOthers) return;
    const place = source.toPatient(image, state);
    /** @param {PlaneName} name @param {number} at */
    const snapped = (name, at) => {
      const { grid } = /** @type {CutSource} */ (stage.source(name));
      return grid.positionOf(grid.indexOf(at));
    };
    const cross = { x: snapped("sagittal", place[0]), y: snapped("coronal", place[1]) };
    const slice = plane === "axial" ? state.slice : images.stack.nearest(place);
    this._workspace.set({ cross, slice });
  }

  /** Whether there are other planes: those of slices that were acquired axially. */
  get hasOthers() {
    return (this._workspace.data.plane ?? "axial") === "axial";
  }

  /** One pane, where there are no others. @returns {Partial<State>} */
  get onlyOne() {
    return this.hasOthers ? {} : { panes: 1, enlarged: null };
  }

  nextLayout() {
    if (!this.hasOthers) return;
    this._workspace.set({ ...nextLayout(this._workspace.state), plane: "axial" });
  }

  nextPlane() {
    if (!this.hasOthers) return;
    this._show(nextPlane(this._workspace.state));
  }

  /**
   * One pane alone, or all of them again.
   * @param {PaneName} pane
   */
  enlarge(pane) {
    const { enlarged, panes } = this._workspace.state;
    if (enlarged) this._show({ enlarged: null });
    else if (panes > 1) this._show({ enlarged: pane });
  }

  /** Start the 3-D view; alone, unless there are four panes. */
  showVolume() {
    const { enlarged, panes } = this._workspace.state;
    this._show({ enlarged: enlarged !== "volume" && panes < 4 ? "volume" : null }, true);
  }

  /**
   * @param {Pick<State, "enlarged">} change
   * @param {boolean} threeD
   */
  _show({ enlarged }, threeD = enlarged === "volume") {
    const plane = enlarged === "volume" || !enlarged ? "axial" : enlarged;
    const started = this._workspace.state.threeD || threeD;
    this._workspace.set({ enlarged, plane, threeD: started });
  }
}
