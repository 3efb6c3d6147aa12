// A slice of a heatmap as a picture, and the lines around what is drawn of it.

import { asPath, outlines } from "./contours.js";
import { paintedCanvas } from "./dom.js";
import { heatTable, isDrawn } from "./heat_table.js";

/** @import { Look } from "./heat_table.js" */
/** @import { Voxels } from "./raster.js" */

/** @typedef {{for: Path2D, against: Path2D}} HeatLines around what is drawn */

/**
 * @param {Voxels} values in screen order
 * @param {number} width
 * @param {Look} look
 */
export function paintHeat(values, width, look) {
  const colours = new Uint32Array(heatTable(look).buffer);
  const pixels = new Uint32Array(values.length);
  for (let i = 0; i < pixels.length; i++) pixels[i] = colours[values[i]];
  return paintedCanvas(pixels, width, values.length / width);
}

/**
 * @param {Voxels} values in screen order
 * @param {number} width
 * @param {Look} look
 * @returns {HeatLines}
 */
export function heatLines(values, width, look) {
  const drawn = Array.from({ length: 256 }, (_, byte) => isDrawn(byte, look));
  const box = { left: 0, top: 0, right: width - 1, bottom: values.length / width - 1 };
  /** @param {(byte: number) => boolean} inside */
  const around = (inside) => asPath(outlines(values, width, box, inside));
  if (!look.signed || look.magnitude) {
    return { for: around((byte) => drawn[byte]), against: new Path2D() };
  }
  return {
    for: around((byte) => drawn[byte] && byte > 128),
    against: around((byte) => drawn[byte] && byte < 128),
  };
}
