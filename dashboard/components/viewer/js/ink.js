// Lines and words that can be read over any grey: each has a shadow.

/** @import { Projection } from "./projection.js" */

/** @typedef {CanvasRenderingContext2D} Context */

const FAMILY = "system-ui, sans-serif";
export const INK = "#dfe6ee";
const SHADOW = "rgb(0 0 0 / 75%)";

/** How many times as large as usual text is: more than 1 with large type. */
export function typeSize() {
  const said = getComputedStyle(document.documentElement).getPropertyValue("--type");
  return Number(said) || 1;
}

/**
 * A font for the canvas, in the size that the page has.
 * @param {number} px at the usual size
 * @param {number} weight
 */
export function fontOf(px, weight = 400) {
  return `${weight} ${px * typeSize()}px ${FAMILY}`;
}

/**
 * Stroke the context's path.
 * @param {Context} context
 * @param {string} colour
 * @param {number} width
 * @param {number} shadowWidth
 */
export function strokePath(context, colour, width, shadowWidth) {
  context.strokeStyle = SHADOW;
  context.lineWidth = shadowWidth;
  context.stroke();
  context.strokeStyle = colour;
  context.lineWidth = width;
  context.stroke();
}

/**
 * @param {Context} context
 * @param {string} words
 * @param {number} x
 * @param {number} y
 * @param {string} colour
 */
export function write(context, words, x, y, colour) {
  context.lineWidth = 3;
  context.strokeStyle = SHADOW;
  context.strokeText(words, x, y);
  context.fillStyle = colour;
  context.fillText(words, x, y);
}

/**
 * Draw in image coordinates.
 * @param {Context} context
 * @param {Projection} projection
 * @param {(pixel: number) => void} draw is given the size of a CSS pixel in those
 */
export function inImage(context, { left, top, scaleX, scaleY }, draw) {
  context.save();
  context.transform(scaleX, 0, 0, scaleY, left, top);
  draw(1 / Math.sqrt(scaleX * scaleY));
  context.restore();
}
