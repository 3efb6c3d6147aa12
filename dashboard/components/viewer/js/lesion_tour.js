// From lesion to lesion: to the slice where each is largest, marked there, and in the middle of the
// image if it is zoomed in.

/** @import { Lesion } from "./server_data.ts" */
/** @import { Workspace } from "./workspace.js" */

/** From this zoom on, part of the image is out of sight. */
const ZOOMED = 1.05;

/**
 * @typedef {Pick<Workspace, "data" | "state" | "projection" | "goTo" | "set"> &
 *   {stage: Pick<Workspace["stage"], "lesionBox">}} Touring
 */

export class LesionTour {
  /** @param {Touring} workspace */
  constructor(workspace) {
    this._workspace = workspace;
    /**
     * The lesion to bring to the middle once its outline is there.
     * @type {{id: number, slice: number} | null}
     */
    this._wanted = null;
  }

  /** @param {Pick<Lesion, "id" | "slice_largest">} lesion */
  goTo(lesion) {
    this.mark(lesion.id, lesion.slice_largest);
    this._workspace.goTo(lesion.slice_largest);
  }

  /**
   * The next lesion or the one before, round and round.
   * @param {1 | -1} by
   */
  step(by) {
    const { data, state } = this._workspace;
    const lesions = data.findings?.lesions ?? [];
    if (!lesions.length) return;
    const at = lesions.findIndex((lesion) => lesion.id === state.lesion);
    const start = at < 0 && by < 0 ? 0 : at;
    this.goTo(lesions[(start + by + lesions.length) % lesions.length]);
  }

  /**
   * Mark a lesion by its number; on `slice` it comes to the middle.
   * @param {number} id
   * @param {number} slice
   */
  mark(id, slice) {
    this._wanted = { id, slice };
    this._workspace.set({ lesion: id });
  }

  /** Returns false if none was marked. */
  unmark() {
    this._wanted = null;
    if (this._workspace.state.lesion === null) return false;
    this._workspace.set({ lesion: null });
    return true;
  }

  /** After each frame: move a zoomed-in image once the outlines are there. */
  settle() {
    if (!this._wanted) return;
    const { id, slice } = this._wanted;
    const { state, stage, projection } = this._workspace;
    // The reader has gone on meanwhile.
    if (state.slice !== slice) this._wanted = null;
    const box = this._wanted ? stage.lesionBox(id, slice) : null;
    if (!box || !projection) return;
    this._wanted = null;
    if (state.zoom < ZOOMED) return;
    const { raster, scaleX, scaleY, fit } = projection;
    const [u, v] = [(box.left + box.right + 1) / 2, (box.top + box.bottom + 1) / 2];
    this._workspace.set({
      panX: (scaleX * (raster.width / 2 - u)) / fit,
      panY: (scaleY * (raster.height / 2 - v)) / fit,
    });
  }
}
