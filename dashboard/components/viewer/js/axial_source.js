// Slices as they were acquired: axial in a CT, in any plane in MR. "axial" is the name of their pane.

import { signed } from "./numbers.js";
import { axialSlab } from "./slab.js";
import { smoothed } from "./smoothing.js";
import { SliceCache } from "./slice_cache.js";

/** @import { Layers, Images } from "./layers.js" */
/** @import { PlaneName } from "./planes.js" */
/** @import { Frame, Point } from "./projection.js" */
/** @import { Voxels } from "./raster.js" */
/** @import { State } from "./view_state.js" */
/** @import { Vector } from "./vectors.js" */
/** @import { ChosenLook } from "./heat_layer.js" */

/** Letters at the edges: top, bottom, left, right. @typedef {[string, string, string, string]} Letters */

/**
 * An image plane of a series: what the panes draw.
 * @typedef {AxialSource | import("./cut_source.js").CutSource} Source
 */

export class AxialSource {
  /**
   * @param {Images} images
   * @param {Pick<Layers, "mask" | "heat" | "others">} layers
   * @param {Frame | null} frame the body's, in image pixels
   */
  constructor(images, layers, frame) {
    /** @type {PlaneName} */
    this.plane = "axial";
    this.grid = images.raster;
    this.frame = frame;
    this.count = images.volume.nz;
    /** @type {Letters} */
    this.letters = images.raster.letters;
    this._images = images;
    this._layers = layers;
    /** Of slabs and smoothed slices. */
    this._made = new SliceCache((z) => this._make(z));
    this._asked = "";
    /** @type {Pick<State, "slab" | "slabMm"> & {smoothingPx: number}} */
    this._how = { slab: "off", slabMm: 0, smoothingPx: 0 };
  }

  /** @param {Pick<State, "slice">} state */
  index({ slice }) {
    return slice;
  }

  /**
   * What changes when another image of the plane is shown.
   * @param {number} index
   * @returns {Partial<State>}
   */
  moved(index) {
    return { slice: Math.min(this.count - 1, Math.max(0, index)) };
  }

  /**
   * HU of the image as drawn, null while it has not arrived.
   * @param {State} state
   * @param {number} smoothingPx sigma in pixels, 0 for none
   * @returns {Voxels | null}
   */
  pixels(state, smoothingPx = 0) {
    const { slab, slabMm } = state;
    if (slab === "off" && !smoothingPx) return this._slice(state.slice);
    const asked = `${slab} ${slabMm} ${smoothingPx} ${this._images.volume.received}`;
    if (asked !== this._asked) this._made.clear();
    this._asked = asked;
    this._how = { slab, slabMm, smoothingPx };
    return this._made.get(state.slice);
  }

  /**
   * HU of the image without smoothing: what is measured.
   * @param {State} state
   */
  measured(state) {
    return state.slab === "off" ? this._slice(state.slice) : this.pixels(state);
  }

  /** @param {State} state */
  mask({ slice }) {
    return this._layers.mask?.at(slice) ?? null;
  }

  /** What other systems outlined. @param {State} state */
  others({ slice }) {
    return this._layers.others?.at(slice) ?? null;
  }

  /**
   * @param {State} state
   * @param {ChosenLook} look
   */
  heat({ slice }, look) {
    return this._layers.heat?.at(slice, look) ?? null;
  }

  /**
   * @param {State} state
   * @param {ChosenLook} look
   */
  heatLines({ slice }, look) {
    return this._layers.heat?.linesAt(slice, look) ?? null;
  }

  /**
   * Share of the heatmap's scale at a pixel, null where there is none.
   * @param {State} state
   * @param {Point} image
   */
  heatAt({ slice }, [u, v]) {
    return this._layers.heat?.value(slice, Math.floor(u), Math.floor(v)) ?? null;
  }

  /**
   * "x 100 y 80": the file's own column and row.
   * @param {Point} image
   */
  where([u, v]) {
    const { column, row } = this.grid.inFile(Math.floor(u), Math.floor(v));
    return `x ${column} y ${row}`;
  }

  /**
   * @param {Point} image
   * @param {Pick<State, "slice">} state
   * @returns {Vector}
   */
  toPatient(image, { slice }) {
    return this._images.stack.toPatient(image, slice);
  }

  /**
   * Of any image of the plane.
   * @param {Point} image
   * @param {number} index
   */
  placeAt(image, index) {
    return this._images.stack.toPatient(image, index);
  }

  /**
   * Number of the image that passes there.
   * @param {Vector} place
   */
  indexAt(place) {
    return this._images.stack.nearest(place);
  }

  /**
   * @param {Vector} place
   * @param {Pick<State, "slice">} state
   */
  toImage(place, { slice }) {
    return this._images.stack.toImage(place, slice);
  }

  /**
   * @param {State} state
   * @param {number[]} positions of the slices as the server has them, mm
   * @returns {[which: string, where: string]}
   */
  words({ slice }, positions) {
    return [
      `Slice ${slice + 1} / ${this.count}`,
      `${this.grid.axis} ${signed(positions[slice], 1)} mm`,
    ];
  }

  /** @param {number} z */
  _slice(z) {
    const { volume, raster } = this._images;
    return volume.has(z) ? raster.shown(volume.slice(z)) : null;
  }

  /** @param {number} z */
  _make(z) {
    const { slab, slabMm, smoothingPx } = this._how;
    const { stack } = this._images;
    const values =
      slab === "off"
        ? this._slice(z)
        : axialSlab(stack, (other) => this._slice(other), z, slab, slabMm);
    return values && smoothingPx ? smoothed(values, this.grid.width, smoothingPx) : values;
  }
}
