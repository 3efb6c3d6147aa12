// Everything drawn over the image that moves with it: heat, outlines, numbers, rulers, scale bar.

import { fitCanvas } from "./dom.js";
import { OUTLINE } from "./heat_table.js";

const FONT = "system-ui, sans-serif";
const BAR_LENGTHS_CM = [0.5, 1, 2, 5, 10, 20];
const BAR_SHARE = 0.17; // of the width, at most
const MARGIN = 14;
const INK = "#dfe6ee";
const RULER_INK = "#ffd866";
const SHADOW = "rgb(0 0 0 / 75%)";
/** Between a lesion's box and the frame that marks it, and how far its ticks reach out, px. */
const [FRAME_GAP, TICK] = [7, 9];

/**
 * Draw one frame.
 * @param scene {projection, mask, heat, heatOpacity, numbers, marked, rulers, cursor, colours}:
 *   mask and heat as `layers.js` gives them for the slice in view, `marked` the box of a lesion,
 *   `cursor` an image point; null for none.
 */
export function drawOverlay(canvas, scene) {
  const context = fitCanvas(canvas);
  const { projection } = scene;
  if (!projection) return;
  context.lineJoin = "round";
  if (scene.heat) drawHeat(context, projection, scene.heat, scene.heatOpacity);
  if (scene.heatLines) drawHeatLines(context, projection, scene.heatLines);
  if (scene.mask && scene.contours) drawOutlines(context, projection, scene.mask, scene.colours);
  if (scene.mask && scene.numbers) drawNumbers(context, projection, scene.mask, scene.colours);
  if (scene.marked) drawMark(context, projection, scene.marked);
  for (const ruler of scene.rulers) drawRuler(context, projection, ruler);
  if (scene.cursor) drawCursor(context, projection, scene.cursor);
  drawScaleBar(context, projection);
}

export function drawHeat(context, projection, heat, opacity) {
  const { left, top, scaleX, scaleY } = projection;
  context.save();
  context.globalAlpha = opacity;
  context.imageSmoothingQuality = "high";
  context.drawImage(heat, left, top, heat.width * scaleX, heat.height * scaleY);
  context.restore();
}

function drawHeatLines(context, { left, top, scaleX, scaleY }, lines) {
  context.save();
  context.transform(scaleX, 0, 0, scaleY, left, top);
  context.lineWidth = 1.3 / Math.sqrt(scaleX * scaleY);
  for (const side of ["for", "against"]) {
    context.strokeStyle = OUTLINE[side];
    context.stroke(lines[side]);
  }
  context.restore();
}

function drawOutlines(context, { left, top, scaleX, scaleY }, mask, colours) {
  context.save();
  context.transform(scaleX, 0, 0, scaleY, left, top);
  const unit = 1 / Math.sqrt(scaleX * scaleY); // one CSS pixel
  const stroke = (path, colour, width) => {
    context.strokeStyle = colour;
    context.lineWidth = width * unit;
    context.stroke(path);
  };
  stroke(mask.liver, "rgb(0 0 0 / 25%)", 2.4);
  stroke(mask.liver, colours.liver, 1.1);
  for (const name of ["benign", "malignant"]) {
    stroke(mask[name], "rgb(0 0 0 / 40%)", 2.8);
    stroke(mask[name], colours[name], 1.6);
  }
  context.restore();
}

function drawNumbers(context, projection, mask, colours) {
  context.font = `600 12px ${FONT}`;
  context.textBaseline = "bottom";
  for (const { number, name, box } of mask.lesions) {
    // At the upper right of the ellipse that fills the box, where a round lesion's edge is.
    const [across, up] = [box.right + 1 - box.left, box.bottom + 1 - box.top];
    const [x, y] = projection.toScreen(box.left + 0.85 * across, box.top + 0.15 * up);
    text(context, String(number), x + 4, y + 1, colours[name]);
  }
}

