// A heatmap over the image: a canvas of its colours and the lines around what is drawn of it.

import { asPath, outlines } from "./contours.js";
import { paintedCanvas } from "./dom.js";
import { heatTable, isDrawn, shareOf } from "./heat_table.js";
import { SliceCache } from "./slice_cache.js";

/** @import { Look } from "./heat_table.js" */
/** @import { Raster } from "./raster.js" */
/** @import { Volume } from "./volume.js" */

/** @typedef {Omit<Look, "signed">} ChosenLook what the reader chooses of it */
/** @typedef {{for: Path2D, against: Path2D}} HeatLines around what is drawn */

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
    this._colours = new Uint32Array(256);
    this._painted = new SliceCache((z) => this._paint(z));
    this._lines = new SliceCache((z) => this._outline(z));
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

  /** @param {number} z */
  _slice(z) {
    return this.volume.slice(z - this.first);
  }

  /** @param {ChosenLook} look */
  _lookAs({ magnitude, threshold }) {
    if (this._look.magnitude === magnitude && this._look.threshold === threshold) return;
    this._look = { signed: this._look.signed, magnitude, threshold };
    this._colours = new Uint32Array(heatTable(this._look).buffer);
    this._painted.clear();
    this._lines.clear();
  }

  /** @param {number} z */
  _paint(z) {
    const { width, height } = this._raster;
    const values = this._raster.shown(this._slice(z));
    const pixels = new Uint32Array(width * height);
    for (let i = 0; i < pixels.length; i++) pixels[i] = this._colours[values[i]];
    return paintedCanvas(pixels, width, height);
  }

  /**
   * @param {number} z
   * @returns {HeatLines}
   */
  _outline(z) {
    const { width, height } = this._raster;
    const values = this._raster.shown(this._slice(z));
    const drawn = Array.from({ length: 256 }, (_, byte) => isDrawn(byte, this._look));
    const box = { left: 0, top: 0, right: width - 1, bottom: height - 1 };
    /** @param {(byte: number) => boolean} inside */
    const around = (inside) => asPath(outlines(values, width, box, inside));
    if (!this._look.signed || this._look.magnitude) {
      return { for: around((byte) => drawn[byte]), against: new Path2D() };
    }
    return {
      for: around((byte) => drawn[byte] && byte > 128),
      against: around((byte) => drawn[byte] && byte < 128),
    };
  }
}
