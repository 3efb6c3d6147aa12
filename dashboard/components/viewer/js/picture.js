// A slice in grey, on a canvas off the page that is drawn to the screen as often as it takes.

import { OUTSIDE } from "./cut.js";
import { greyTable } from "./grey_table.js";

/** @import { Projection } from "./projection.js" */
/** @import { Voxels } from "./raster.js" */
/** @import { Window } from "./server_data.ts" */

/**
 * @typedef {object} Grey
 * @property {Window} window
 * @property {boolean} invert white for low values
 */

export class Picture {
  constructor() {
    /** @type {OffscreenCanvas | null} */
    this.canvas = null;
    /** @type {ImageData | null} */
    this._data = null;
    /** @type {Partial<Grey & {values: Voxels}>} */
    this._shown = {};
  }

  /**
   * Paint a slice; nothing is done if it is painted already.
   * @param {Voxels} values HU in screen order
   * @param {number} width
   * @param {Grey} grey
   * @returns {OffscreenCanvas}
   */
  paint(values, width, { window, invert }) {
    const shown = this._shown;
    const same = shown.values === values && shown.invert === invert;
    if (this.canvas && same && shown.window === window) return this.canvas;
    const height = values.length / width;
    if (this.canvas?.width !== width || this.canvas.height !== height) {
      this.canvas = new OffscreenCanvas(width, height);
      this._data = new ImageData(width, height);
    }
    const data = /** @type {ImageData} */ (this._data);
    paintGreys(values, greyTable(window, invert), new Uint32Array(data.data.buffer));
    const context = this.canvas.getContext("2d");
    if (!context) throw new Error("The browser gives no canvas to draw on.");
    context.putImageData(data, 0, 0);
    this._shown = { values, window, invert };
    return this.canvas;
  }
}

/**
 * @param {Voxels} values
 * @param {Uint32Array} greys of each HU, as unsigned
 * @param {Uint32Array} pixels is filled; what is outside of the series stays black
 */
export function paintGreys(values, greys, pixels) {
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    pixels[i] = value === OUTSIDE ? 0xff000000 : greys[value & 0xffff];
  }
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Projection} projection
 * @param {OffscreenCanvas} picture
 * @param {boolean} smooth
 */
export function drawPicture(context, { left, top, scaleX, scaleY }, picture, smooth) {
  context.imageSmoothingEnabled = smooth;
  context.imageSmoothingQuality = "medium";
  context.drawImage(picture, left, top, picture.width * scaleX, picture.height * scaleY);
}
