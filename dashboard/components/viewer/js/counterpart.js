// What a viewer of one examination does to show the place that a viewer of another one shows: the
// two patients' frames are aligned (or stand beside each other, ./beside.js), slices are matched in
// mm, and a mm is as long on both screens.

import { frameOf } from "./beside.js";
import { clamp } from "./numbers.js";
import { PLANES, placed, placeOf } from "./planes.js";
import { centredOn, MAX_ZOOM, MIN_ZOOM, Projection } from "./projection.js";
import { mapped } from "./vectors.js";
import { commonPartOf } from "./view_state.js";

/** @import { PlaneName } from "./planes.js" */
/** @import { Place, Point } from "./projection.js" */
/** @import { WorkspaceData } from "./server_data.ts" */
/** @import { Stage } from "./stage.js" */
/** @import { State } from "./view_state.js" */
/** @import { Vector } from "./vectors.js" */

/**
 * @typedef {object} Viewer
 * @property {Pick<WorkspaceData, "volume" | "frame" | "beside" | "partners">} data
 * @property {State} state
 * @property {Pick<Stage, "images" | "source" | "projection" | "centre">} stage
 */

/**
 * Whether both viewers know where their slices lie.
 * @param {Viewer} from
 * @param {Viewer} to
 */
export const canFollow = (from, to) =>
  Boolean(frameOf(from) && frameOf(to) && from.stage.images && to.stage.images);

/**
 * The change that follows another viewer's. Tools and overlays are always shared; slice, window,
 * zoom and pan while the viewers are linked and both images are there.
 * @param {Partial<State>} change which `from` has made
 * @param {Viewer} from
 * @param {Viewer} to
 * @returns {Partial<State>}
 */
export function counterpart(change, from, to) {
  const followed = commonPartOf(change);
  if (!(change.linked ?? to.state.linked)) return followed;
  if (change.window) followed.window = change.window;
  if (change.lesion !== undefined) followed.lesion = partnerOf(from, change.lesion);
  return canFollow(from, to) ? { ...followed, ...samePlace(change, from, to) } : followed;
}

/**
 * Where the pointer of `from` is, as an image point of `to`.
 * @param {Point} image
 * @param {PlaneName} plane
 * @param {Viewer} from
 * @param {Viewer} to
 * @returns {Point | null}
 */
export function sameCursor(image, plane, from, to) {
  const [here, there] = [from.stage.source(plane), to.stage.source(plane)];
  if (!here || !there || !canFollow(from, to)) return null;
  return there.toImage(carried(here.toPatient(image, from.state), from, to), to.state);
}

/**
 * @param {Viewer} from
 * @param {number | null} lesion
 */
const partnerOf = (from, lesion) =>
  lesion === null ? null : (from.data.partners?.[String(lesion)] ?? null);

/**
 * @param {Partial<State>} change
 * @param {Viewer} from
 * @param {Viewer} to
 * @returns {Partial<State>}
 */
function samePlace(change, from, to) {
  /** @type {Partial<State>} */
  const moved = {};
  const isZoomed = "zoom" in change;
  if (change.cross) {
    const [x, y] = carried(from.stage.centre, from, to);
    moved.cross = { x, y };
  }
  if ("slice" in change) {
    // The cross-hair was dragged there, or else the eye rests in the middle of the image.
    const place = change.cross && !isZoomed ? from.stage.centre : inTheMiddle(from);
    moved.slice = to.stage.images?.stack.nearest(carried(place, from, to)) ?? to.state.slice;
  }
  const after = { ...to.state, ...moved };
  for (const plane of PLANES) {
    const isMoved = plane === "axial" ? "slice" in change || isZoomed || "panX" in change : plane in change;
    const place = isMoved ? alike(plane, from, to, after) : null;
    if (place) Object.assign(moved, placed(plane, place));
  }
  return moved;
}

/**
 * What lies in the middle of the axial image; where the planes meet if that is out of sight.
 * @param {Pick<Viewer, "stage" | "state">} viewer
 * @returns {Vector}
 */
export function inTheMiddle({ stage, state }) {
  const projection = projectionNow({ stage, state }, "axial");
  const source = stage.source("axial");
  if (!projection || !source) return stage.centre;
  return source.toPatient(middleOf(projection), state);
}

/**
 * Zoom and pan that show the same place at the same size.
 * @param {PlaneName} plane
 * @param {Viewer} from
 * @param {Viewer} to
 * @param {State} after of `to`, on its new slice
 * @returns {Place | null} null where one doesn't show that plane
 */
function alike(plane, from, to, after) {
  const [here, there] = [from.stage.source(plane), to.stage.source(plane)];
  const [shown, other] = [projectionNow(from, plane), to.stage.projection(plane)];
  if (!here || !there || !shown || !other) return null;
  const place = carried(here.toPatient(middleOf(shown), from.state), from, to);
  const zoom = clamp(shown.pixelsPerMm / other.fit, MIN_ZOOM, MAX_ZOOM);
  return centredOn(other, there.toImage(place, after), zoom);
}

/**
 * That of the state, which may be ahead of the last frame.
 * @param {Pick<Viewer, "stage" | "state">} viewer
 * @param {PlaneName} plane
 */
function projectionNow({ stage, state }, plane) {
  const [drawn, source] = [stage.projection(plane), stage.source(plane)];
  return drawn && source
    ? new Projection(source.grid, placeOf(state, plane), drawn.box, source.frame)
    : null;
}

/** @param {Projection} projection */
const middleOf = (projection) =>
  projection.toImage([projection.box.width / 2, projection.box.height / 2]);

/**
 * A place of one patient's frame in the other's.
 * @param {Vector} place LPS mm
 * @param {Viewer} from
 * @param {Viewer} to
 */
function carried(place, from, to) {
  const [own, other] = [frameOf(from), frameOf(to)];
  return own && other ? mapped(other.from_shared, mapped(own.to_shared, place)) : place;
}
