// Correcting the outlines: which tool is in the hand, which lesion it works on, and what is kept.

import { annotationOf } from "./annotation_home.js";
import { EditLayer } from "./edit_layer.js";
import { labelOf, LIVER } from "./label_volume.js";
import { isLeaving } from "./leaving.js";
import { clamp } from "./numbers.js";

/** @import { AnnotationHome } from "./annotation_home.js" */
/** @import { FindingRow } from "./annotation_data.ts" */
/** @import { Point } from "./projection.js" */
/** @import { Report } from "./server_data.ts" */
/** @import { Workspace } from "./workspace.js" */

/** @typedef {"pick" | "brush" | "eraser" | "threshold" | "polygon" | "cut"} EditTool */
/**
 * @typedef {Pick<Workspace, "data" | "state" | "stage" | "set" | "redraw" | "lesions">} Edited
 */

const SIZES = { low: 1, high: 60 };
/** HU that the threshold brush takes at first. */
const RANGE = { low: 0, high: 80 };
/** A hand at work is not interrupted by the page: it hears of a change after so much rest. */
const REST_MS = 1500;

export class Editor {
  /** @param {Edited} workspace */
  constructor(workspace) {
    this.workspace = workspace;
    /** @type {AnnotationHome | null} */
    this.home = null;
    this.active = false;
    /** @type {EditTool} */
    this.tool = "pick";
    /** Diameter of the brush, mm. */
    this.sizeMm = 10;
    /** Values that the threshold brush takes: HU, or the signal of MR. */
    this.range = RANGE;
    this._unit = "HU";
    this.onlyLiver = false;
    /** Whether the liver itself is edited, not a lesion. */
    this.onLiver = false;
    /** Corners of the polygon or ends of the cut that is being drawn. @type {Point[]} */
    this.drawn = [];
    /** What the reader has to know of the last action, "" for nothing. */
    this.message = "";
    /** Whether the model's own outlines are shown instead. */
    this.showsModel = false;
    /** @type {EditLayer | null} */
    this._layer = null;
    this._stop = () => {};
    /** @type {Report | null} */
    this._report = null;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this._timer = undefined;
  }

  /** Whether the outlines of this series can be edited here. */
  get isPossible() {
    return Boolean(this.workspace.data.annotation);
  }

  /** The steps so far, null until the outlines are there. */
  get steps() {
    return this.home?.steps ?? null;
  }

  /** @returns {FindingRow[]} */
  get findings() {
    return this.steps?.notes.findings ?? [];
  }

  /** The chosen finding, null for none. */
  get chosen() {
    const { lesion } = this.workspace.state;
    return this.onLiver ? null : (this.findings.find(({ number }) => number === lesion) ?? null);
  }

  /** The label that tools work on, null where nothing is chosen. */
  get label() {
    if (this.onLiver) return LIVER;
    return this.chosen ? labelOf(this.chosen.number) : null;
  }

  /** Whether a finding has voxels. @param {number} number */
  has(number) {
    return Boolean(this.steps?.volume.slicesOf(labelOf(number)).length);
  }

  // -- series, mode -----------------------------------------------------------------------------

  /** A series is opened. */
  open() {
    this.leave();
    const { annotation } = this.workspace.data;
    this.home = annotation ? annotationOf(annotation) : null;
    this._layer = null;
    this.active = this.showsModel = this.onLiver = false;
    this.drawn = [];
    this.message = "";
    this._takeUnit();
    if (this.home) this._stop = this.home.listen(() => this._hear());
  }

  /** The range of the last series means nothing in this one, unless both are in HU. */
  _takeUnit() {
    const { unit = "HU", presets } = this.workspace.data;
    if (unit && unit === this._unit) return;
    this._unit = unit;
    if (unit) {
      this.range = RANGE;
      return;
    }
    // The second window of MR shows the middle of the body's signal.
    const { level, width } = presets[1];
    this.range = { low: Math.round(level - width / 2), high: Math.round(level + width / 2) };
  }

