// The images and everything over them.

import { AxialSource } from "./axial_source.js";
import { CutSource } from "./cut_source.js";
import { el } from "./dom.js";
import { axialFrame, cutFrame } from "./frames.js";
import { Layers } from "./layers.js";
import { Status } from "./loading.js";
import { PlanePane } from "./plane_pane.js";
import { PLANES, visiblePanes } from "./planes.js";
import { Readout } from "./readout.js";
import { showWords } from "./stage_words.js";
import { VolumePane } from "./volume_pane.js";

/** @import { Source } from "./axial_source.js" */
/** @import { Images } from "./layers.js" */
/** @import { PaneName, PlaneName } from "./planes.js" */
/** @import { WorkspaceData } from "./server_data.ts" */
/** @import { Cross, State } from "./view_state.js" */
/** @import { Vector } from "./vectors.js" */
/** @import { Workspace } from "./workspace.js" */

/** Windows narrower than this show the noise of a sharp kernel, HU. */
const SOFT_WIDTH = 800;
/** What a sharp kernel's noise is smoothed with, sigma in mm. */
export const CALM_MM = 0.9;

export class Stage {
  /**
   * @param {Workspace} workspace
   * @param {string} disclaimer
   */
  constructor(workspace, disclaimer) {
    this._workspace = workspace;
    this._readout = new Readout(disclaimer);
    this._status = new Status();
    /** @type {Record<PlaneName, PlanePane>} */
    this._panes = {
      axial: new PlanePane("axial", workspace),
      coronal: new PlanePane("coronal", workspace),
      sagittal: new PlanePane("sagittal", workspace),
    };
    this._volumePane = new VolumePane(workspace, this);
    this._views = el("div", { class: "views" }, this._panes.axial.node);
    // `data-state` is of the image: empty, loading, ready or failed. `data-layers` is complete once
    // a frame shows everything that the server named.
    this.node = el(
      "div",
      { class: "stage", "data-state": "empty", "data-layers": "loading" },
      this._views,
      ...this._readout.nodes,
      this._status.node,
    );
    this.layers = new Layers(workspace, this._status, {
      opened: () => this._opened(),
      header: () => workspace.redraw(),
      arrived: () => this._arrived(),
      failed: (error) => this._failed(error),
    });
    /** @type {{images: Images, of: Record<PlaneName, Source>} | null} */
    this._sources = null;
    this._observer = new ResizeObserver(() => workspace.redraw());
    this._observer.observe(this.node);
  }

  /**
   * Load the volumes that `data` names; those that are there already stay.
   * @param {WorkspaceData} data
   */
  load(data) {
    this.layers.load(data);
  }

  /** The series, null until its header is there. */
  get images() {
    return this.layers.images;
  }

  /**
   * The image of a plane, null until the series' header is there.
   * @param {PlaneName} plane
   * @returns {Source | null}
   */
  source(plane) {
    const { images } = this;
    if (!images) return null;
    if (this._sources?.images !== images) this._sources = { images, of: this._makeSources(images) };
    return this._sources.of[plane];
  }

  /**
   * Of the last frame in which the plane was in sight.
   * @param {PlaneName} plane
   */
  projection(plane) {
    return this._panes[plane].projection;
  }

  /**
   * The pane at a place of the window: that under it, or the first in sight.
   * @param {MouseEvent} event
   * @returns {{name: PaneName, node: HTMLElement}}
   */
  paneAt({ clientX, clientY }) {
    const shown = visiblePanes(this._workspace.state);
    const panes = shown.map((name) => ({ name, node: this._nodeOf(name) }));
    return (
      panes.find(({ node }) => {
        const { left, top, right, bottom } = node.getBoundingClientRect();
        return clientX >= left && clientX < right && clientY >= top && clientY < bottom;
      }) ?? panes[0]
    );
  }

  /**
   * Where sagittal and coronal pass; the body's middle until the reader has chosen.
   * @returns {Cross}
   */
  get cross() {
    const { cross } = this._workspace.state;
    if (cross) return cross;
    const body = this._workspace.data.body ?? null;
    const { images } = this;
    if (!images) return { x: 0, y: 0 };
    const { stack } = images;
    const [x, y] = body
      ? [0, 1].map((axis) => (body.low[axis] + body.high[axis]) / 2)
      : stack.toPatient([stack.width / 2, stack.height / 2], stack.count >> 1);
    return { x, y };
  }

