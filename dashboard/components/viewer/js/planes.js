// The planes of the viewer, and which of them are in sight.

/** @import { CutPlane } from "./plane_grid.js" */
/** @import { Place } from "./projection.js" */
/** @import { State } from "./view_state.js" */

/** @typedef {"axial" | CutPlane} PlaneName an image that can be measured in */
/** @typedef {PlaneName | "volume"} PaneName "volume" is the 3-D view */

/** @type {PlaneName[]} */
export const PLANES = ["axial", "coronal", "sagittal"];
/** @type {PaneName[]} */
export const PANES = [...PLANES, "volume"];

/** Colours of the cross-hair's lines: each plane's own, as on its border. @type {Record<PlaneName, string>} */
export const PLANE_COLOURS = { axial: "#e8c15a", coronal: "#5ac8e8", sagittal: "#d08be8" };

/** @type {Record<PaneName, string>} */
export const PANE_TITLES = { axial: "Axial", coronal: "Coronal", sagittal: "Sagittal", volume: "3-D" };

/**
 * From the upper left on.
 * @param {Pick<State, "panes" | "enlarged">} state
 * @returns {PaneName[]}
 */
export function visiblePanes({ panes, enlarged }) {
  if (enlarged) return [enlarged];
  return PANES.slice(0, panes);
}

/**
 * One, two, four and one again.
 * @param {Pick<State, "panes" | "enlarged">} state
 * @returns {Pick<State, "panes" | "enlarged">}
 */
export function nextLayout({ panes, enlarged }) {
  if (enlarged) return { panes, enlarged: null };
  return { panes: panes === 1 ? 2 : panes === 2 ? 4 : 1, enlarged: null };
}

/**
 * The large image shows the next plane.
 * @param {Pick<State, "panes" | "enlarged">} state
 * @returns {Pick<State, "enlarged">}
 */
export function nextPlane(state) {
  const now = state.enlarged ?? (state.panes === 1 ? "axial" : null);
  return { enlarged: now ? PANES[(PANES.indexOf(now) + 1) % PANES.length] : "axial" };
}

/**
 * Zoom and pan of a plane.
 * @param {Pick<State, "zoom" | "panX" | "panY" | "coronal" | "sagittal">} state
 * @param {PlaneName} plane
 * @returns {Place}
 */
export function placeOf(state, plane) {
  if (plane !== "axial") return state[plane];
  return { zoom: state.zoom, panX: state.panX, panY: state.panY };
}

/**
 * @param {PlaneName} plane
 * @param {Place} place
 * @returns {Partial<State>}
 */
export const placed = (plane, place) => (plane === "axial" ? place : { [plane]: place });