/** Corners of a frame around the lesion that was chosen, and ticks towards its middle. */
function drawMark(context, projection, { left, top, right, bottom }) {
  const [x0, y0] = projection.toScreen(left, top);
  const [x1, y1] = projection.toScreen(right + 1, bottom + 1);
  const [l, t, r, b] = [x0 - FRAME_GAP, y0 - FRAME_GAP, x1 + FRAME_GAP, y1 + FRAME_GAP];
  const [x, y] = [(l + r) / 2, (t + b) / 2];
  const arm = Math.min(12, (r - l) / 3, (b - t) / 3);
  context.beginPath();
  for (const [cx, cy, dx, dy] of [[l, t, 1, 1], [r, t, -1, 1], [r, b, -1, -1], [l, b, 1, -1]]) {
    context.moveTo(cx + dx * arm, cy);
    context.lineTo(cx, cy);
    context.lineTo(cx, cy + dy * arm);
  }
  for (const [cx, cy, dx, dy] of [[x, t, 0, -1], [x, b, 0, 1], [l, y, -1, 0], [r, y, 1, 0]]) {
    context.moveTo(cx, cy);
    context.lineTo(cx + dx * TICK, cy + dy * TICK);
  }
  for (const [colour, width] of [[SHADOW, 3.5], [INK, 1.5]]) {
    context.strokeStyle = colour;
    context.lineWidth = width;
    context.stroke();
  }
}

/** Where the pointer is in a linked viewer: a cross that leaves its middle free. */
function drawCursor(context, projection, point) {
  const [x, y] = projection.toScreen(...point);
  context.beginPath();
  for (const [dx, dy] of [[1, 0], [-1, 0], [0, 1], [0, -1]]) {
    context.moveTo(x + 4 * dx, y + 4 * dy);
    context.lineTo(x + 12 * dx, y + 12 * dy);
  }
  for (const [colour, width] of [[SHADOW, 3.5], [INK, 1.5]]) {
    context.strokeStyle = colour;
    context.lineWidth = width;
    context.stroke();
  }
}

function drawRuler(context, projection, { from, to }) {
  const [a, b] = [projection.toScreen(...from), projection.toScreen(...to)];
  const length = Math.hypot(b[0] - a[0], b[1] - a[1]);
  const across = length > 0 ? [(a[1] - b[1]) / length, (b[0] - a[0]) / length] : [0, 1];
  const trace = () => {
    context.beginPath();
    context.moveTo(...a);
    context.lineTo(...b);
    for (const end of [a, b]) {
      context.moveTo(end[0] - 5 * across[0], end[1] - 5 * across[1]);
      context.lineTo(end[0] + 5 * across[0], end[1] + 5 * across[1]);
    }
    context.stroke();
  };
  context.strokeStyle = SHADOW;
  context.lineWidth = 3.5;
  trace();
  context.strokeStyle = RULER_INK;
  context.lineWidth = 1.5;
  trace();
  const [right, low] = a[0] > b[0] ? [a[0], a[1]] : [b[0], b[1]];
  context.font = `600 13px ${FONT}`;
  context.textBaseline = "middle";
  text(context, rulerText(projection, { from, to }), right + 9, low, RULER_INK);
}

/** "46.2 mm" */
export function rulerText(projection, { from, to }) {
  return `${projection.distanceMm(from, to).toFixed(1)} mm`;
}

function drawScaleBar(context, { pixelsPerMm, box }) {
  const longest = Math.max(60, BAR_SHARE * box.width);
  const fitting = BAR_LENGTHS_CM.filter((cm) => cm * 10 * pixelsPerMm <= longest);
  const cm = fitting.at(-1) ?? BAR_LENGTHS_CM[0];
  const right = box.width - MARGIN;
  const left = right - cm * 10 * pixelsPerMm;
  const y = box.height - MARGIN - 5;
  const trace = () => {
    context.beginPath();
    for (const x of [left, right]) {
      context.moveTo(x, y - 5);
      context.lineTo(x, y + 5);
    }
    context.moveTo(left, y);
    context.lineTo(right, y);
    context.stroke();
  };
  context.strokeStyle = SHADOW;
  context.lineWidth = 3;
  trace();
  context.strokeStyle = INK;
  context.lineWidth = 1;
  trace();
  context.font = `12px ${FONT}`;
  context.textBaseline = "bottom";
  context.textAlign = "center";
  text(context, `${cm} cm`, (left + right) / 2, y - 5, INK);
  context.textAlign = "start";
}

function text(context, words, x, y, colour) {
  context.lineWidth = 3;
  context.strokeStyle = SHADOW;
  context.strokeText(words, x, y);
  context.fillStyle = colour;
  context.fillText(words, x, y);
}
