// How a slice lies on the screen, in the plane it was acquired in: an axial one in radiological view,
// row 0 anterior, column 0 the patient's right; the others with the head up.

import { cross } from "./vectors.js";

/** @import { Letters } from "./axial_source.js" */
/** @import { PlaneName } from "./planes.js" */
/** @import { Vector } from "./vectors.js" */
/** @import { Volume } from "./volume.js" */
/** @typedef {Int16Array<ArrayBuffer> | Uint8Array<ArrayBuffer>} Voxels of a slice */
/** @typedef {Pick<Volume, "nx" | "ny" | "step">} Grid */

/**
 * For each axis of the patient that may be nearest to the normal: the plane, the axes (0 left-right,
 * 1 front-back, 2 up) along which columns and rows run, the letters of its edges, and the axis that
 * its position is told by.
 * @type {{plane: PlaneName, columns: number, rows: number, letters: Letters, axis: string}[]}
 */
const VIEWS = [
  { plane: "sagittal", columns: 1, rows: 2, letters: ["H", "F", "A", "P"], axis: "x" },
  { plane: "coronal", columns: 0, rows: 2, letters: ["H", "F", "R", "L"], axis: "y" },
  { plane: "axial", columns: 0, rows: 1, letters: ["A", "P", "R", "L"], axis: "z" },
];

/** Turns slices as stored into slices as shown, and back, from the affine of the CT. */
export class Raster {
  /** @param {Grid} volume */
  constructor(volume) {
    this._grid = volume;
    const [along, down] = [volume.step(0), volume.step(1)];
    const normal = cross(/** @type {Vector} */ (along), /** @type {Vector} */ (down)).map(Math.abs);
    const { plane, columns, rows, letters, axis } = VIEWS[normal.indexOf(Math.max(...normal))];
    /** The plane that the slices are nearest to. */
    this.plane = plane;
    this.letters = letters;
    this.axis = axis;
    /** Of the values. */
    this.unit = "HU";
    // Screen columns run along whichever in-plane axis goes left-right (or front-back).
    this.transposed = Math.abs(along[columns]) < Math.abs(along[rows]);
    const [across, vertical] = this.transposed ? [down, along] : [along, down];
    // Columns must run to the patient's left (-x in RAS) or to posterior (-y), rows to posterior or
    // to the feet (-z).
    this.flipColumns = across[columns] > 0;
    this.flipRows = vertical[rows] > 0;
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
