// Everything drawn over the image that moves with it: heat, outlines, numbers, measurements, the
// cross-hair, the scale bar.

import { drawCrossHair } from "./cross_hair.js";
import { fitCanvas } from "./dom.js";
import { OUTLINE } from "./heat_table.js";
import { fontOf, INK, inImage, strokePath, write } from "./ink.js";
import { drawMeasures } from "./measure_ink.js";
import { drawOthers } from "./others_ink.js";
import { drawScaleBar } from "./scale_bar.js";
import { drawSpots } from "./spots.js";

/** @import { PixelBox } from "./contours.js" */
/** @import { PlaneLine } from "./cross_hair.js" */
/** @import { HeatLines } from "./heat_paint.js" */
/** @import { SliceMask } from "./mask_layer.js" */
/** @import { Point, Projection } from "./projection.js" */
/** @import { OthersHere } from "./others_ink.js" */
/** @import { Labels } from "./server_data.ts" */
/** @import { Measure } from "./measure_kinds.js" */
/** @import { ShownSpot } from "./spots.js" */

/** @typedef {CanvasRenderingContext2D} Context */

/**
 * What to draw; null for what is not there.
 * @typedef {object} Scene
 * @property {Projection} projection
 * @property {SliceMask | null} mask of the slice in view
 * @property {boolean} contours
 * @property {boolean} numbers
 * @property {Record<string, string>} names of the numbered lesions, where they have others
 * @property {OthersHere | null} others what other systems drew
 * @property {ShownSpot[]} spots
 * @property {OffscreenCanvas | null} heat
 * @property {number} heatOpacity
 * @property {HeatLines | null} heatLines
 * @property {PixelBox | null} marked the box of a lesion
 * @property {Measure[]} measures of this image
 * @property {string | null} chosen id of one of them
 * @property {{centre: Point, lines: PlaneLine[]} | null} crossHair
 * @property {((context: Context) => void) | null} under drawn before all else
 * @property {((context: Context) => void) | null} over drawn after all that belongs to the image
 * @property {Point | null} cursor image point
 * @property {Labels["colours"]} colours
 */

/** Between a lesion's box and the frame that marks it, and how far its ticks reach out, px. */
const FRAME_GAP = 7;
const TICK = 9;
/** Corners of a frame, as the directions in which their arms run. */
const CORNERS = [[1, 1], [-1, 1], [-1, -1], [1, -1]];
const DIRECTIONS = [[1, 0], [-1, 0], [0, 1], [0, -1]];

/**
 * Draw one frame.
 * @param {HTMLCanvasElement} canvas
 * @param {Scene | null} scene null for an empty canvas
 */
export function drawOverlay(canvas, scene) {
  const context = fitCanvas(canvas);
  if (!scene) return;
  const { projection, mask } = scene;
  context.lineJoin = "round";
  scene.under?.(context);
  if (scene.heat) drawHeat(context, projection, scene.heat, scene.heatOpacity);
  if (scene.heatLines) drawHeatLines(context, projection, scene.heatLines);
  if (mask && scene.contours) drawOutlines(context, projection, mask, scene.colours);
  if (mask && scene.numbers) drawNumbers(context, projection, mask, scene);
  if (scene.others) drawOthers(context, projection, scene.others);
  drawSpots(context, projection, scene.spots);
  if (scene.marked) drawMark(context, projection, scene.marked);
  const { crossHair } = scene;
  if (crossHair) drawCrossHair(context, projection, crossHair.centre, crossHair.lines);
  drawMeasures(context, projection, scene.measures, scene.chosen);
  scene.over?.(context);
  if (scene.cursor) drawCursor(context, projection, scene.cursor);
  drawScaleBar(context, projection);
}

/**
 * @param {Context} context
 * @param {Projection} projection
 * @param {OffscreenCanvas} heat
 * @param {number} opacity
 */
export function drawHeat(context, { left, top, scaleX, scaleY }, heat, opacity) {
  context.save();
  context.globalAlpha = opacity;
  context.imageSmoothingQuality = "high";
  context.drawImage(heat, left, top, heat.width * scaleX, heat.height * scaleY);
  context.restore();
}

