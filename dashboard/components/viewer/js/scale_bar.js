// The scale bar in the lower right corner.

import { fontOf, INK, strokePath, write } from "./ink.js";

/** @import { Projection } from "./projection.js" */

const LENGTHS_CM = [0.5, 1, 2, 5, 10, 20];
/** The bar is as long as fits into this share of the width, or into as many px. */
const SHARE = 0.17;
const ROOM = 60;
const MARGIN = 14;

/**
 * Length of the longest bar that fits, cm.
 * @param {number} pixelsPerMm
 * @param {number} width of the box, CSS px
 */
export function scaleBarCm(pixelsPerMm, width) {
  const longest = Math.max(ROOM, SHARE * width);
  const fitting = LENGTHS_CM.filter((cm) => cm * 10 * pixelsPerMm <= longest);
  return fitting.at(-1) ?? LENGTHS_CM[0];
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Projection} projection
 */
export function drawScaleBar(context, { pixelsPerMm, box }) {
  const cm = scaleBarCm(pixelsPerMm, box.width);
  const right = box.width - MARGIN;
  const left = right - cm * 10 * pixelsPerMm;
  const y = box.height - MARGIN - 5;
  context.beginPath();
  for (const x of [left, right]) {
    context.moveTo(x, y - 5);
    context.lineTo(x, y + 5);
  }
  context.moveTo(left, y);
  context.lineTo(right, y);
  strokePath(context, INK, 1, 3);
  context.font = fontOf(12);
  context.textBaseline = "bottom";
  context.textAlign = "center";
  write(context, `${cm} cm`, (left + right) / 2, y - 5, INK);
  context.textAlign = "start";
}
