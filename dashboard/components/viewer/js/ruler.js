// A ruler between two image points, with its length in mm.

import { FONT, strokePath, write } from "./ink.js";

/** @import { Projection } from "./projection.js" */
/** @import { Ruler } from "./view_state.js" */

const COLOUR = "#ffd866";
/** Half the length of the marks across its ends, px. */
const END = 5;

/**
 * "46.2 mm"
 * @param {Pick<Projection, "distanceMm">} projection
 * @param {Pick<Ruler, "from" | "to">} ruler
 */
export function rulerText(projection, { from, to }) {
  return `${projection.distanceMm(from, to).toFixed(1)} mm`;
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Projection} projection
 * @param {Ruler} ruler
 */
export function drawRuler(context, projection, ruler) {
  const [a, b] = [projection.toScreen(ruler.from), projection.toScreen(ruler.to)];
  const length = Math.hypot(b[0] - a[0], b[1] - a[1]);
  const across = length > 0 ? [(a[1] - b[1]) / length, (b[0] - a[0]) / length] : [0, 1];
  context.beginPath();
  context.moveTo(...a);
  context.lineTo(...b);
  for (const end of [a, b]) {
    context.moveTo(end[0] - END * across[0], end[1] - END * across[1]);
    context.lineTo(end[0] + END * across[0], end[1] + END * across[1]);
  }
  strokePath(context, COLOUR, 1.5, 3.5);
  const [right, low] = a[0] > b[0] ? a : b;
  context.font = `600 13px ${FONT}`;
  context.textBaseline = "middle";
  write(context, rulerText(projection, ruler), right + 9, low, COLOUR);
}
