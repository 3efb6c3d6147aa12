// The smallest file that NiiVue takes for an image.

/** @import { Raster } from "./raster.js" */

const HEADER_BYTES = 352;
const RGBA = 2304; // NIfTI's datatype
const RGBA_BITS = 32;
const MAGIC = [0x6e, 0x2b, 0x31, 0]; // "n+1"

/**
 * A NIfTI file with one black RGBA slice in RAS order, its centre at the origin.
 * @param {Pick<Raster, "width" | "height" | "columnMm" | "rowMm">} raster
 */
export function emptyNifti({ width, height, columnMm, rowMm }) {
  const buffer = new ArrayBuffer(HEADER_BYTES + 4 * width * height);
  const view = new DataView(buffer);
  const floats = (/** @type {number} */ at, /** @type {number[]} */ values) =>
    values.forEach((x, i) => view.setFloat32(at + 4 * i, x, true));
  view.setInt32(0, 348, true);
  [3, width, height, 1, 1, 1, 1, 1].forEach((n, i) => view.setInt16(40 + 2 * i, n, true));
  view.setInt16(70, RGBA, true);
  view.setInt16(72, RGBA_BITS, true);
  floats(76, [1, columnMm, rowMm, 1, 1, 1, 1, 1]);
  floats(108, [HEADER_BYTES, 1, 0]); // offset of the pixels, slope, intercept
  view.setInt16(254, 1, true); // the sform holds
  floats(280, [columnMm, 0, 0, (-columnMm * (width - 1)) / 2]);
  floats(296, [0, rowMm, 0, (-rowMm * (height - 1)) / 2]);
  floats(312, [0, 0, 1, 0]);
  MAGIC.forEach((byte, i) => view.setUint8(344 + i, byte));
  return buffer;
}
