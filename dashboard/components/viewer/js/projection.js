// Where an image pixel lies on the screen. The same arithmetic as NiiVue's, so that what we draw
// over its canvas sits where it should: fit to the box, then zoom, then pan.

import { clamp } from "./dom.js";

export const MIN_ZOOM = 0.5;
export const MAX_ZOOM = 20;

/** `view` is {zoom, panX, panY}, pan in mm at zoom 1, to the right and down; `box` in CSS px. */
export class Projection {
  constructor(raster, view, box) {
    const fit = Math.min(
      box.width / (raster.width * raster.columnMm),
      box.height / (raster.height * raster.rowMm),
    );
    this.raster = raster;
    this.box = box;
    this.pixelsPerMm = fit * view.zoom;
    this.fit = fit;
    this.scaleX = this.pixelsPerMm * raster.columnMm;
    this.scaleY = this.pixelsPerMm * raster.rowMm;
    this.left = box.width / 2 + fit * view.panX - (this.scaleX * raster.width) / 2;
    this.top = box.height / 2 + fit * view.panY - (this.scaleY * raster.height) / 2;
  }

  /** Image (u, v), with pixel centres at .5, -> screen (x, y). */
  toScreen(u, v) {
    return [this.left + u * this.scaleX, this.top + v * this.scaleY];
  }

  toImage(x, y) {
    return [(x - this.left) / this.scaleX, (y - this.top) / this.scaleY];
  }

  contains(u, v) {
    return u >= 0 && v >= 0 && u < this.raster.width && v < this.raster.height;
  }

  /** In-plane distance of two image points, mm. */
  distanceMm(a, b) {
    return Math.hypot(
      (a[0] - b[0]) * this.raster.columnMm,
      (a[1] - b[1]) * this.raster.rowMm,
    );
  }
}

/** The view after zooming by `factor` so that what lies under screen (x, y) stays there. */
export function zoomAbout(view, box, fit, x, y, factor) {
  const zoom = clamp(view.zoom * factor, MIN_ZOOM, MAX_ZOOM);
  const ratio = zoom / view.zoom;
  const [dx, dy] = [(x - box.width / 2) / fit, (y - box.height / 2) / fit];
  return { zoom, panX: dx - ratio * (dx - view.panX), panY: dy - ratio * (dy - view.panY) };
}
