// The segmentation of each slice, made ready to draw.

import { asPath, outlines } from "./contours.js";
import { SliceCache } from "./slice_cache.js";

/** @import { PixelBox } from "./contours.js" */
/** @import { Raster, Voxels } from "./raster.js" */
/** @import { Labels, LesionClass } from "./server_data.ts" */
/** @import { Volume } from "./volume.js" */

/** @typedef {{number: number, name: LesionClass, box: PixelBox}} LesionOnSlice */
/**
 * @typedef {object} SliceMask
 * @property {Path2D} liver with the lesions in it
 * @property {Path2D} benign
 * @property {Path2D} malignant
 * @property {LesionOnSlice[]} lesions the numbered ones
 */

/** A voxel's byte is `code + 4 * lesion number`, see dashboard/components/viewer/mask.py. */
const CODE_BITS = 3;
const NUMBER_SHIFT = 2;

export class MaskLayer {
  /**
   * @param {Volume} volume
   * @param {Raster} raster
   * @param {Labels["codes"]} codes
   */
  constructor(volume, raster, codes) {
    this.volume = volume;
    this._raster = raster;
    this._codes = codes;
    this._slices = new SliceCache((z) => this._read(z));
  }

  /**
   * Null while the slice has not arrived.
   * @param {number} z
   */
  at(z) {
    return this.volume.has(z) ? this._slices.get(z) : null;
  }

  /**
   * The bytes of a slice in screen order; null while it has not arrived.
   * @param {number} z
   */
  bytes(z) {
    return this.volume.has(z) ? this._raster.shown(this.volume.slice(z)) : null;
  }

  /**
   * What an image of the mask in any plane shows.
   * @param {Voxels} labels
   * @param {number} width
   */
  read(labels, width) {
    return readMask(labels, width, this._codes);
  }

  /** @param {number} z */
  _read(z) {
    return this.read(this._raster.shown(this.volume.slice(z)), this._raster.width);
  }
}

/**
 * @param {Voxels} labels an image of the mask
 * @param {number} width
 * @param {Labels["codes"]} codes
 * @returns {SliceMask}
 */
export function readMask(labels, width, { liver, benign, malignant }) {
  const { all, lesions } = boxes(labels, width, malignant);
  const marked = all && boxWithin(labels, width, all, (value) => (value & CODE_BITS) > liver);
  /**
   * @param {PixelBox | null} box
   * @param {(code: number) => boolean} inside
   */
  const around = (box, inside) =>
    asPath(box ? outlines(labels, width, box, (value) => inside(value & CODE_BITS)) : []);
  return {
    liver: around(all, (code) => code >= liver),
    benign: around(marked, (code) => code === benign),
    malignant: around(marked, (code) => code === malignant),
    lesions,
  };
}

/**
 * The bounding box of what is inside, within another box; null for nothing.
 * @param {Voxels} labels
 * @param {number} width
 * @param {PixelBox} box
 * @param {(value: number) => boolean} inside
 * @returns {PixelBox | null}
 */
function boxWithin(labels, width, { left, top, right, bottom }, inside) {
  /** @type {PixelBox | null} */
  let found = null;
  for (let v = top; v <= bottom; v++) {
    for (let u = left; u <= right; u++) {
      if (!inside(labels[v * width + u])) continue;
      if (found) grow(found, u, v);
      else found = boxOf(u, v);
    }
  }
  return found;
}

/**
 * Bounding boxes of all that is not background, and of each numbered lesion. One with any malignant
 * pixel counts as malignant.
 * @param {Voxels} labels
 * @param {number} width
 * @param {number} malignant its code
 * @returns {{all: PixelBox | null, lesions: LesionOnSlice[]}}
 */
export function boxes(labels, width, malignant) {
  /** @type {PixelBox | null} */
  let all = null;
  /** @type {Map<number, LesionOnSlice>} */
  const lesions = new Map();
  for (let i = 0; i < labels.length; i++) {
    const value = labels[i];
    if (value === 0) continue;
    const [u, v] = [i % width, Math.floor(i / width)];
    if (all) grow(all, u, v);
    else all = boxOf(u, v);
    const number = value >> NUMBER_SHIFT;
    if (number === 0) continue;
    let lesion = lesions.get(number);
    if (lesion) grow(lesion.box, u, v);
    else lesions.set(number, (lesion = { number, name: "benign", box: boxOf(u, v) }));
    if ((value & CODE_BITS) === malignant) lesion.name = "malignant";
  }
  return { all, lesions: [...lesions.values()] };
}

/**
 * @param {number} u
 * @param {number} v
 * @returns {PixelBox}
 */
const boxOf = (u, v) => ({ left: u, top: v, right: u, bottom: v });

/**
 * @param {PixelBox} box
 * @param {number} u
 * @param {number} v
 */
function grow(box, u, v) {
  if (u < box.left) box.left = u;
  if (u > box.right) box.right = u;
  if (v < box.top) box.top = v;
  if (v > box.bottom) box.bottom = v;
}
