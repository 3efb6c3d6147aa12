// Lines and words that can be read over any grey: each has a shadow.

/** @typedef {CanvasRenderingContext2D} Context */

export const FONT = "system-ui, sans-serif";
export const INK = "#dfe6ee";
const SHADOW = "rgb(0 0 0 / 75%)";

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
