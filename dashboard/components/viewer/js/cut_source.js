// The coronal or sagittal image, cut from the slices in memory.

import { combine, cut, OUTSIDE, slabOffsets } from "./cut.js";
import { shareOf } from "./heat_table.js";
import { heatLines, paintHeat } from "./heat_paint.js";
import { signed } from "./numbers.js";
import { PlaneGrid } from "./plane_grid.js";
import { SliceCache } from "./slice_cache.js";
import { smoothed } from "./smoothing.js";

/** @import { Letters } from "./axial_source.js" */
/** @import { Block } from "./cut.js" */
/** @import { ChosenLook } from "./heat_layer.js" */
/** @import { Look } from "./heat_table.js" */
/** @import { Images, Layers } from "./layers.js" */
/** @import { CutPlane } from "./plane_grid.js" */
/** @import { Frame, Point } from "./projection.js" */
/** @import { Voxels } from "./raster.js" */
/** @import { Cross, State } from "./view_state.js" */
/** @import { Vector } from "./vectors.js" */

/** A thick slab is made of so many images at most: they fit the cache, and none is cut twice. */
const MOST_IN_SLAB = 40;

/** The axis that is constant in the plane. @type {Record<CutPlane, "x" | "y">} */
const AXIS = { coronal: "y", sagittal: "x" };

export class CutSource {
  /**
   * @param {CutPlane} plane
   * @param {Images} images
   * @param {Pick<Layers, "mask" | "heat" | "others">} layers
   * @param {() => Cross} cross where the planes pass through the patient
   * @param {(grid: PlaneGrid) => Frame | null} frameOf the body's, in image pixels
   */
  constructor(plane, images, layers, cross, frameOf) {
    this.plane = plane;
    this.grid = new PlaneGrid(images.stack, plane);
    this.grid.unit = images.raster.unit;
    this.frame = frameOf(this.grid);
    this.count = this.grid.count;
    /** @type {Letters} */
    this.letters = plane === "coronal" ? ["H", "F", "R", "L"] : ["H", "F", "A", "P"];
    this._images = images;
    this._layers = layers;
    this._cross = cross;
    /** @type {Memo<Voxels>} */
    this._plain = new Memo((index) => this._cut(this._ctBlock(), index, Int16Array));
    /** @type {Memo<Voxels>} */
    this._made = new Memo((index) => this._make(index));
    /** @type {Memo<ReturnType<NonNullable<Layers["mask"]>["read"]>>} */
    this._masks = new Memo((index) => this._readMask(this._layers.mask, index));
    /** @type {Memo<ReturnType<NonNullable<Layers["mask"]>["read"]>>} */
    this._others = new Memo((index) => this._readMask(this._layers.others, index));
    /** @type {Memo<Voxels>} */
    this._heats = new Memo((index) => this._cut(this._heatBlock(), index, Uint8Array));
    /** @type {Memo<OffscreenCanvas>} */
    this._painted = new Memo((index) => paintHeat(this._heats.get(index), this.grid.width, this._look));
    /** @type {Memo<import("./heat_paint.js").HeatLines>} */
    this._lines = new Memo((index) => heatLines(this._heats.get(index), this.grid.width, this._look));
    /** @type {Look} */
    this._look = { signed: false, magnitude: false, threshold: 0 };
    /** @type {Pick<State, "slab" | "slabMm"> & {smoothingPx: number}} */
    this._how = { slab: "off", slabMm: 0, smoothingPx: 0 };
  }

  /** Where the plane passes, mm. */
  get at() {
    return this._cross()[AXIS[this.plane]];
  }

  /** Number of the image in view, from 0. */
  index() {
    // The index rises towards the front and the patient's right, as slices rise to the head.
    return this.count - 1 - this.grid.indexOf(this.at);
  }

  /**
   * @param {number} index
   * @returns {Partial<State>}
   */
  moved(index) {
    const at = this.grid.positionOf(this.count - 1 - index);
    return { cross: { ...this._cross(), [AXIS[this.plane]]: at } };
  }

  /**
   * @param {State} state
   * @param {number} smoothingPx
   * @returns {Voxels | null}
   */
  pixels({ slab, slabMm }, smoothingPx = 0) {
    const { received } = this._images.volume;
    this._plain.for(`${received}`);
    this._how = { slab, slabMm, smoothingPx };
    if (slab === "off" && !smoothingPx) return this._plain.get(this.grid.indexOf(this.at));
    this._made.for(`${received} ${slab} ${slabMm} ${smoothingPx}`);
    return this._made.get(this.grid.indexOf(this.at));
  }

  /** @param {State} state */
  measured(state) {
    return this.pixels(state);
  }

  mask() {
    const { mask } = this._layers;
    if (!mask) return null;
    this._masks.for(`${mask.volume.url} ${mask.volume.received}`);
    return this._masks.get(this.grid.indexOf(this.at));
  }

  /** What other systems outlined. */
  others() {
    const { others } = this._layers;
    if (!others) return null;
    this._others.for(`${others.volume.url} ${others.volume.received}`);
    return this._others.get(this.grid.indexOf(this.at));
  }

