// The segmentation of each slice, made ready to draw.

import { asPath, outlines } from "./contours.js";
import { SliceCache } from "./slice_cache.js";

/** The segmentation: bytes `code + 4 * lesion number`, see dashboard/components/viewer/mask.py. */
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
