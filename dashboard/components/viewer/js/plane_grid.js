// The grid of a coronal or sagittal image: square pixels in the patient's own axes, the head up.

import { along } from "./vectors.js";

/** @import { Point } from "./projection.js" */
/** @import { Stack } from "./stack.js" */
/** @import { Vector } from "./vectors.js" */

/** @typedef {"coronal" | "sagittal"} CutPlane */

/** An image is not made larger than this in either direction, pixels. */
const MOST_PIXELS = 1024;
const ROUNDING = 1e-3; // pixels

/** From one image of a plane to the next, `at` rises to posterior (coronal) or left (sagittal). */
export class PlaneGrid {
  /**
   * @param {Stack} stack
   * @param {CutPlane} plane
   */
  constructor(stack, plane) {
    this.plane = plane;
    /** Of the values. */
    this.unit = "HU";
    const { low, high } = bounds(stack);
    const pixel = Math.min(Math.hypot(...stack.across), Math.hypot(...stack.down));
    const across = plane === "coronal" ? 0 : 1;
    const through = 1 - across;
    const largest = Math.max(high[across] - low[across], high[2] - low[2]);
    /** Of a pixel's sides, mm. */
    this.step = Math.max(pixel, largest / MOST_PIXELS);
    this.columnMm = this.rowMm = this.step;
    this.width = Math.max(1, Math.ceil((high[across] - low[across]) / this.step - ROUNDING));
    this.height = Math.max(1, Math.ceil((high[2] - low[2]) / this.step - ROUNDING));
    /** mm along the axis that the plane is perpendicular to: how far it can be moved. */
    this.first = low[through] + pixel / 2;
    this.last = high[through] - pixel / 2;
    /** From one image to the next, mm. */
    this.thickness = pixel;
    this._across = across;
    this._left = low[across];
    this._top = high[2];
  }

  /** How many images there are. */
  get count() {
    return 1 + Math.round((this.last - this.first) / this.thickness);
  }

  /**
   * Number of the image at a position, from 0.
   * @param {number} at mm
   */
  indexOf(at) {
    const index = Math.round((at - this.first) / this.thickness);
    return Math.min(this.count - 1, Math.max(0, index));
  }

  /** @param {number} index */
  positionOf(index) {
    return this.first + this.thickness * Math.min(this.count - 1, Math.max(0, index));
  }

  /**
   * Where an image point lies; pixel centres are at .5.
   * @param {Point} image
   * @param {number} at mm
   * @returns {Vector}
   */
  toPatient([u, v], at) {
    const across = this._left + u * this.step;
    const z = this._top - v * this.step;
    return this._across === 0 ? [across, at, z] : [at, across, z];
  }

  /**
   * @param {Vector} place
   * @returns {Point}
   */
  toImage(place) {
    return [(place[this._across] - this._left) / this.step, (this._top - place[2]) / this.step];
  }
}

/**
 * The box in the patient's axes around all voxels. At the top and bottom half a slice is counted in.
 * @param {Stack} stack
 */
function bounds(stack) {
  const { count, width, height, normal, usual } = stack;
  /** @type {Vector} */
  const low = [Infinity, Infinity, Infinity];
  /** @type {Vector} */
  const high = [-Infinity, -Infinity, -Infinity];
  for (let z = 0; z < count; z++) {
    const beyond = z === 0 ? [-usual / 2, 0] : z === count - 1 ? [0, usual / 2] : [0];
    for (const [u, v] of [[0, 0], [width, 0], [0, height], [width, height]]) {
      for (const mm of count === 1 ? [-usual / 2, usual / 2] : beyond) {
        const corner = along(stack.toPatient([u, v], z), normal, mm);
        corner.forEach((value, axis) => {
          low[axis] = Math.min(low[axis], value);
          high[axis] = Math.max(high[axis], value);
        });
      }
    }
  }
  return { low, high };
}
