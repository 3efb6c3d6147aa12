// Two viewers of different series, as far as following needs them.

import { AxialSource } from "../../../dashboard/components/viewer/js/axial_source.js";
import { placeOf } from "../../../dashboard/components/viewer/js/planes.js";
import { Projection } from "../../../dashboard/components/viewer/js/projection.js";
import { firstState } from "../../../dashboard/components/viewer/js/view_state.js";
import { viewerData } from "./made_data.js";
import { atHeights, madeStack } from "./made_stack.js";

/** @import { Affine, WorkspaceData } from "../../../dashboard/components/viewer/js/server_data.ts" */
/** @import { State } from "../../../dashboard/components/viewer/js/view_state.js" */

/** @type {Affine} */
export const STILL = [
  [1, 0, 0, 0],
  [0, 1, 0, 0],
  [0, 0, 1, 0],
];

/**
 * The patient moved by a shift, mm. @param {number[]} by @returns {Affine}
 */
export const shifted = (by) => STILL.map((row, axis) => [...row.slice(0, 3), by[axis]]);

/**
 * A viewer of 20 x 20 pixels of 1 mm, in a box of 200 x 200 px: 10 px are 1 mm at zoom 1.
 * @param {object} scene
 * @param {string} scene.volume
 * @param {number[]} scene.heights of the slices, mm
 * @param {Partial<WorkspaceData>} [scene.data]
 * @param {number} [scene.boxPx]
 */
export function pairedViewer({ volume, heights, data = {}, boxPx = 200 }) {
  const images = madeStack({ size: [20, 20, heights.length], origins: atHeights(heights) });
  const source = new AxialSource(images, { mask: null, heat: null, others: null }, null);
  const box = { width: boxPx, height: boxPx };
  const viewer = {
    /** @type {WorkspaceData} */
    data: { ...viewerData({ volume, nSlices: heights.length }), ...data },
    state: firstState(),
    get projection() {
      return new Projection(source.grid, placeOf(viewer.state, "axial"), box, null);
    },
    stage: /** @type {any} */ ({
      images,
      source: (/** @type {string} */ plane) => (plane === "axial" ? source : null),
      projection: (/** @type {string} */ plane) => (plane === "axial" ? viewer.projection : null),
      get centre() {
        const { x, y } = viewer.state.cross ?? { x: 0, y: 0 };
        return [x, y, heights[viewer.state.slice]];
      },
    }),
    take: (/** @type {Partial<State>} */ change) => {
      viewer.state = { ...viewer.state, ...change };
    },
    /** In the middle of the screen, LPS mm. */
    get middle() {
      const { width, height } = viewer.projection.box;
      return source.toPatient(viewer.projection.toImage([width / 2, height / 2]), viewer.state);
    },
  };
  return viewer;
}
