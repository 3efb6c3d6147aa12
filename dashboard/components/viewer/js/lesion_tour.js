// From lesion to lesion: to the slice where each is largest, marked there, large in the middle of
// the image.

import { clamp } from "./numbers.js";
import { placed } from "./planes.js";
import { HOME } from "./view_state.js";

/** @import { PixelBox } from "./contours.js" */
/** @import { PlaneName } from "./planes.js" */
/** @import { Projection } from "./projection.js" */
/** @import { Lesion } from "./server_data.ts" */
/** @import { State } from "./view_state.js" */
/** @import { Workspace } from "./workspace.js" */

/** The lesion takes this share of the image, but no less than so many mm are shown. */
const SHARE = 0.3;
const LEAST_MM = 90;
/** A reader who has zoomed in further keeps the zoom. */
const HIGHEST = 8;

/**
 * @typedef {Pick<Workspace, "data" | "state" | "goTo" | "set"> & {stage: Pick<Workspace["stage"],
 *   "lesionBox" | "source" | "projection">}} Touring
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
    const { state, stage } = this._workspace;
    // The reader has gone on meanwhile.
    if (state.slice !== slice) this._wanted = null;
    const box = this._wanted ? stage.lesionBox(id, slice) : null;
    const source = stage.source("axial");
    if (!box || !source) return;
    this._wanted = null;
    const middle = middleOf(box);
    const [x, y, z] = source.toPatient(middle, state);
    /** @type {Partial<State>} */
    const change = { cross: { x, y } };
    const { columnMm, rowMm } = source.grid;
    const size = Math.max(
      (box.right + 1 - box.left) * columnMm,
      (box.bottom + 1 - box.top) * rowMm,
    );
    for (const plane of /** @type {PlaneName[]} */ (["axial", "coronal", "sagittal"])) {
      const projection = stage.projection(plane);
      const own = stage.source(plane);
      if (!projection || !own) continue;
      const at = plane === "axial" ? middle : own.toImage([x, y, z], state);
      Object.assign(change, placed(plane, closeUp(projection, at, size)));
    }
    this._workspace.set(change);
  }
}

/**
 * @param {PixelBox} box
 * @returns {[number, number]}
 */
const middleOf = ({ left, right, top, bottom }) => [(left + right + 1) / 2, (top + bottom + 1) / 2];

/**
 * Zoom and pan that bring an image point to the middle, with `size` mm around it well in sight.
 * @param {Projection} projection
 * @param {[number, number]} point
 * @param {number} size mm
 */
export function closeUp({ fit, box, raster, middle }, [u, v], size) {
  const shown = Math.min(box.width, box.height) / fit; // mm at zoom 1
  const zoom = clamp(shown / Math.max(LEAST_MM, size / SHARE), HOME.zoom, HIGHEST);
  return {
    zoom,
    panX: zoom * raster.columnMm * (middle[0] - u),
    panY: zoom * raster.rowMm * (middle[1] - v),
  };
}