  /**
   * The server has said something new of the series.
   * @param {Report | null} report
   */
  update(report) {
    this._report = report;
    const { annotation } = this.workspace.data;
    if (annotation) this.home?.heard(annotation);
  }

  leave() {
    this._stop();
    this._stop = () => {};
    clearTimeout(this._timer);
  }

  toggle() {
    if (!this.isPossible) return;
    this.active = !this.active;
    this.drawn = [];
    this.message = "";
    // Outlines lie on the slices as they are.
    if (this.active) this.workspace.set({ panel: true, contours: true, slab: "off", cine: false });
    else this._reportSoon(0);
    this.workspace.redraw();
  }

  /** Before each frame: fetch the outlines if they are wanted, and show them. */
  settle() {
    const { home } = this;
    const { data, stage } = this.workspace;
    const { images } = stage;
    if (!home || !images) return;
    const isWanted = this.active || Boolean(data.annotation?.corrected);
    if (isWanted && !home.steps && !home.problem) void home.load(images.raster, images.volume.nz);
    const { steps } = home;
    if (steps && this._layer?.steps !== steps) {
      const classes = data.annotation?.classes ?? {};
      this._layer = new EditLayer(steps, images.raster.width, data.labels.codes, classes);
    }
    const isShown = !this.showsModel && (this.active || home.isCorrected);
    stage.layers.edited = isShown ? this._layer : null;
  }

  // -- tools ------------------------------------------------------------------------------------

  /** @param {EditTool} tool */
  take(tool) {
    this.tool = tool;
    this.drawn = [];
    this.message = "";
    this.workspace.redraw();
  }

  /** @param {number} mm */
  setSize(mm) {
    this.sizeMm = clamp(Math.round(mm), SIZES.low, SIZES.high);
    this.workspace.redraw();
  }

  /** @param {number} number of a finding; 0 for none */
  choose(number) {
    this.onLiver = false;
    this.message = "";
    this.workspace.set({ lesion: number || null });
  }

  chooseLiver() {
    this.onLiver = true;
    this.message = "";
    this.workspace.set({ lesion: null });
  }

  /** @param {string} message */
  say(message) {
    this.message = message;
    this.workspace.redraw();
  }

  /** Give up what is being drawn, or leave; false where there is nothing to leave. */
  escape() {
    if (!this.active) return false;
    if (this.drawn.length) this.drawn = [];
    else this.toggle();
    this.workspace.redraw();
    return true;
  }

  // -- steps ------------------------------------------------------------------------------------

  /**
   * One step: `work` calls `steps.keep(z)` before it writes to a slice.
   * @param {string} what
   * @param {(steps: import("./edit_steps.js").EditSteps) => void} work
   */
  step(what, work) {
    if (!this.steps) return;
    this.begin(what);
    work(this.steps);
    this.end();
  }

  /** @param {string} what */
  begin(what) {
    this.message = "";
    this.steps?.begin(what);
  }

  end() {
    const step = this.steps?.end() ?? null;
    this._changed(step);
  }

  undo() {
    this._changed(this.steps?.undo() ?? null);
  }

  redo() {
    this._changed(this.steps?.redo() ?? null);
  }

  /** @param {import("./edit_steps.js").Step | null} step */
  _changed(step) {
    this._layer?.settle();
    this.home?.stepped(step);
    this.workspace.redraw();
  }

  // -- server -----------------------------------------------------------------------------------

  _hear() {
    this._reportSoon(REST_MS);
    this.workspace.redraw();
  }

  /** The page is told once the hand rests: then figures beside the image follow. @param {number} ms */
  _reportSoon(ms) {
    clearTimeout(this._timer);
    this._timer = setTimeout(() => {
      const { home } = this;
      const known = this.workspace.data.annotation?.revision ?? Infinity;
      if (home && !home.isUnsent && home.revision > known && !isLeaving()) this._report?.("annotated", home.revision);
    }, ms);
  }
}
