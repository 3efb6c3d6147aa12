// The image and everything over it.

import { el } from "./dom.js";
import { Engine } from "./engine.js";
import { HeatLayer } from "./heat_layer.js";
import { MaskLayer } from "./layers.js";
import { Slot, Status } from "./loading.js";
import { drawOverlay, rulerText } from "./overlay.js";
import { Projection } from "./projection.js";
import { Raster } from "./raster.js";
import { Readout } from "./readout.js";

export class Stage {
  constructor(workspace, disclaimer) {
    this._workspace = workspace;
    this._image = el("div", { class: "image" });
    this._overlay = el("canvas", { class: "overlay" });
    this._readout = new Readout(disclaimer);
    this._status = new Status();
    this.node = el(
      "div",
      { class: "stage", "data-state": "empty" },
      this._image,
      this._overlay,
      ...this._readout.nodes,
      this._status.node,
    );
    this._slots = { volume: new Slot(), mask: new Slot(), heatmap: new Slot() };
    this._observer = new ResizeObserver(() => workspace.redraw());
    this._observer.observe(this.node);
    this.projection = null;
  }

  /** Bring the volumes that `data` names; those that are there already stay. */
  load(data) {
    if (data.volume !== this._slots.volume.url) this._loadImages(data);
    if (this._raster) this._loadLayers(data);
  }

  /** {volume, raster} of the series, null until its header is there. */
  get images() {
    return this._raster ? { volume: this._volume, raster: this._raster } : null;
  }

  /** Bounding box of a numbered lesion on a slice, in image pixels; null while it isn't known. */
  lesionBox(number, slice) {
    const there = this._mask?.at(slice)?.lesions ?? [];
    return there.find((lesion) => lesion.number === number)?.box ?? null;
  }

  dispose() {
    this._disposed = true;
    this._observer.disconnect();
    for (const slot of Object.values(this._slots)) slot.close();
    this._engine?.dispose();
  }

  // -- loading ----------------------------------------------------------------------------------

  _loadImages(data) {
    this._volume = this._raster = this._mask = this._heat = null;
    this._slots.mask.close();
    this._slots.heatmap.close();
    this._shown = {};
    this._setState("loading");
    this._status.progress(0, 0);
    const fail = (error) => {
      this._slots.volume.stop();
      this._setState("failed");
      this._status.failed(error, () => {
        this._slots.volume.close();
        this.load(this._workspace.data);
      });
    };
    this._startEngine(data.niivue).catch(fail);
    const on = {
      volume: (volume) => {
        this._volume = volume;
        this._raster = new Raster(volume);
        this._loadLayers(this._workspace.data);
        this._fitEngine().catch(fail);
      },
      progress: (received, total) => {
        this._status.progress(received, total);
        this._workspace.redraw();
      },
      done: () => {
        if (this.node.dataset.state === "ready") this._status.clear();
        else this._status.preparing();
        this._workspace.redraw();
      },
      failed: fail,
    };
    this._slots.volume.open(data.volume, on, this._workspace.state.slice);
  }

  _loadLayers(data) {
    const layers = {
      mask: (volume) => {
        this._mask = new MaskLayer(volume, this._raster, data.labels.codes);
      },
      heatmap: (volume) => {
        this._heat = new HeatLayer(volume, this._raster, Boolean(data.heatScale?.signed));
      },
    };
    for (const [name, use] of Object.entries(layers)) {
      const slot = this._slots[name];
      if (data[name] === slot.url) continue;
      if (data[name] === null) this[name === "mask" ? "_mask" : "_heat"] = null;
      const redraw = () => this._workspace.redraw();
      slot.open(data[name], {
        volume: use,
        progress: redraw,
        done: redraw,
        failed: (error) =>
          this._status.failed(error, () => {
            this._status.clear();
            slot.close();
            this._loadLayers(this._workspace.data);
          }),
      });
    }
  }

