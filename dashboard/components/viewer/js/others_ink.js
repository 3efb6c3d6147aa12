// What other systems outlined: broken lines of one colour, so that none is taken for the model's.

import { fontOf, inImage, strokePath, write } from "./ink.js";

/** @import { Source } from "./axial_source.js" */
/** @import { SliceMask } from "./mask_layer.js" */
/** @import { Point, Projection } from "./projection.js" */
/** @import { OthersShape } from "./server_data.ts" */
/** @import { State } from "./view_state.js" */

/** @typedef {{kind: OthersShape["kind"], points: Point[], text: string}} ShownShape in the image */
/** @typedef {{mask: SliceMask | null, shapes: ShownShape[], words: boolean}} OthersHere */

export const COLOUR = "#d3b8ff";
const BROKEN = [5, 4];
/** Half the length of the arms of a point's cross, px. */
const ARM = 5;

/**
 * The shapes of the slice in view, in its image; they were drawn on axial images.
 * @param {OthersShape[]} shapes
 * @param {Pick<Source, "plane" | "toImage">} source of the image
 * @param {State} state
 * @returns {ShownShape[]}
 */
export function shapesOn(shapes, source, state) {
  if (source.plane !== "axial") return [];
  return shapes
    .filter(({ slice }) => slice === state.slice)
    .map(({ kind, points, text }) => ({
      kind,
      text,
      points: points.map((place) => source.toImage(place, state)),
    }));
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Projection} projection
 * @param {OthersHere} others
 */
export function drawOthers(context, projection, { mask, shapes, words }) {
  if (mask) {
    inImage(context, projection, (pixel) => {
      context.setLineDash(BROKEN.map((length) => length * pixel));
      for (const path of [mask.liver, mask.benign, mask.malignant]) {
        context.strokeStyle = "rgb(0 0 0 / 40%)";
        context.lineWidth = 2.8 * pixel;
        context.stroke(path);
        context.strokeStyle = COLOUR;
        context.lineWidth = 1.4 * pixel;
        context.stroke(path);
      }
    });
  }
  for (const shape of shapes) drawShape(context, projection, shape, words);
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Projection} projection
 * @param {ShownShape} shape
 * @param {boolean} words
 */
function drawShape(context, projection, { kind, points, text }, words) {
  const places = points.map((point) => projection.toScreen(point));
  context.save();
  context.beginPath();
  if (kind === "points") {
    for (const [x, y] of places) {
      context.moveTo(x - ARM, y);
      context.lineTo(x + ARM, y);
      context.moveTo(x, y - ARM);
      context.lineTo(x, y + ARM);
    }
  } else {
    context.setLineDash(BROKEN);
    places.forEach(([x, y], i) => (i ? context.lineTo(x, y) : context.moveTo(x, y)));
    if (kind === "area") context.closePath();
  }
  strokePath(context, COLOUR, 1.4, 3);
  context.restore();
  if (!words || kind === "line") return;
  const [x, y] = places.reduce((low, place) => (place[1] > low[1] ? place : low));
  context.font = fontOf(12, 600);
  context.textBaseline = "top";
  write(context, text, x + 4, y + 3, COLOUR);
}