  /**
   * @param {State} _
   * @param {ChosenLook} look
   */
  heat(_, look) {
    return this._lookAs(look) ? this._painted.get(this.grid.indexOf(this.at)) : null;
  }

  /**
   * @param {State} _
   * @param {ChosenLook} look
   */
  heatLines(_, look) {
    return this._lookAs(look) ? this._lines.get(this.grid.indexOf(this.at)) : null;
  }

  /**
   * @param {State} _
   * @param {Point} image
   */
  heatAt(_, [u, v]) {
    const { heat } = this._layers;
    if (!heat || !this._lookAs(this._look)) return null;
    const bytes = this._heats.get(this.grid.indexOf(this.at));
    return shareOf(bytes[Math.floor(v) * this.grid.width + Math.floor(u)], heat.signed);
  }

  /**
   * "L 12 S −40": mm in the patient.
   * @param {Point} image
   */
  where(image) {
    const [x, y, z] = this.toPatient(image);
    return `x ${signed(x, 0)} y ${signed(y, 0)} z ${signed(z, 0)} mm`;
  }

  /**
   * @param {Point} image
   * @returns {Vector}
   */
  toPatient(image) {
    return this.grid.toPatient(image, this.at);
  }

  /**
   * Of any image of the plane.
   * @param {Point} image
   * @param {number} index
   */
  placeAt(image, index) {
    return this.grid.toPatient(image, this.grid.positionOf(this.count - 1 - index));
  }

  /**
   * Number of the image that passes there.
   * @param {Vector} place
   */
  indexAt([x, y]) {
    return this.count - 1 - this.grid.indexOf(this.plane === "coronal" ? y : x);
  }

  /** @param {Vector} place */
  toImage(place) {
    return this.grid.toImage(place);
  }

  /** @returns {[which: string, where: string]} */
  words() {
    const name = this.plane === "coronal" ? "Coronal" : "Sagittal";
    const number = this.grid.indexOf(this.at) + 1;
    return [`${name} ${number} / ${this.count}`, `${AXIS[this.plane]} ${signed(this.at, 1)} mm`];
  }

  /** @param {number} index */
  _make(index) {
    const { slab, slabMm, smoothingPx } = this._how;
    const { thickness, count, width } = this.grid;
    const step = Math.max(thickness, slabMm / MOST_IN_SLAB);
    const offsets = slab === "off" ? [0] : slabOffsets(slabMm, step);
    const images = offsets
      .map((mm) => index + Math.round(mm / thickness))
      .filter((one) => one >= 0 && one < count)
      .map((one) => /** @type {Int16Array<ArrayBuffer>} */ (this._plain.get(one)));
    const values = slab === "off" ? images[0] : combine(images, slab);
    return smoothingPx ? smoothed(values, width, smoothingPx) : values;
  }

  /**
   * Whether there is a heatmap; it will be looked at so.
   * @param {ChosenLook} look
   */
  _lookAs({ magnitude, threshold }) {
    const { heat } = this._layers;
    if (!heat) return false;
    const loaded = `${heat.volume.url} ${heat.volume.received}`;
    this._look = { signed: heat.signed, magnitude, threshold };
    this._heats.for(loaded);
    this._painted.for(`${loaded} ${magnitude} ${threshold}`);
    this._lines.for(`${loaded} ${magnitude} ${threshold}`);
    return true;
  }

  /**
   * @param {Layers["mask"]} mask
   * @param {number} index
   */
  _readMask(mask, index) {
    if (!mask) throw new Error("There is no mask to read.");
    const block = {
      stack: this._images.stack,
      slice: (/** @type {number} */ z) => mask.bytes(z),
      nearest: true,
      outside: 0,
    };
    return mask.read(this._cut(block, index, Uint8Array), this.grid.width);
  }

  /** @returns {Block} */
  _ctBlock() {
    const { volume, raster, stack } = this._images;
    const slice = (/** @type {number} */ z) =>
      volume.has(z) ? raster.shown(volume.slice(z)) : null;
    return { stack, slice, nearest: false, outside: OUTSIDE };
  }

  /** @returns {Block} */
  _heatBlock() {
    const { heat } = this._layers;
    const slice = (/** @type {number} */ z) => heat?.bytes(z) ?? null;
    return { stack: this._images.stack, slice, nearest: false, outside: heat?.signed ? 128 : 0 };
  }

  /**
   * @param {Block} block
   * @param {number} index
   * @param {Int16ArrayConstructor | Uint8ArrayConstructor} Kind
   */
  _cut(block, index, Kind) {
    const { width, height } = this.grid;
    return cut(block, this.grid, this.grid.positionOf(index), new Kind(width * height));
  }
}

/**
 * What was made of the images shown last, as long as what it was made from stays.
 * @template T
 */
class Memo {
  /** @param {(index: number) => T} make */
  constructor(make) {
    this._cache = new SliceCache(make);
    this._of = "";
  }

  /** @param {string} of names what it is made from */
  for(of) {
    if (of !== this._of) this._cache.clear();
    this._of = of;
  }

  /** @param {number} index */
  get(index) {
    return this._cache.get(index);
  }
}
