// Where an image pixel lies on the screen: fit to the box, then zoom, then pan.

import { clamp } from "./numbers.js";

export const MIN_ZOOM = 0.5;
export const MAX_ZOOM = 20;

/**
 * Image (u, v), pixel centres at .5, or screen (x, y) in CSS px.
 * @typedef {[number, number]} Point
 */
/** @typedef {{width: number, height: number}} Box in CSS px */
/** @typedef {{width: number, height: number, columnMm: number, rowMm: number}} Grid of an image */
/**
 * The part of an image that fits the box at zoom 1, in pixels.
 * @typedef {{left: number, top: number, right: number, bottom: number}} Frame
 */
/**
 * @typedef {object} Place
 * @property {number} zoom 1 where the frame fits the box
 * @property {number} panX mm at zoom 1, to the right
 * @property {number} panY mm at zoom 1, down
 */

export class Projection {
  /**
   * @param {Grid} raster
   * @param {Place} place
   * @param {Box} box
   * @param {Frame | null} frame null for all of the image
   */
  constructor(raster, place, box, frame = null) {
    const part = frame ?? { left: 0, top: 0, right: raster.width, bottom: raster.height };
    const fit = Math.min(
      box.width / ((part.right - part.left) * raster.columnMm),
      box.height / ((part.bottom - part.top) * raster.rowMm),
    );
    this.raster = raster;
    this.box = box;
    /** CSS px per mm at zoom 1. */
    this.fit = fit;
    this.pixelsPerMm = fit * place.zoom;
    this.scaleX = this.pixelsPerMm * raster.columnMm;
    this.scaleY = this.pixelsPerMm * raster.rowMm;
    /** The middle of the frame, image point. @type {Point} */
    this.middle = [(part.left + part.right) / 2, (part.top + part.bottom) / 2];
    this.left = box.width / 2 + fit * place.panX - this.scaleX * this.middle[0];
    this.top = box.height / 2 + fit * place.panY - this.scaleY * this.middle[1];
  }

  /**
   * @param {Point} image
   * @returns {Point}
   */
  toScreen([u, v]) {
    return [this.left + u * this.scaleX, this.top + v * this.scaleY];
  }

  /**
   * @param {Point} screen
   * @returns {Point}
   */
  toImage([x, y]) {
    return [(x - this.left) / this.scaleX, (y - this.top) / this.scaleY];
  }

  /**
   * Whether the image has that point.
   * @param {Point} image
   */
  contains([u, v]) {
    return u >= 0 && v >= 0 && u < this.raster.width && v < this.raster.height;
  }

  /**
   * In-plane distance of two image points, mm.
   * @param {Point} a
   * @param {Point} b
   */
  distanceMm(a, b) {
    return Math.hypot((a[0] - b[0]) * this.raster.columnMm, (a[1] - b[1]) * this.raster.rowMm);
  }
}

/**
 * The place at which an image point is in the middle of the box.
 * @param {Pick<Projection, "raster" | "middle">} projection
 * @param {Point} point
 * @param {number} zoom
 * @returns {Place}
 */
export function centredOn({ raster, middle }, [u, v], zoom) {
  return {
    zoom,
    panX: zoom * raster.columnMm * (middle[0] - u),
    panY: zoom * raster.rowMm * (middle[1] - v),
  };
}

/**
 * Zoom by `factor` so that what lies under a screen point stays there.
 * @param {Place} place
 * @param {Pick<Projection, "box" | "fit">} projection
 * @param {Point} screen
 * @param {number} factor
 * @returns {Place}
 */
export function zoomAbout(place, { box, fit }, [x, y], factor) {
  const zoom = clamp(place.zoom * factor, MIN_ZOOM, MAX_ZOOM);
  const ratio = zoom / place.zoom;
  const [dx, dy] = [(x - box.width / 2) / fit, (y - box.height / 2) / fit];
  return { zoom, panX: dx - ratio * (dx - place.panX), panY: dy - ratio * (dy - place.panY) };
}
