// Measurements drawn over the image.

import { fontOf, strokePath, typeSize, write } from "./ink.js";
import { boxOf } from "./measure_kinds.js";
import { linesOf } from "./measure_texts.js";

/** @import { Measure, Pixel } from "./measure_kinds.js" */
/** @import { Box, Point, Projection } from "./projection.js" */

const COLOUR = "#ffd866";
const CHOSEN = "#ffe27a";
/** Half the length of the marks across its ends, px. */
const END = 5;
const LINE = 15;
const SHADE = "rgb(0 0 0 / 50%)";
const PAD = 4;

/** Of a label on the screen. @typedef {{x: number, y: number, width: number, height: number}} Label */

/**
 * All measurements of an image; their labels keep out of each other's way.
 * @param {CanvasRenderingContext2D} context
 * @param {Projection} projection
 * @param {Measure[]} measures
 * @param {string | null} chosen id of one of them
 */
export function drawMeasures(context, projection, measures, chosen) {
  /** @type {Label[]} */
  const taken = [];
  for (const measure of measures) {
    const colour = measure.id === chosen ? CHOSEN : COLOUR;
    const points = measure.points.map((point) => projection.toScreen(point));
    context.beginPath();
    traced(context, measure, points);
    strokePath(context, colour, measure.id === chosen ? 2 : 1.5, 3.5);
    const lines = linesOf(measure, /** @type {Pixel} */ (projection.raster));
    writeLabel(context, lines, labelPlace(points), colour, taken, projection.box);
  }
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {string[]} lines
 * @param {Point} at its left edge, the middle of its first line
 * @param {string} colour
 * @param {Label[]} taken by labels that are there; this one is added
 * @param {Box} box the image's
 */
function writeLabel(context, lines, [x, y], colour, taken, box) {
  context.font = fontOf(13, 600);
  context.textBaseline = "middle";
  const width = Math.max(...lines.map((line) => context.measureText(line).width));
  const row = LINE * typeSize();
  const wanted = { x, y: y - row / 2, width, height: lines.length * row };
  const label = freePlace(inSight(wanted, box), taken);
  taken.push(label);
  context.fillStyle = SHADE;
  context.fillRect(label.x - PAD, label.y - 1, width + 2 * PAD, label.height + 2);
  lines.forEach((line, i) => write(context, line, label.x, label.y + (i + 0.5) * row, colour));
}

/**
 * The label moved into the box; that of a place outside stays outside.
 * @param {Label} label
 * @param {Box} box
 * @returns {Label}
 */
export function inSight(label, { width, height }) {
  if (label.x > width || label.y < -label.height || label.y > height) return label;
  const x = Math.max(PAD, Math.min(label.x, width - label.width - PAD));
  return { ...label, x, y: Math.max(0, Math.min(label.y, height - label.height)) };
}

/**
 * The label moved down until it covers none that is there.
 * @param {Label} label
 * @param {Label[]} taken
 * @returns {Label}
 */
export function freePlace(label, taken) {
  const over = taken.find(
    (other) =>
      label.x < other.x + other.width + 2 * PAD &&
      other.x < label.x + label.width + 2 * PAD &&
      label.y < other.y + other.height &&
      other.y < label.y + label.height,
  );
  return over ? freePlace({ ...label, y: over.y + over.height + 3 }, taken) : label;
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
