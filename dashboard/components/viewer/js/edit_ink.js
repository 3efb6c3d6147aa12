// What editing draws over the image: the chosen lesion, the brush, the line that is being drawn.

import { paintedCanvas } from "./dom.js";
import { INK, strokePath } from "./ink.js";

/** @import { Editor } from "./editor.js" */
/** @import { Point, Projection } from "./projection.js" */

/** Over the chosen lesion: white, at a quarter. A byte each of alpha, blue, green, red. */
const TINT = 0x38ffffff;

/** The pixels of a label on one slice, painted once for each of its versions. */
export class Tint {
  constructor() {
    this._key = "";
    /** @type {Editor["steps"]} */
    this._steps = null;
    /** @type {OffscreenCanvas | null} */
    this._canvas = null;
  }

  /**
   * @param {Editor} editor
   * @returns {OffscreenCanvas | null}
   */
  of({ steps, label, workspace }) {
    const { slice } = workspace.state;
    if (!steps || label === null) return null;
    const { volume } = steps;
    if (!volume.countOn(slice, label)) return null;
    const key = `${slice} ${label} ${volume.version(slice)}`;
    if (key === this._key && steps === this._steps) return this._canvas;
    const pixels = new Uint32Array(volume.width * volume.height);
    volume.read(slice).forEach((value, i) => {
      if (value === label) pixels[i] = TINT;
    });
    this._key = key;
    this._steps = steps;
    this._canvas = paintedCanvas(pixels, volume.width, volume.height);
    return this._canvas;
  }
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Projection} projection of the axial image
 * @param {Editor} editor
 * @param {Tint} tint
 */
export function drawEdit(context, projection, editor, tint) {
  const canvas = tint.of(editor);
  if (canvas) {
    const { left, top, scaleX, scaleY } = projection;
    context.save();
    context.imageSmoothingEnabled = false;
    context.drawImage(canvas, left, top, canvas.width * scaleX, canvas.height * scaleY);
    context.restore();
  }
  drawLine(context, projection, editor.drawn, editor.tool === "polygon");
  const { pointer, plane } = editor.workspace.state;
  const hasSize = editor.tool === "brush" || editor.tool === "eraser" || editor.tool === "threshold";
  if (pointer && plane === "axial" && hasSize) drawBrush(context, projection, pointer, editor.sizeMm);
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Projection} projection
 * @param {Point[]} points image points
 * @param {boolean} hasCorner whether the first one is marked, where a click closes the line
 */
function drawLine(context, projection, points, hasCorner) {
  if (!points.length) return;
  const [first, ...others] = points.map((point) => projection.toScreen(point));
  context.beginPath();
  context.moveTo(...first);
  for (const point of others) context.lineTo(...point);
  if (hasCorner) {
    context.moveTo(first[0] + 4, first[1]);
    context.arc(first[0], first[1], 4, 0, 2 * Math.PI);
  }
  strokePath(context, INK, 1.5, 3.5);
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Projection} projection
 * @param {Point} at on the screen
 * @param {number} mm across
 */
function drawBrush(context, { pixelsPerMm }, [x, y], mm) {
  context.beginPath();
  context.arc(x, y, (mm / 2) * pixelsPerMm, 0, 2 * Math.PI);
  strokePath(context, INK, 1, 3);
}
