// Where the slices of a CT lie in the patient. Slices are parallel; their distances may differ, and
// each may be shifted in its plane, as by a tilted gantry.

import { along, cross, dot, unit } from "./vectors.js";

/** @import { Point } from "./projection.js" */
/** @import { Raster } from "./raster.js" */
/** @import { Coverage, GapReach } from "./server_data.ts" */
/** @import { Vector } from "./vectors.js" */
/** @import { Volume } from "./volume.js" */

/** Of a comparison of lengths, mm. */
const SLACK = 1e-6;

/**
 * A place between slices: `share` of the way from slice `low` to slice `high`.
 * @typedef {{low: number, high: number, share: number}} Between
 */
/** @typedef {GapReach & {mm: number}} Gap that is so long between the slices */

export class Stack {
  /**
   * @param {Pick<Volume, "nz" | "step">} volume
   * @param {Pick<Raster, "inFile" | "transposed" | "flipColumns" | "flipRows" | "width" | "height">} raster
   * @param {number[][] | null} origins LPS mm of the first voxel of each slice, as in the file; null
   *   where the volume's own affine says all
   * @param {Coverage | null} coverage what the server calls a gap; null for none, and half a slice
   *   beyond the ends
   */
  constructor(volume, raster, origins = null, coverage = null) {
    const [column, row, slice] = [0, 1, 2].map((axis) => lps(volume.step(axis)));
    const [across, down] = raster.transposed ? [row, column] : [column, row];
    /** From a pixel to the one to its right on the screen, mm. */
    this.across = along([0, 0, 0], across, raster.flipColumns ? -1 : 1);
    /** From a pixel to the one below it on the screen, mm. */
    this.down = along([0, 0, 0], down, raster.flipRows ? -1 : 1);
    /** Of the slices: towards the head, of coronal ones to the back, of sagittal ones to the left. */
    this.normal = unit(cross(this.across, this.down));
    const largest = this.normal.reduce((a, b) => (Math.abs(b) > Math.abs(a) ? b : a));
    if (largest < 0) this.normal = along([0, 0, 0], this.normal, -1);
    this.count = volume.nz;
    this.width = raster.width;
    this.height = raster.height;
    const first = lps(volume.step(3));
    const corner = raster.inFile(0, 0);
    /**
     * Of each slice, the centre of the pixel at the upper left on the screen.
     * @type {Vector[]}
     */
    this.origins = Array.from({ length: volume.nz }, (_, z) => {
      const own = origins ? /** @type {Vector} */ (origins[z]) : along(first, slice, z);
      return along(along(own, column, corner.column), row, corner.row);
    });
    /** Of each slice along the normal, mm; rising. */
    this.positions = this.origins.map((origin) => dot(origin, this.normal));
    /** The median distance of neighbouring slices, mm. */
    this.usual = median(this.positions.slice(1).map((z, i) => z - this.positions[i])) || Math.hypot(...slice);
    /** Beyond the first and the last slice, mm. */
    this._ends = coverage?.ends ?? [this.usual / 2, this.usual / 2];
    /**
     * Where slices are missing, by the slice below.
     * @type {Map<number, Gap>}
     */
    this._gaps = new Map(
      (coverage?.gaps ?? []).map((gap) => {
        const mm = this.positions[gap.below + 1] - this.positions[gap.below];
        return [gap.below, { ...gap, mm }];
      }),
    );
    this._acrossLength2 = dot(this.across, this.across);
    this._downLength2 = dot(this.down, this.down);
  }

  /**
   * Where an image point of a slice lies; pixel centres are at .5.
   * @param {Point} image
   * @param {number} z index of the slice
   */
  toPatient([u, v], z) {
    return along(along(this.origins[z], this.across, u - 0.5), this.down, v - 0.5);
  }

  /**
   * The image point of a slice that lies nearest to a place.
   * @param {Vector} place
   * @param {number} z index of the slice
   * @returns {Point}
   */
  toImage(place, z) {
    return this._inPlane(place, this.origins[z]);
  }

  /**
   * Index of the slice that lies nearest to a place.
   * @param {Vector} place
   */
  nearest(place) {
    const s = dot(place, this.normal);
    let best = 0;
    this.positions.forEach((position, z) => {
      if (Math.abs(position - s) < Math.abs(this.positions[best] - s)) best = z;
    });
    return best;
  }

  /**
   * Between which slices a position along the normal lies; null where the stack does not reach:
   * outside it, and in a gap.
   * @param {number} s mm
   * @returns {Between | null}
   */
  between(s) {
    const { positions, count } = this;
    const [down, up] = this._ends;
    if (s < positions[0] - down - SLACK || s > positions[count - 1] + up + SLACK) return null;
    let [low, high] = [0, count - 1];
    if (s <= positions[0]) return { low: 0, high: 0, share: 0 };
    if (s >= positions[high]) return { low: high, high, share: 0 };
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (positions[middle] <= s) low = middle;
      else high = middle;
    }
    const gap = this._gaps.get(low);
    if (!gap) {
      return { low, high, share: (s - positions[low]) / (positions[high] - positions[low]) };
    }
    if (s - positions[low] <= gap.up + SLACK) return { low, high: low, share: 0 };
    if (positions[high] - s <= gap.down + SLACK) return { low: high, high, share: 0 };
    return null;
  }

  /**
   * Of a place between slices, the image point on both.
   * @param {Vector} place
   * @param {Between} between
   * @returns {Point}
   */
  imageBetween(place, { low, high, share }) {
    const [a, b] = [this.origins[low], this.origins[high]];
    return this._inPlane(place, along(along(a, a, -share), b, share));
  }

  /**
   * The height at which slice `z` passes through (x, y), mm; the slice index need not be whole.
   * @param {number} z
   * @param {number} x
   * @param {number} y
   */
  heightAt(z, x, y) {
    const [nx, ny, nz] = this.normal;
    return (this.positions[z] - x * nx - y * ny) / nz;
  }

  /**
   * Where slices are missing.
   * @returns {Gap[]}
   */
  get gaps() {
    return [...this._gaps.values()];
  }

  /** Degrees between the normal and the direction from slice to slice: 0 for an upright gantry. */
  get tilt() {
    if (this.count < 2) return 0;
    const way = along(this.origins[this.count - 1], this.origins[0], -1);
    return (Math.acos(Math.min(1, dot(unit(way), this.normal))) * 180) / Math.PI;
  }

  /**
   * @param {Vector} place
   * @param {Vector} origin centre of pixel (0, 0)
   * @returns {Point}
   */
  _inPlane(place, origin) {
    const way = along(place, origin, -1);
    return [
      dot(way, this.across) / this._acrossLength2 + 0.5,
      dot(way, this.down) / this._downLength2 + 0.5,
    ];
  }
}

/**
 * @param {number[]} ras
 * @returns {Vector}
 */
const lps = ([x, y, z]) => [-x, -y, z];

/** @param {number[]} values */
function median(values) {
  if (!values.length) return 0;
  const sorted = [...values].sort((a, b) => a - b);
  const middle = values.length >> 1;
  return values.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
