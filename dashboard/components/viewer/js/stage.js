// The image and everything over it.

import { el } from "./dom.js";
import { Engine } from "./engine.js";
import { heatTitle } from "./heat_figures.js";
import { Layers } from "./layers.js";
import { Status } from "./loading.js";
import { drawOverlay } from "./overlay.js";
import { Projection } from "./projection.js";
import { Readout } from "./readout.js";
import { rulerText } from "./ruler.js";
import { badgeText, coloursOf } from "./scores.js";

/** @import { Images } from "./layers.js" */
/** @import { Raster } from "./raster.js" */
/** @import { UnderPointer } from "./readout.js" */
/** @import { WorkspaceData } from "./server_data.ts" */
/** @import { State } from "./view_state.js" */
/** @import { Workspace } from "./workspace.js" */

export class Stage {
  /**
   * @param {Workspace} workspace
   * @param {string} disclaimer
   */
  constructor(workspace, disclaimer) {
    this._workspace = workspace;
    this._image = el("div", { class: "image" });
    this._overlay = el("canvas", { class: "overlay" });
    this._readout = new Readout(disclaimer);
    this._status = new Status();
    // `data-state` is of the image: empty, loading, ready or failed. `data-layers` is complete once
    // a frame shows everything that the server named.
    this.node = el(
      "div",
      { class: "stage", "data-state": "empty", "data-layers": "loading" },
      this._image,
      this._overlay,
      ...this._readout.nodes,
      this._status.node,
    );
    this._layers = new Layers(workspace, this._status, {
      opened: () => this._opened(),
      header: () => this._attempt(this._fitEngine()),
      arrived: () => this._arrived(),
      failed: (error) => this._failed(error),
    });
    /** @type {Engine | null} */
    this._engine = null;
    this._startingEngine = false;
    this._disposed = false;
    /**
     * What the engine has room for.
     * @type {Raster | null}
     */
    this._fitted = null;
    /**
     * What the engine shows.
     * @type {Partial<State>}
     */
    this._shown = {};
    /**
     * Of the last frame.
     * @type {Projection | null}
     */
    this.projection = null;
    this._observer = new ResizeObserver(() => workspace.redraw());
    this._observer.observe(this.node);
  }

  /**
   * Load the volumes that `data` names; those that are there already stay.
   * @param {WorkspaceData} data
   */
  load(data) {
    this._layers.load(data);
  }

  /** The series, null until its header is there. */
  get images() {
    return this._layers.images;
  }

  /**
   * Bounding box of a numbered lesion on a slice, in image pixels; null while it isn't known.
   * @param {number | null} number
   * @param {number} slice
   */
  lesionBox(number, slice) {
    const there = this._layers.mask?.at(slice)?.lesions ?? [];
    return there.find((lesion) => lesion.number === number)?.box ?? null;
  }

  dispose() {
    this._disposed = true;
    this._observer.disconnect();
    this._layers.close();
    this._engine?.dispose();
  }

  // -- loading ----------------------------------------------------------------------------------

  _opened() {
    this._shown = {};
    this._setState("loading");
    this._attempt(this._startEngine(this._workspace.data.niivue));
  }

  _arrived() {
    if (this.node.dataset.state === "ready") this._status.clear();
    else this._status.preparing();
  }

  /** @param {unknown} error */
  _failed(error) {
    this._layers.stop();
    this._setState("failed");
    this._status.failed(error, () => this._layers.reload());
  }

  /** @param {Promise<void>} work */
  _attempt(work) {
    work.catch((error) => this._failed(error));
  }

  /** @param {string} path of NiiVue */
  async _startEngine(path) {
    if (this._engine || this._startingEngine) return;
    this._startingEngine = true;
    const canvas = el("canvas", { "aria-label": "CT slice", role: "img" });
    this._image.replaceChildren(canvas);
    try {
      const engine = await Engine.create(path, canvas);
      if (this._disposed) {
        engine.dispose();
        return;
      }
      this._engine = engine;
    } finally {
      this._startingEngine = false;
    }
    canvas.addEventListener("webglcontextlost", () => this._contextLost());
    await this._fitEngine();
  }

  async _fitEngine() {
    const engine = this._engine;
    const raster = this.images?.raster;
    if (!engine || !raster) return;
    await engine.setRaster(raster);
    if (raster !== this.images?.raster) return;
    this._fitted = raster;
    this._workspace.redraw();
  }

