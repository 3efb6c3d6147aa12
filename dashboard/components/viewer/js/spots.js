// Places with a name: a lesion's place on a scan that does not show it, or one that nothing
// outlines.

import { fontOf, INK, strokePath, write } from "./ink.js";

/** @import { Source } from "./axial_source.js" */
/** @import { Point, Projection } from "./projection.js" */
/** @import { Spot } from "./server_data.ts" */
/** @import { State } from "./view_state.js" */

/** @typedef {{middle: Point, spot: Spot}} ShownSpot */

const SMALLEST = 9; // px
const BROKEN = [5, 4];

/**
 * Those that an image passes through, or passes by no farther than half a slice.
 * @param {Spot[]} spots
 * @param {Pick<Source, "toImage" | "toPatient">} source of the image
 * @param {State} state
 * @param {number} sliceMm from slice to slice
 * @returns {ShownSpot[]}
 */
export function spotsOn(spots, source, state, sliceMm) {
  return spots.flatMap((spot) => {
    const middle = source.toImage(spot.place_mm, state);
    const nearest = source.toPatient(middle, state);
    const apart = Math.hypot(...nearest.map((value, axis) => value - spot.place_mm[axis]));
    return apart <= Math.max(spot.radius_mm, sliceMm / 2) ? [{ middle, spot }] : [];
  });
}

/**
 * A circle and words at its upper right.
 * @param {CanvasRenderingContext2D} context
 * @param {Projection} projection
 * @param {ShownSpot[]} spots
 */
export function drawSpots(context, projection, spots) {
  for (const { middle, spot } of spots) {
    const [x, y] = projection.toScreen(middle);
    const radius = Math.max(SMALLEST, spot.radius_mm * projection.pixelsPerMm);
    context.save();
    if (!spot.found) context.setLineDash(BROKEN);
    context.beginPath();
    context.arc(x, y, radius, 0, 2 * Math.PI);
    strokePath(context, INK, 1.3, 3);
    context.restore();
    context.font = fontOf(12, 600);
    context.textBaseline = "bottom";
    write(context, spot.text, x + 0.7 * radius + 4, y - 0.7 * radius + 1, INK);
  }
}
