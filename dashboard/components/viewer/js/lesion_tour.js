// From lesion to lesion: to the slice where each is largest, marked there, large in the middle of
// the image.

import { clamp } from "./numbers.js";
import { placed } from "./planes.js";
import { centredOn } from "./projection.js";
import { HOME } from "./view_state.js";

/** @import { PixelBox } from "./contours.js" */
/** @import { PlaneName } from "./planes.js" */
/** @import { Projection } from "./projection.js" */
/** @import { Jump, Lesion } from "./server_data.ts" */
/** @import { Vector } from "./vectors.js" */
/** @import { State } from "./view_state.js" */
/** @import { Workspace } from "./workspace.js" */

/** The lesion takes this share of the image, but no less than so many mm are shown. */
const SHARE = 0.3;
const LEAST_MM = 90;
/** A reader who has zoomed in further keeps the zoom. */
const HIGHEST = 8;

/**
 * @typedef {Pick<Workspace, "data" | "state" | "goTo" | "set" | "take"> &
 *   {stage: Pick<Workspace["stage"], "lesionBox" | "source" | "projection">}} Touring
 */
/**
 * What to bring to the middle on a slice: a lesion, once its outline is there, or a place.
 * @typedef {{id: number | null, slice: number, place: Vector | null, sizeMm: number}} Wanted
 */

export class LesionTour {
  /** @param {Touring} workspace */
  constructor(workspace) {
    this._workspace = workspace;
    /**
     * @type {Wanted | null}
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
    this._wanted = { id, slice, place: null, sizeMm: 0 };
    this._workspace.set({ lesion: id });
  }

  /**
   * Mark what a jump of the server leads to; a place that it names comes to the middle, in this
   * viewer alone.
   * @param {Jump} jump
   */
  follow({ slice, lesion = null, place_mm = null, size_mm = 0 }) {
    if (place_mm) {
      this._wanted = { id: lesion, slice, place: place_mm, sizeMm: size_mm };
      this._workspace.take({ lesion });
    } else if (lesion === null) this.unmark();
    else this.mark(lesion, slice);
  }

  /** Returns false if none was marked. */
  unmark() {
    this._wanted = null;
    if (this._workspace.state.lesion === null) return false;
    this._workspace.set({ lesion: null });
    return true;
  }

  /** After each frame: move a zoomed-in image once what is wanted is there. */
  settle() {
    if (!this._wanted) return;
    const { id, slice, place, sizeMm } = this._wanted;
    const { state, stage } = this._workspace;
    // The reader has gone on meanwhile.
    if (state.slice !== slice) this._wanted = null;
    const source = stage.source("axial");
    if (!this._wanted || !source) return;
    const box = place ? null : stage.lesionBox(id, slice);
    if (!place && !box) return;
    this._wanted = null;
    const middle = place ? source.toImage(place, state) : middleOf(/** @type {PixelBox} */ (box));
    const [x, y, z] = source.toPatient(middle, state);
    /** @type {Partial<State>} */
    const change = { cross: { x, y } };
    const size = box ? sizeOf(box, source.grid) : sizeMm;
    for (const plane of /** @type {PlaneName[]} */ (["axial", "coronal", "sagittal"])) {
      const projection = stage.projection(plane);
      const own = stage.source(plane);
      if (!projection || !own) continue;
      const at = plane === "axial" ? middle : own.toImage([x, y, z], state);
      Object.assign(change, placed(plane, closeUp(projection, at, size)));
    }
    if (place) this._workspace.take(change);
    else this._workspace.set(change);
  }
}

/**
 * The longer side of a box, mm.
 * @param {PixelBox} box
 * @param {{columnMm: number, rowMm: number}} grid
 */
const sizeOf = ({ left, right, top, bottom }, { columnMm, rowMm }) =>
  Math.max((right + 1 - left) * columnMm, (bottom + 1 - top) * rowMm);

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
export function closeUp(projection, point, size) {
  const { fit, box } = projection;
  const shown = Math.min(box.width, box.height) / fit; // mm at zoom 1
  const zoom = clamp(shown / Math.max(LEAST_MM, size / SHARE), HOME.zoom, HIGHEST);
  return centredOn(projection, point, zoom);
}