  async _startEngine(path) {
    if (this._engine || this._starting) return;
    this._starting = true;
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
      this._starting = false;
    }
    canvas.addEventListener("webglcontextlost", () => this._contextLost());
    await this._fitEngine();
  }

  async _fitEngine() {
    const { _engine: engine, _raster: raster } = this;
    if (!engine || !raster) return;
    await engine.setRaster(raster);
    if (raster !== this._raster) return;
    this._fitted = raster;
    this._workspace.redraw();
  }

  /** The graphics card was reset, as after sleep: start over on a new canvas. */
  _contextLost() {
    if (this._disposed) return;
    this._engine = this._fitted = null;
    this._slots.volume.close();
    this.load(this._workspace.data);
  }

  _setState(name) {
    this.node.dataset.state = name;
  }

  // -- drawing ----------------------------------------------------------------------------------

  show(state, data) {
    if (!this._raster || !this._overlay.clientWidth) {
      this.projection = null;
      drawOverlay(this._overlay, { projection: null });
      return;
    }
    const box = { width: this._overlay.clientWidth, height: this._overlay.clientHeight };
    this.projection = new Projection(this._raster, state, box);
    this._showImage(state, data);
    this._showOverlay(state, data);
    this._showReadout(state, data);
  }

  _showImage(state, data) {
    if (this._fitted !== this._raster || !this._volume.has(state.slice)) return;
    const { slice, window, smooth, zoom, panX, panY } = state;
    const shown = this._shown;
    if (shown.slice !== slice || shown.window !== window || shown.smooth !== smooth) {
      this._engine.show(this._raster.shown(this._volume.slice(slice)), window, smooth);
    }
    if (shown.zoom !== zoom || shown.panX !== panX || shown.panY !== panY) {
      this._engine.setView(state);
    }
    this._shown = { slice, window, smooth, zoom, panX, panY };
    if (this.node.dataset.state !== "ready") {
      this._setState("ready");
      if (this._volume.complete) this._status.clear();
    }
  }

  _showOverlay(state, data) {
    const { slice } = state;
    const look = { magnitude: state.heatMagnitude, threshold: state.heatThreshold };
    const heat = state.heat ? (this._heat?.at(slice, look) ?? null) : null;
    const lines = heat && state.heatContour ? this._heat.linesAt(slice, look) : null;
    drawOverlay(this._overlay, {
      projection: this.projection,
      mask: this._mask?.at(slice) ?? null,
      heat,
      heatLines: lines,
      heatOpacity: state.heatOpacity,
      contours: state.contours,
      numbers: state.numbers,
      marked: state.numbers ? this.lesionBox(state.lesion, slice) : null,
      rulers: this._workspace.rulersHere(),
      cursor: state.pointer ? null : state.cursor,
      colours: data.labels.colours,
    });
    const title = this._heat && state.heat ? this._heatTitle(data, heat) : null;
    const scale = data.heatScale ?? null;
    this._readout.showHeat(title, heat !== null, { signed: Boolean(scale?.signed), ...look }, scale);
  }

  _heatTitle(data, heat) {
    const { first, last } = this._heat;
    if (heat) return data.heatmapLabel;
    const where = first === last ? `slice ${first + 1}` : `slices ${first + 1}–${last + 1}`;
    return `${data.heatmapLabel} (only on ${where})`;
  }

  _showReadout(state, data) {
    const { slice, window, zoom } = state;
    const lastRuler = this._workspace.rulersHere().at(-1);
    this._readout.show({
      slice,
      count: data.nSlices,
      position: data.positions[slice],
      window,
      zoom,
      ruler: lastRuler && rulerText(this.projection, lastRuler),
      pointer: this._under(state),
    });
    const { findings, labels } = data;
    const category = findings?.patient.category;
    const doubts = findings?.cautions?.length ?? 0;
    const words = [labels.names[category], doubts ? cautionCount(doubts) : ""].filter(Boolean);
    this._readout.showBadge(
      findings && !this._workspace.tellsFindings ? words.join(" · ") : "",
      findings?.colour,
    );
  }

  /** {hu, column, row, heat} of the pixel under the pointer, here or in a linked viewer. */
  _under({ slice, pointer, cursor, heat }) {
    const place = pointer ? this.projection.toImage(...pointer) : cursor;
    if (!place || !this._volume.has(slice)) return null;
    const [u, v] = place.map(Math.floor);
    if (!this.projection.contains(u, v)) return null;
    return {
      hu: this._volume.slice(slice)[this._raster.stored(u, v)],
      ...this._raster.inFile(u, v),
      heat: heat && this._heat ? this._heat.value(slice, u, v) : null,
      scale: this._workspace.data.heatScale ?? null,
    };
  }
}

const cautionCount = (count) => (count === 1 ? "1 caution" : `${count} cautions`);
