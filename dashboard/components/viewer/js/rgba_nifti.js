// A colour volume as NiiVue takes it.

const HEADER_BYTES = 352;
const RGBA = 2304; // NIfTI's datatype
const RGBA_BITS = 32;
const MAGIC = [0x6e, 0x2b, 0x31, 0]; // "n+1"

/**
 * Voxels of equal sides along the axes of RAS: x fastest, then y, then z.
 * @typedef {object} Block
 * @property {[nx: number, ny: number, nz: number]} size
 * @property {number} step mm
 * @property {[x: number, y: number, z: number]} first centre of the first voxel, RAS mm
 * @property {Uint32Array} colours RGBA, a byte each, red the lowest
 */

/**
 * A NIfTI file of the block.
 * @param {Block} block
 */
export function rgbaNifti({ size: [nx, ny, nz], step, first, colours }) {
  const buffer = new ArrayBuffer(HEADER_BYTES + 4 * colours.length);
  const view = new DataView(buffer);
  const floats = (/** @type {number} */ at, /** @type {number[]} */ values) =>
    values.forEach((x, i) => view.setFloat32(at + 4 * i, x, true));
  view.setInt32(0, 348, true);
  [3, nx, ny, nz, 1, 1, 1, 1].forEach((n, i) => view.setInt16(40 + 2 * i, n, true));
  view.setInt16(70, RGBA, true);
  view.setInt16(72, RGBA_BITS, true);
  floats(76, [1, step, step, step, 1, 1, 1, 1]);
  floats(108, [HEADER_BYTES, 1, 0]); // offset of the voxels, slope, intercept
  view.setInt16(254, 1, true); // the sform holds
  floats(280, [step, 0, 0, first[0]]);
  floats(296, [0, step, 0, first[1]]);
  floats(312, [0, 0, step, first[2]]);
  MAGIC.forEach((byte, i) => view.setUint8(344 + i, byte));
  new Uint32Array(buffer, HEADER_BYTES).set(colours);
  return buffer;
}
