// What the server knows about each slice, made ready to draw: outlines of the mask, the heatmap.

import { HEAT_TABLE } from "./colours.js";
import { asPath, outlines } from "./contours.js";

const KEPT_SLICES = 48;

/** Remembers the results for the slices drawn last. */
class SliceCache {
  constructor(make) {
    this._make = make;
    this._kept = new Map();
  }

  get(z) {
    if (!this._kept.has(z)) {
      this._kept.set(z, this._make(z));
      if (this._kept.size > KEPT_SLICES) this._kept.delete(this._kept.keys().next().value);
    }
    return this._kept.get(z);
  }
}

/** The segmentation: bytes `code + 4 * lesion number`, see dashboard/viewer/mask.py. */
export class MaskLayer {
  /** @param codes {liver, benign, malignant} -> mask code. */
  constructor(volume, raster, codes) {
    this.volume = volume;
    this._raster = raster;
    this._codes = codes;
    this._cache = new SliceCache((z) => this._read(z));
  }

  /** {liver, benign, malignant: Path2D, lesions: [{number, name, box}]} or null. */
  at(z) {
    return this.volume.has(z) ? this._cache.get(z) : null;
  }

  _read(z) {
    const labels = this._raster.shown(this.volume.slice(z));
    const width = this._raster.width;
    const { liver, benign, malignant } = this._codes;
    const { all, byNumber } = boxes(labels, width);
    const around = (inside) => asPath(all ? outlines(labels, width, all, inside) : []);
    return {
      liver: around((value) => (value & 3) >= liver),
      benign: around((value) => (value & 3) === benign),
      malignant: around((value) => (value & 3) === malignant),
      lesions: [...byNumber].map(([number, { box, codes }]) => ({
        number,
        box,
        name: codes.has(malignant) ? "malignant" : "benign",
      })),
    };
  }
}

/** Bounding boxes (inclusive) of all that is not background, and of each numbered lesion. */
function boxes(labels, width) {
  let all = null;
  const byNumber = new Map();
  for (let i = 0; i < labels.length; i++) {
    const value = labels[i];
    if (value === 0) continue;
    const [u, v] = [i % width, Math.floor(i / width)];
    all = grown(all, u, v);
    const number = value >> 2;
    if (number === 0) continue;
    if (!byNumber.has(number)) byNumber.set(number, { box: null, codes: new Set() });
    const lesion = byNumber.get(number);
    lesion.box = grown(lesion.box, u, v);
    lesion.codes.add(value & 3);
  }
  return { all, byNumber };
}

function grown(box, u, v) {
  if (!box) return { left: u, top: v, right: u, bottom: v };
  if (u < box.left) box.left = u;
  if (u > box.right) box.right = u;
  if (v < box.top) box.top = v;
  if (v > box.bottom) box.bottom = v;
  return box;
}

/** A heatmap, 255 = 1, over some or all slices of the CT. */
export class HeatLayer {
  constructor(volume, raster) {
    this.volume = volume;
    this.first = raster.firstSliceOf(volume);
    this.last = this.first + volume.nz - 1;
    this._raster = raster;
    this._cache = new SliceCache((z) => this._paint(z));
  }

  /** A canvas of the slice's size, or null where the map has nothing to say. */
  at(z) {
    return this.volume.has(z - this.first) ? this._cache.get(z) : null;
  }

  /** The value 0..1 at an image pixel. */
  value(z, u, v) {
    if (!this.volume.has(z - this.first)) return null;
    return this.volume.slice(z - this.first)[this._raster.stored(u, v)] / 255;
  }

  _paint(z) {
    const { width, height } = this._raster;
    const values = this._raster.shown(this.volume.slice(z - this.first));
    const pixels = new Uint32Array(width * height);
    const table = new Uint32Array(HEAT_TABLE.buffer);
    for (let i = 0; i < pixels.length; i++) pixels[i] = table[values[i]];
    const canvas = new OffscreenCanvas(width, height);
    const image = new ImageData(new Uint8ClampedArray(pixels.buffer), width, height);
    canvas.getContext("2d").putImageData(image, 0, 0);
    return canvas;
  }
}
