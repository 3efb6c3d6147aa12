// A heatmap over the image: a canvas of its colours and the lines around what is drawn of it.

import { asPath, outlines } from "./contours.js";
import { heatTable, isDrawn, shareOf } from "./heat_table.js";
import { SliceCache } from "./slice_cache.js";

/** Over some or all slices of the CT; what the bytes stand for says `heat_table.js`. */
export class HeatLayer {
  /** @param signed whether the bytes have a sign. */
  constructor(volume, raster, signed = false) {
    this.volume = volume;
    this.first = raster.firstSliceOf(volume);
    this.last = this.first + volume.nz - 1;
    this._signed = signed;
    this._raster = raster;
    this._painted = new SliceCache((z) => this._paint(z));
    this._lines = new SliceCache((z) => this._outline(z));
    this._look = null;
  }

  /** Where the map has slice `z`, and it has come in. */
  has(z) {
    return this.volume.has(z - this.first);
  }

  /** A canvas of the slice's size, or null. @param look {magnitude, threshold} */
  at(z, look) {
    if (!this.has(z)) return null;
    this._lookAs(look);
    return this._painted.get(z);
  }

  /** {for, against: Path2D} around what is drawn, or null. */
  linesAt(z, look) {
    if (!this.has(z)) return null;
    this._lookAs(look);
    return this._lines.get(z);
  }

  /** The share of the full scale at an image pixel: -1..1, or 0..1 of a map without a sign. */
  value(z, u, v) {
    if (!this.has(z)) return null;
    return shareOf(this._slice(z)[this._raster.stored(u, v)], this._signed);
  }

  _slice(z) {
    return this.volume.slice(z - this.first);
  }

  _lookAs({ magnitude, threshold }) {
    if (this._look?.magnitude === magnitude && this._look.threshold === threshold) return;
    this._look = { signed: this._signed, magnitude, threshold };
    this._table = new Uint32Array(heatTable(this._look).buffer);
    this._painted.clear();
    this._lines.clear();
  }

  _paint(z) {
    const { width, height } = this._raster;
    const values = this._raster.shown(this._slice(z));
    const pixels = new Uint32Array(width * height);
    for (let i = 0; i < pixels.length; i++) pixels[i] = this._table[values[i]];
    const canvas = new OffscreenCanvas(width, height);
    const image = new ImageData(new Uint8ClampedArray(pixels.buffer), width, height);
    canvas.getContext("2d").putImageData(image, 0, 0);
    return canvas;
  }

  _outline(z) {
    const { width, height } = this._raster;
    const values = this._raster.shown(this._slice(z));
    const drawn = Array.from({ length: 256 }, (_, byte) => isDrawn(byte, this._look));
    const box = { left: 0, top: 0, right: width - 1, bottom: height - 1 };
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
