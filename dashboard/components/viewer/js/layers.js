// What the image is made of, as it is loaded: the CT, and over it outlines and a heatmap.

import { HeatLayer } from "./heat_layer.js";
import { Slot } from "./loading.js";
import { MaskLayer } from "./mask_layer.js";
import { Raster } from "./raster.js";
import { Stack } from "./stack.js";

/** @import { EditLayer } from "./edit_layer.js" */
/** @import { Status } from "./loading.js" */
/** @import { WorkspaceData } from "./server_data.ts" */
/** @import { Volume } from "./volume.js" */
/** @import { Workspace } from "./workspace.js" */

/**
 * The CT, from when its header is there.
 * @typedef {{volume: Volume, raster: Raster, stack: Stack}} Images
 */
/**
 * @typedef {object} Events
 * @property {() => void} opened another series is being loaded
 * @property {() => void} header of the CT has arrived
 * @property {() => void} arrived all of the CT is there
 * @property {(error: unknown) => void} failed to load the CT
 */

export class Layers {
  /**
   * @param {Pick<Workspace, "data" | "state" | "redraw">} workspace
   * @param {Status} status
   * @param {Events} on
   */
  constructor(workspace, status, on) {
    this._workspace = workspace;
    this._status = status;
    this._on = on;
    this._slots = {
      volume: new Slot(),
      mask: new Slot(),
      heatmap: new Slot(),
      others: new Slot(),
    };
    /** @type {Images | null} */
    this.images = null;
    /** @type {MaskLayer | null} */
    this._mask = null;
    /** A reader's outlines, which take the model's place; null for none. @type {EditLayer | null} */
    this.edited = null;
    /** @type {HeatLayer | null} */
    this.heat = null;
    /** What other systems outlined. @type {MaskLayer | null} */
    this.others = null;
  }

  /** The outlines that are shown. @returns {EditLayer | MaskLayer | null} */
  get mask() {
    return this.edited ?? this._mask;
  }

  /**
   * Load the volumes that `data` names; those that are there already stay.
   * @param {WorkspaceData} data
   */
  load(data) {
    if (data.volume !== this._slots.volume.url) this._openImages(data);
    else if (this.images) this._openOverlays(data, this.images);
  }

  /** Start again with the CT, from memory if it is still there. */
  reload() {
    this._slots.volume.close();
    this.load(this._workspace.data);
  }

  /** Stop loading the CT; it is not asked for again by itself. */
  stop() {
    this._slots.volume.stop();
  }

  close() {
    for (const slot of Object.values(this._slots)) slot.close();
  }

  /** Whether everything that the server named has arrived. */
  get complete() {
    const { data } = this._workspace;
    /**
     * @param {string | null} url
     * @param {Volume | undefined} volume
     */
    const arrived = (url, volume) => url === null || (volume?.url === url && volume.complete);
    return (
      arrived(data.volume, this.images?.volume) &&
      arrived(data.mask, this._mask?.volume) &&
      arrived(data.heatmap, this.heat?.volume) &&
      arrived(data.others?.mask ?? null, this.others?.volume)
    );
  }

  /** @param {WorkspaceData} data */
  _openImages(data) {
    this.images = this._mask = this.heat = this.edited = this.others = null;
    this._slots.mask.close();
    this._slots.heatmap.close();
    this._slots.others.close();
    this._status.progress(0, 0);
    this._on.opened();
    const listener = {
      volume: (/** @type {Volume} */ volume) => {
        const raster = new Raster(volume);
        raster.unit = this._workspace.data.unit ?? "HU";
        const { origins = null, coverage = null } = this._workspace.data;
        this.images = { volume, raster, stack: new Stack(volume, raster, origins, coverage) };
        this._openOverlays(this._workspace.data, this.images);
        this._on.header();
      },
      progress: (/** @type {number} */ received, /** @type {number} */ total) => {
        this._status.progress(received, total);
        this._workspace.redraw();
      },
      done: () => {
        this._on.arrived();
        this._workspace.redraw();
      },
      failed: this._on.failed,
    };
    this._slots.volume.open(data.volume, listener, this._workspace.state.slice);
  }

  /**
   * @param {WorkspaceData} data
   * @param {Images} images
   */
  _openOverlays(data, { raster }) {
    if (data.mask === null) this._mask = null;
    if (data.heatmap === null) this.heat = null;
    const others = data.others?.mask ?? null;
    if (others === null) this.others = null;
    this._openOverlay(this._slots.mask, data.mask, (volume) => {
      this._mask = new MaskLayer(volume, raster, data.labels.codes);
    });
    this._openOverlay(this._slots.heatmap, data.heatmap, (volume) => {
      this.heat = new HeatLayer(volume, raster, Boolean(data.heatScale?.signed));
    });
    this._openOverlay(this._slots.others, others, (volume) => {
      this.others = new MaskLayer(volume, raster, data.labels.codes);
    });
  }

  /**
   * @param {Slot} slot
   * @param {string | null} url
   * @param {(volume: Volume) => void} use
   */
  _openOverlay(slot, url, use) {
    if (url === slot.url) return;
    const redraw = () => this._workspace.redraw();
    const retry = () => {
      this._status.clear();
      slot.close();
      this.load(this._workspace.data);
    };
    slot.open(url, {
      volume: use,
      progress: redraw,
      done: redraw,
      failed: (error) => this._status.failed(error, retry),
    });
  }
}
