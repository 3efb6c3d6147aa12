// NiiVue, for the 3-D view alone: it is fetched when somebody asks for that view.

import { LoadError } from "./load_error.js";
import { rgbaNifti } from "./rgba_nifti.js";

/** @import { Niivue, NVImage } from "@niivue/niivue" */
/** @import { Block } from "./rgba_nifti.js" */
/** @import { Vector } from "./vectors.js" */

/** @typedef {typeof import("@niivue/niivue")} NiivueModule */

const OPTIONS = {
  isRadiologicalConvention: true,
  backColor: [0, 0, 0, 1],
  crosshairWidth: 1,
  crosshairColor: [0.91, 0.76, 0.35, 1],
  show3Dcrosshair: true,
  isOrientCube: true,
  isOrientationTextVisible: false,
  isColorbar: false,
  interactive: false,
  dragAndDropEnabled: false,
  loadingText: "",
  logLevel: /** @type {const} */ ("error"),
};

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
        "This browser offers no WebGL2, which the 3-D view needs: turn on hardware acceleration " +
          "or use a current Chrome, Edge, Firefox or Safari. The slices work without it.",
      );
    }
    const module = await importNiivue(path);
    const viewer = new module.Niivue(OPTIONS);
    await viewer.attachToCanvas(canvas, false);
    viewer.setSliceType(viewer.sliceTypeRender);
    return new Engine(viewer, module);
  }

  /**
   * @param {Niivue} viewer
   * @param {NiivueModule} module
   */
  constructor(viewer, module) {
    this._viewer = viewer;
    this._module = module;
    /** @type {NVImage | null} */
    this._image = null;
  }

  /**
   * Show a volume in place of the one before.
   * @param {Block} block
   */
  async setVolume(block) {
    const { NVImage } = this._module;
    const image = await NVImage.loadFromUrl({ url: rgbaNifti(block), name: "scene.nii" });
    if (this._image) this._viewer.removeVolume(this._image);
    this._viewer.addVolume(image);
    this._image = image;
  }

  /**
   * @param {number} azimuth degrees
   * @param {number} elevation degrees
   * @param {number} scale
   * @param {Vector} cross where the planes meet, LPS mm
   */
  show(azimuth, elevation, scale, [x, y, z]) {
    if (!this._image) return;
    const viewer = this._viewer;
    viewer.scene.renderAzimuth = azimuth;
    viewer.scene.renderElevation = elevation;
    viewer.scene.volScaleMultiplier = scale;
    viewer.scene.crosshairPos = viewer.mm2frac([-x, -y, z]);
    viewer.drawScene();
  }

  resize() {
    this._viewer.resizeListener();
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
