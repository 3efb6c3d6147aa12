// Measurements drawn over the image.

import { FONT, strokePath, write } from "./ink.js";
import { boxOf } from "./measure_kinds.js";
import { linesOf } from "./measure_texts.js";

/** @import { Measure, Pixel } from "./measure_kinds.js" */
/** @import { Point, Projection } from "./projection.js" */

const COLOUR = "#ffd866";
const CHOSEN = "#fff1a8";
/** Half the length of the marks across its ends, px. */
const END = 5;
const LINE = 15;

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Projection} projection
 * @param {Measure} measure
 * @param {boolean} chosen
 */
export function drawMeasure(context, projection, measure, chosen) {
  const points = measure.points.map((point) => projection.toScreen(point));
  context.beginPath();
  traced(context, measure, points);
  strokePath(context, chosen ? CHOSEN : COLOUR, chosen ? 2 : 1.5, 3.5);
  const [x, y] = labelPlace(points);
  context.font = `600 13px ${FONT}`;
  context.textBaseline = "middle";
  const pixel = /** @type {Pixel} */ (projection.raster);
  linesOf(measure, pixel).forEach((line, i) => {
    write(context, line, x, y + i * LINE, chosen ? CHOSEN : COLOUR);
  });
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Measure} measure
 * @param {Point[]} points on the screen
 */
function traced(context, { kind }, points) {
  const [a, b, c, d] = points;
  switch (kind) {
    case "ruler":
      return axis(context, a, b);
    case "diameters":
      axis(context, a, b);
      return axis(context, c, d);
    case "angle":
      context.moveTo(...a);
      context.lineTo(...b);
      return context.lineTo(...c);
    case "probe":
      for (const [dx, dy] of [[1, 0], [-1, 0], [0, 1], [0, -1]]) {
        context.moveTo(a[0] + 3 * dx, a[1] + 3 * dy);
        context.lineTo(a[0] + 9 * dx, a[1] + 9 * dy);
      }
      return;
    case "freehand":
      points.forEach((point, i) => (i ? context.lineTo(...point) : context.moveTo(...point)));
      return context.closePath();
    default: {
      const { left, top, right, bottom } = boxOf(points);
      const [width, height] = [right - left, bottom - top];
      if (kind === "rectangle") return context.rect(left, top, width, height);
      context.ellipse(left + width / 2, top + height / 2, width / 2, height / 2, 0, 0, 2 * Math.PI);
    }
  }
}

/**
 * A line with marks across its ends.
 * @param {CanvasRenderingContext2D} context
 * @param {Point} a
 * @param {Point} b
 */
function axis(context, a, b) {
  const length = Math.hypot(b[0] - a[0], b[1] - a[1]);
  const across = length > 0 ? [(a[1] - b[1]) / length, (b[0] - a[0]) / length] : [0, 1];
  context.moveTo(...a);
  context.lineTo(...b);
  for (const end of [a, b]) {
    context.moveTo(end[0] - END * across[0], end[1] - END * across[1]);
    context.lineTo(end[0] + END * across[0], end[1] + END * across[1]);
  }
}

/**
 * To the right of the rightmost point.
 * @param {Point[]} points on the screen
 * @returns {Point}
 */
function labelPlace(points) {
  const [x, y] = points.reduce((right, point) => (point[0] > right[0] ? point : right));
  return [x + 11, y];
}
