// A heatmap over the image: a canvas of its colours and the lines around what is drawn of it.

import { heatLines, paintHeat } from "./heat_paint.js";
import { shareOf } from "./heat_table.js";
import { SliceCache } from "./slice_cache.js";

/** @import { Look } from "./heat_table.js" */
/** @import { Raster } from "./raster.js" */
/** @import { Volume } from "./volume.js" */

/** @typedef {Omit<Look, "signed">} ChosenLook what the reader chooses of it */

/** Over some or all slices of the CT; heat_table.js says what the bytes stand for. */
export class HeatLayer {
  /**
   * @param {Volume} volume
   * @param {Raster} raster of the CT
   * @param {boolean} signed whether the bytes have a sign
   */
  constructor(volume, raster, signed = false) {
    this.volume = volume;
    /** The slices of the CT that the map has. */
    this.first = raster.firstSliceOf(volume);
    this.last = this.first + volume.nz - 1;
    this._raster = raster;
    /** @type {Look} */
    this._look = { signed, magnitude: false, threshold: NaN };
    this._painted = new SliceCache((z) => paintHeat(this._shown(z), raster.width, this._look));
    this._lines = new SliceCache((z) => heatLines(this._shown(z), raster.width, this._look));
  }

  /**
   * Whether the map has slice `z`, and it has arrived.
   * @param {number} z
   */
  has(z) {
    return this.volume.has(z - this.first);
  }

  /**
   * A canvas of the slice's size, or null.
   * @param {number} z
   * @param {ChosenLook} look
   */
  at(z, look) {
    if (!this.has(z)) return null;
    this._lookAs(look);
    return this._painted.get(z);
  }

  /**
   * @param {number} z
   * @param {ChosenLook} look
   */
  linesAt(z, look) {
    if (!this.has(z)) return null;
    this._lookAs(look);
    return this._lines.get(z);
  }

  /**
   * The share of the full scale at an image pixel: -1..1, or 0..1 of a map without a sign; null
   * where the map has no such slice.
   * @param {number} z
   * @param {number} u
   * @param {number} v
   */
  value(z, u, v) {
    if (!this.has(z)) return null;
    return shareOf(this._slice(z)[this._raster.stored(u, v)], this._look.signed);
  }

  /**
   * The bytes of a slice in screen order; null where the map has none.
   * @param {number} z
   */
  bytes(z) {
    return this.has(z) ? this._shown(z) : null;
  }

  get signed() {
    return this._look.signed;
  }

  /** @param {number} z */
  _shown(z) {
    return this._raster.shown(this._slice(z));
  }

  /** @param {number} z */
  _slice(z) {
    return this.volume.slice(z - this.first);
  }

  /** @param {ChosenLook} look */
  _lookAs({ magnitude, threshold }) {
    if (this._look.magnitude === magnitude && this._look.threshold === threshold) return;
    this._look = { signed: this._look.signed, magnitude, threshold };
    this._painted.clear();
    this._lines.clear();
  }
}
