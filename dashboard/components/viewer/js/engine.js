// NiiVue, given one slice at a time.
//
// NiiVue windows a volume by uploading all of it and colouring every voxel anew, so a drag over
// 100 slices of 512 x 512 stutters even on a good graphics card. A reader looks at one slice. So
// the series stays in the page's memory, the slice in view is windowed here (a table look-up per
// pixel, under a millisecond), and NiiVue shows it as it shows any single colour image: zoomed,
// panned and interpolated by the graphics card.

import { LoadError } from "./volume.js";

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
  logLevel: "error",
};

export class Engine {
  /** Load NiiVue from `path` and start it on `canvas`. */
  static async create(path, canvas) {
    if (!document.createElement("canvas").getContext("webgl2")) {
      throw new LoadError(
        "This browser offers no WebGL2, which the images need: " +
          "turn on hardware acceleration or use a current Chrome, Edge, Firefox or Safari.",
      );
    }
    const niivue = await importNiivue(path);
    const viewer = new niivue.Niivue(OPTIONS);
    await viewer.attachToCanvas(canvas, false);
    return new Engine(viewer, niivue.NVImage);
  }

  constructor(viewer, NVImage) {
    this._viewer = viewer;
    this._NVImage = NVImage;
    this._image = null;
  }

  /** Make room for slices of this raster. */
  async setRaster(raster) {
    const image = await this._NVImage.loadFromUrl({ url: emptyImage(raster), name: "slice.nii" });
    if (this._image) this._viewer.removeVolume(this._image);
    this._viewer.addVolume(image);
    this._image = image;
    this._colours = new Uint32Array(image.img.buffer, image.img.byteOffset, image.img.length / 4);
  }

  /** Show a slice (Int16Array of HU in screen order) at a window. */
  show(pixels, window, smooth) {
    const greys = greyTable(window);
    const colours = this._colours;
    // NiiVue's rows run from posterior, its columns from the patient's left: ours, backwards.
    const last = pixels.length - 1;
    for (let i = 0; i <= last; i++) colours[last - i] = greys[pixels[i] & 0xffff];
    this._viewer.updateGLVolume();
    // Each update makes a new texture, which interpolates unless told not to.
    if (!smooth) this._viewer.setInterpolation(true);
  }

  /** NiiVue's pan is in RAS mm at zoom 1; to the right of the screen is the patient's left. */
  setView({ zoom, panX, panY }) {
    this._viewer.setPan2Dxyzmm([-panX, -panY, 0, zoom]);
  }

  dispose() {
    this._viewer.cleanup();
    this._viewer.gl.getExtension("WEBGL_lose_context")?.loseContext();
  }
}

let importing = null;

async function importNiivue(path) {
  importing ??= import(window.location.origin + path);
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

let tabled = null;

/** 65536 opaque greys, one for each int16 HU (as unsigned), at a window {width, level}. */
export function greyTable({ width, level }) {
  if (tabled?.width === width && tabled.level === level) return tabled.greys;
  const greys = new Uint32Array(65536);
  const low = level - width / 2;
  for (let hu = -32768; hu <= 32767; hu++) {
    const grey = Math.round(255 * Math.min(1, Math.max(0, (hu - low) / width)));
    greys[hu & 0xffff] = 0xff000000 | (grey * 0x010101);
  }
  tabled = { width, level, greys };
  return greys;
}

/** A NIfTI file with one black RGBA slice in RAS order, its centre at the origin. */
function emptyImage({ width, height, columnMm, rowMm }) {
  const buffer = new ArrayBuffer(352 + 4 * width * height);
  const view = new DataView(buffer);
  const floats = (at, values) => values.forEach((x, i) => view.setFloat32(at + 4 * i, x, true));
  view.setInt32(0, 348, true);
  [3, width, height, 1, 1, 1, 1, 1].forEach((n, i) => view.setInt16(40 + 2 * i, n, true));
  view.setInt16(70, 2304, true); // RGBA
  view.setInt16(72, 32, true); // bits
  floats(76, [1, columnMm, rowMm, 1, 1, 1, 1, 1]);
  floats(108, [352, 1, 0]); // offset of the pixels, slope, intercept
  view.setInt16(254, 1, true); // the sform holds
  floats(280, [columnMm, 0, 0, (-columnMm * (width - 1)) / 2]);
  floats(296, [0, rowMm, 0, (-rowMm * (height - 1)) / 2]);
  floats(312, [0, 0, 1, 0]);
  [0x6e, 0x2b, 0x31, 0].forEach((byte, i) => view.setUint8(344 + i, byte)); // "n+1"
  return buffer;
}