  /** The graphics card was reset, as after sleep: start over on a new canvas. */
  _contextLost() {
    if (this._disposed) return;
    this._engine = this._fitted = null;
    this._layers.reload();
  }

  /** @param {"loading" | "ready" | "failed"} name */
  _setState(name) {
    this.node.dataset.state = name;
  }

  // -- drawing ----------------------------------------------------------------------------------

  /**
   * @param {State} state
   * @param {WorkspaceData} data
   */
  show(state, data) {
    const { images, _overlay: canvas } = this;
    if (!images || !canvas.clientWidth) {
      this.projection = null;
      drawOverlay(canvas, null);
      return;
    }
    const box = { width: canvas.clientWidth, height: canvas.clientHeight };
    this.projection = new Projection(images.raster, state, box);
    this._showImage(state, images);
    this._showOverlay(state, data, this.projection);
    this._showReadout(state, data, this.projection);
    this.node.dataset.layers = this._layers.complete ? "complete" : "loading";
  }

  /**
   * @param {State} state
   * @param {Images} images
   */
  _showImage(state, { volume, raster }) {
    const engine = this._engine;
    if (!engine || this._fitted !== raster || !volume.has(state.slice)) return;
    const { slice, window, smooth, zoom, panX, panY } = state;
    const shown = this._shown;
    if (shown.slice !== slice || shown.window !== window || shown.smooth !== smooth) {
      engine.show(raster.shown(volume.slice(slice)), window, smooth);
    }
    if (shown.zoom !== zoom || shown.panX !== panX || shown.panY !== panY) engine.setView(state);
    this._shown = { slice, window, smooth, zoom, panX, panY };
    if (this.node.dataset.state === "ready") return;
    this._setState("ready");
    if (volume.complete) this._status.clear();
  }

  /**
   * @param {State} state
   * @param {WorkspaceData} data
   * @param {Projection} projection
   */
  _showOverlay(state, data, projection) {
    const { slice } = state;
    const { mask, heat: layer } = this._layers;
    const look = { magnitude: state.heatMagnitude, threshold: state.heatThreshold };
    const heat = (state.heat && layer?.at(slice, look)) || null;
    drawOverlay(this._overlay, {
      projection,
      mask: mask?.at(slice) ?? null,
      heat,
      heatLines: (heat && state.heatContour && layer?.linesAt(slice, look)) || null,
      heatOpacity: state.heatOpacity,
      contours: state.contours,
      numbers: state.numbers,
      marked: state.numbers ? this.lesionBox(state.lesion, slice) : null,
      rulers: this._workspace.rulersHere(),
      cursor: state.pointer ? null : state.cursor,
      colours: coloursOf(data.findings, data.labels),
    });
    const isHere = heat !== null;
    const title = layer && state.heat ? heatTitle(data.heatmapLabel, layer, isHere) : null;
    const signed = Boolean(data.heatScale?.signed);
    this._readout.showHeat(title, isHere, { signed, ...look }, data.heatScale);
  }

  /**
   * @param {State} state
   * @param {WorkspaceData} data
   * @param {Projection} projection
   */
  _showReadout(state, data, projection) {
    const { slice, window, zoom } = state;
    const lastRuler = this._workspace.rulersHere().at(-1);
    this._readout.show({
      slice,
      count: data.nSlices,
      position: data.positions[slice],
      window,
      zoom,
      ruler: lastRuler ? rulerText(projection, lastRuler) : "",
      pointer: this._under(state, data, projection),
    });
    const { findings } = data;
    const badge = findings && !this._workspace.showsFindings ? badgeText(findings) : "";
    this._readout.showBadge(badge, findings?.colour ?? "");
  }

  /**
   * The pixel under the pointer, here or in a linked viewer.
   * @param {State} state
   * @param {WorkspaceData} data
   * @param {Projection} projection
   * @returns {UnderPointer | null}
   */
  _under({ slice, pointer, cursor, heat }, data, projection) {
    const { images, heat: layer } = this._layers;
    const place = pointer ? projection.toImage(pointer) : cursor;
    if (!place || !images?.volume.has(slice)) return null;
    const [u, v] = place.map(Math.floor);
    if (!projection.contains([u, v])) return null;
    return {
      hu: images.volume.slice(slice)[images.raster.stored(u, v)],
      ...images.raster.inFile(u, v),
      heat: heat && layer ? layer.value(slice, u, v) : null,
      scale: data.heatScale,
    };
  }
}