  /** Where the planes meet in the slice in view. @returns {Vector} */
  get centre() {
    const { x, y } = this.cross;
    const { images } = this;
    if (images && !this._workspace.planes.hasOthers) {
      const { width, height } = images.raster;
      return images.stack.toPatient([width / 2, height / 2], this._workspace.state.slice);
    }
    return [x, y, images ? images.stack.heightAt(this._workspace.state.slice, x, y) : 0];
  }

  /**
   * Bounding box of a numbered lesion on a slice, in image pixels; null while it isn't known.
   * @param {number | null} number
   * @param {number} slice
   */
  lesionBox(number, slice) {
    const there = this.layers.mask?.at(slice)?.lesions ?? [];
    return there.find((lesion) => lesion.number === number)?.box ?? null;
  }

  /**
   * Sigma with which the image is smoothed, mm; 0 for none.
   * @param {State} state
   * @param {Pick<WorkspaceData, "sharpKernel">} data
   */
  calmMm({ calm, window, slab }, { sharpKernel }) {
    return sharpKernel && calm && slab === "off" && window.width < SOFT_WIDTH ? CALM_MM : 0;
  }

  dispose() {
    this._observer.disconnect();
    this.layers.close();
    this._volumePane.dispose();
  }

  // -- loading ----------------------------------------------------------------------------------

  _opened() {
    this.node.dataset.state = "loading";
  }

  _arrived() {
    if (this.node.dataset.state === "ready") this._status.clear();
  }

  /** @param {unknown} error */
  _failed(error) {
    this.layers.stop();
    this.node.dataset.state = "failed";
    this._status.failed(error, () => this.layers.reload());
  }

  /**
   * @param {Images} images
   * @returns {Record<PlaneName, Source>}
   */
  _makeSources(images) {
    const body = this._workspace.data.body ?? null;
    const cross = () => this.cross;
    /** @param {import("./plane_grid.js").CutPlane} plane */
    const cutSource = (plane) =>
      new CutSource(plane, images, this.layers, cross, (grid) => cutFrame(grid, body));
    return {
      axial: new AxialSource(images, this.layers, axialFrame(images.stack, body)),
      coronal: cutSource("coronal"),
      sagittal: cutSource("sagittal"),
    };
  }

  // -- drawing ----------------------------------------------------------------------------------

  /**
   * @param {State} state
   * @param {WorkspaceData} data
   */
  show(state, data) {
    const { images } = this;
    const shown = visiblePanes(state);
    this._arrange(shown);
    if (!images || !this.node.clientWidth) {
      for (const plane of PLANES) this._panes[plane].clear();
      return;
    }
    const crossHair = this._workspace.planes.hasOthers && (shown.length > 1 || state.tool === "cross");
    const smoothingPx = this.calmMm(state, data) / images.raster.columnMm;
    let isThere = true;
    for (const plane of PLANES) {
      const source = this.source(plane);
      if (!source || !shown.includes(plane)) {
        this._panes[plane].clear();
        continue;
      }
      const { centre } = this;
      const titled = shown.length > 1 && plane !== shown[0];
      const view = { source, images, centre, smoothingPx, crossHair, titled };
      isThere = this._panes[plane].show(state, data, view) && isThere;
    }
    this._volumePane.show(state, data, shown.includes("volume"));
    if (isThere && this.node.dataset.state !== "ready") {
      this.node.dataset.state = "ready";
      if (images.volume.complete) this._status.clear();
    }
    const main = shown[0] === "volume" ? "axial" : shown[0];
    showWords(this._readout, this, this._workspace, main);
    this.node.dataset.layers = this.layers.complete ? "complete" : "loading";
  }

  /** @param {PaneName[]} shown */
  _arrange(shown) {
    const wanted = shown.join(" ");
    if (this._views.dataset.shown === wanted) return;
    this._views.dataset.shown = wanted;
    this._views.dataset.count = String(shown.length);
    this._views.replaceChildren(...shown.map((name) => this._nodeOf(name)));
  }

  /** @param {PaneName} name */
  _nodeOf(name) {
    return name === "volume" ? this._volumePane.node : this._panes[name].node;
  }
}