/**
 * @param {Context} context
 * @param {Projection} projection
 * @param {HeatLines} lines
 */
function drawHeatLines(context, projection, lines) {
  inImage(context, projection, (pixel) => {
    context.lineWidth = 1.3 * pixel;
    context.strokeStyle = OUTLINE.for;
    context.stroke(lines.for);
    context.strokeStyle = OUTLINE.against;
    context.stroke(lines.against);
  });
}

/**
 * @param {Context} context
 * @param {Projection} projection
 * @param {SliceMask} mask
 * @param {Labels["colours"]} colours
 */
function drawOutlines(context, projection, mask, colours) {
  inImage(context, projection, (pixel) => {
    /**
     * @param {Path2D} path
     * @param {string} colour
     * @param {number} width
     */
    const stroke = (path, colour, width) => {
      context.strokeStyle = colour;
      context.lineWidth = width * pixel;
      context.stroke(path);
    };
    stroke(mask.liver, "rgb(0 0 0 / 25%)", 2.4);
    stroke(mask.liver, colours.liver, 1.1);
    stroke(mask.benign, "rgb(0 0 0 / 40%)", 2.8);
    stroke(mask.benign, colours.benign, 1.6);
    stroke(mask.malignant, "rgb(0 0 0 / 40%)", 2.8);
    stroke(mask.malignant, colours.malignant, 1.6);
  });
}

/**
 * @param {Context} context
 * @param {Projection} projection
 * @param {SliceMask} mask
 * @param {Pick<Scene, "names" | "colours">} how
 */
function drawNumbers(context, projection, mask, { names, colours }) {
  context.font = fontOf(12, 600);
  context.textBaseline = "bottom";
  for (const { number, name, box } of mask.lesions) {
    // At the upper right of the ellipse that fills the box, where a round lesion's edge is.
    const [across, up] = [box.right + 1 - box.left, box.bottom + 1 - box.top];
    const [x, y] = projection.toScreen([box.left + 0.85 * across, box.top + 0.15 * up]);
    write(context, names[number] ?? String(number), x + 4, y + 1, colours[name]);
  }
}

/**
 * Corners of a frame around the lesion that was chosen, and ticks away from its middle.
 * @param {Context} context
 * @param {Projection} projection
 * @param {PixelBox} box
 */
function drawMark(context, projection, box) {
  const [x0, y0] = projection.toScreen([box.left, box.top]);
  const [x1, y1] = projection.toScreen([box.right + 1, box.bottom + 1]);
  const [x, y] = [(x0 + x1) / 2, (y0 + y1) / 2];
  // Half the frame's size.
  const [across, down] = [(x1 - x0) / 2 + FRAME_GAP, (y1 - y0) / 2 + FRAME_GAP];
  const arm = Math.min(12, (2 * across) / 3, (2 * down) / 3);
  context.beginPath();
  for (const [dx, dy] of CORNERS) {
    const [cornerX, cornerY] = [x - dx * across, y - dy * down];
    context.moveTo(cornerX + dx * arm, cornerY);
    context.lineTo(cornerX, cornerY);
    context.lineTo(cornerX, cornerY + dy * arm);
  }
  for (const [dx, dy] of DIRECTIONS) {
    const [edgeX, edgeY] = [x + dx * across, y + dy * down];
    context.moveTo(edgeX, edgeY);
    context.lineTo(edgeX + dx * TICK, edgeY + dy * TICK);
  }
  strokePath(context, INK, 1.5, 3.5);
}

/**
 * Where the pointer is in a linked viewer: a cross that leaves its middle free.
 * @param {Context} context
 * @param {Projection} projection
 * @param {Point} point
 */
function drawCursor(context, projection, point) {
  const [x, y] = projection.toScreen(point);
  context.beginPath();
  for (const [dx, dy] of DIRECTIONS) {
    context.moveTo(x + 4 * dx, y + 4 * dy);
    context.lineTo(x + 12 * dx, y + 12 * dy);
  }
  strokePath(context, INK, 1.5, 3.5);
}
