// Viewers of series that are not aligned: linked, each moves by as many mm as the other, from where
// they stood when they were linked. That is their only common place, and a person chose it.

/** @import { Frame, WorkspaceData } from "./server_data.ts" */
/** @import { Vector } from "./vectors.js" */

/** @typedef {{data: Pick<WorkspaceData, "volume" | "frame" | "beside">}} Viewer */

/** @type {WeakMap<Viewer, {volume: string, frame: Frame}>} */
const stands = new WeakMap();

/**
 * The frame in which the places of two linked viewers can be compared; null while there is none.
 * @param {Viewer} viewer
 */
export function frameOf(viewer) {
  const { volume, frame = null, beside } = viewer.data;
  const stand = stands.get(viewer);
  return beside && stand?.volume === volume ? stand.frame : frame;
}

/**
 * From now on this is the place that the others' stands are.
 * @param {Viewer} viewer
 * @param {Vector} place LPS mm
 */
export function standAt(viewer, [x, y, z]) {
  const frame = { to_shared: shift(-x, -y, -z), from_shared: shift(x, y, z) };
  stands.set(viewer, { volume: viewer.data.volume, frame });
}

/**
 * It was led elsewhere on its own: it stands where it comes to rest.
 * @param {Viewer} viewer
 */
export const leaveStand = (viewer) => stands.delete(viewer);

/**
 * @param {number} x
 * @param {number} y
 * @param {number} z
 */
const shift = (x, y, z) => [
  [1, 0, 0, x],
  [0, 1, 0, y],
  [0, 0, 1, z],
];
