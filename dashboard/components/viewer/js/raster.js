// How a slice lies on the screen: radiological view, row 0 anterior, column 0 the patient's right.

/** @import { Volume } from "./volume.js" */
/** @typedef {Int16Array<ArrayBuffer> | Uint8Array<ArrayBuffer>} Voxels of a slice */
/** @typedef {Pick<Volume, "nx" | "ny" | "step">} Grid */

/** Turns slices as stored into slices as shown, and back, from the affine of the CT. */
export class Raster {
  /** @param {Grid} volume */
  constructor(volume) {
    this._grid = volume;
    const [along, down] = [volume.step(0), volume.step(1)];
    // Screen columns run along whichever in-plane axis goes left-right.
    this.transposed = Math.abs(along[0]) < Math.abs(along[1]);
    const [across, vertical] = this.transposed ? [down, along] : [along, down];
    // Columns must run to the patient's left (-x in RAS), rows to posterior (-y).
    this.flipColumns = across[0] > 0;
    this.flipRows = vertical[1] > 0;
    this.columnMm = Math.hypot(...across);
    this.rowMm = Math.hypot(...vertical);
    this.width = this.transposed ? volume.ny : volume.nx;
    this.height = this.transposed ? volume.nx : volume.ny;
  }

  /**
   * Index into a stored slice of the pixel shown at column u, row v.
   * @param {number} u
   * @param {number} v
   */
  stored(u, v) {
    const { column, row } = this.inFile(u, v);
    return row * this._grid.nx + column;
  }

  /**
   * The file's own column and row of the pixel shown at column u, row v.
   * @param {number} u
   * @param {number} v
   */
  inFile(u, v) {
    const a = this.flipColumns ? this.width - 1 - u : u;
    const b = this.flipRows ? this.height - 1 - v : v;
    return this.transposed ? { column: b, row: a } : { column: a, row: b };
  }

  /**
   * A stored slice in screen order; the very same array where nothing has to move.
   * @template {Voxels} T
   * @param {T} stored
   * @returns {T}
   */
  shown(stored) {
    if (!this.transposed && !this.flipColumns && !this.flipRows) return stored;
    const out = /** @type {T} */ (stored.slice());
    for (let v = 0, to = 0; v < this.height; v++) {
      for (let u = 0; u < this.width; u++, to++) out[to] = stored[this.stored(u, v)];
    }
    return out;
  }

  /**
   * A slice in screen order as it is stored; the very same array where nothing has to move.
   * @template {Voxels} T
   * @param {T} shown
   * @returns {T}
   */
  asStored(shown) {
    if (!this.transposed && !this.flipColumns && !this.flipRows) return shown;
    const out = /** @type {T} */ (shown.slice());
    for (let v = 0, from = 0; v < this.height; v++) {
      for (let u = 0; u < this.width; u++, from++) out[this.stored(u, v)] = shown[from];
    }
    return out;
  }

  /**
   * The slice of the CT at which slice 0 of another volume on the same grid in plane lies.
   * @param {Grid} other
   */
  firstSliceOf(other) {
    const normal = this._grid.step(2);
    const from = this._grid.step(3);
    const to = other.step(3);
    const length = normal.reduce((sum, x) => sum + x * x, 0);
    return Math.round(normal.reduce((sum, x, i) => sum + x * (to[i] - from[i]), 0) / length);
  }
}
