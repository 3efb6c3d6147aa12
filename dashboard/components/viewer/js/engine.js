// NiiVue, given one slice at a time.
//
// NiiVue windows a volume by uploading all of it and colouring every voxel again, so a drag over
// 100 slices of 512 x 512 stutters even on a good graphics card. A reader looks at one slice. So
// the series stays in the page's memory, the slice in view is windowed here (a table look-up per
// pixel, under a millisecond), and NiiVue shows it as it shows any single colour image: zoomed,
// panned and interpolated by the graphics card.

import { emptyNifti } from "./empty_nifti.js";
import { greyTable } from "./grey_table.js";
import { LoadError } from "./volume.js";

/** @import { Niivue, NVImage } from "@niivue/niivue" */
/** @import { Place } from "./projection.js" */
/** @import { Raster, Voxels } from "./raster.js" */
/** @import { Window } from "./server_data.ts" */

/** @typedef {typeof import("@niivue/niivue")} NiivueModule */

const AXIAL = 0;
const OPTIONS = {
  isRadiologicalConvention: true,
  sliceType: AXIAL,
  backColor: [0, 0, 0, 1],
  crosshairWidth: 0,
  isOrientationTextVisible: false,
  isColorbar: false,
  interactive: false,
  dragAndDropEnabled: false,
  loadingText: "",
  logLevel: /** @type {const} */ ("error"),
};

/** NiiVue with room for slices of one raster. */
class Picture {
  /** @param {NVImage} image */
  constructor(image) {
    this.image = image;
    const pixels = /** @type {Uint8Array<ArrayBuffer>} */ (image.img);
    this.colours = new Uint32Array(pixels.buffer, pixels.byteOffset, pixels.length / 4);
  }
}

export class Engine {
  /**
   * Load NiiVue from a URL path and start it on a canvas.
   * @param {string} path
   * @param {HTMLCanvasElement} canvas
   * @throws {LoadError}
   */
  static async create(path, canvas) {
    if (!document.createElement("canvas").getContext("webgl2")) {
      throw new LoadError(
        "This browser offers no WebGL2, which the images need: " +
          "turn on hardware acceleration or use a current Chrome, Edge, Firefox or Safari.",
      );
    }
    const module = await importNiivue(path);
    const viewer = new module.Niivue(OPTIONS);
    await viewer.attachToCanvas(canvas, false);
    return new Engine(viewer, module);
  }

  /**
   * @param {Niivue} viewer
   * @param {NiivueModule} module
   */
  constructor(viewer, module) {
    this._viewer = viewer;
    this._module = module;
    /** @type {Picture | null} */
    this._picture = null;
  }

  /**
   * Make room for slices of this raster.
   * @param {Raster} raster
   */
  async setRaster(raster) {
    const file = emptyNifti(raster);
    const image = await this._module.NVImage.loadFromUrl({ url: file, name: "slice.nii" });
    if (this._picture) this._viewer.removeVolume(this._picture.image);
    this._viewer.addVolume(image);
    this._picture = new Picture(image);
  }

  /**
   * Show a slice.
   * @param {Voxels} pixels HU in screen order
   * @param {Window} window
   * @param {boolean} smooth
   */
  show(pixels, window, smooth) {
    if (!this._picture) return;
    const greys = greyTable(window);
    const { colours } = this._picture;
    // NiiVue's rows run from posterior, its columns from the patient's left: ours, backwards.
    const last = pixels.length - 1;
    for (let i = 0; i <= last; i++) colours[last - i] = greys[pixels[i] & 0xffff];
    this._viewer.updateGLVolume();
    // Each update makes a new texture, which interpolates unless told not to.
    if (!smooth) this._viewer.setInterpolation(true);
  }

  /**
   * NiiVue's pan is in RAS mm at zoom 1; to the right of the screen is the patient's left.
   * @param {Place} place
   */
  setView({ zoom, panX, panY }) {
    this._viewer.setPan2Dxyzmm([-panX, -panY, 0, zoom]);
  }

  dispose() {
    this._viewer.cleanup();
    this._viewer.gl.getExtension("WEBGL_lose_context")?.loseContext();
  }
}

/** @type {Promise<NiivueModule> | null} */
let importing = null;

/** @param {string} path */
async function importNiivue(path) {
  importing ??= /** @type {Promise<NiivueModule>} */ (import(window.location.origin + path));
  try {
    return await importing;
  } catch {
    importing = null;
    const answer = await fetch(path).catch(() => null);
    throw new LoadError(
      answer?.status === 404 ? await answer.text() : "The viewer's files can't be loaded.",
    );
  }
}
