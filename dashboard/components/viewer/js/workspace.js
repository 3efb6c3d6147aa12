// The workspace: its state, what the commands do to it, and one redraw per frame.

import { Editor } from "./editor.js";
import { FullShell } from "./full_shell.js";
import { followJump } from "./jumps.js";
import { KeptMeasures } from "./kept_measures.js";
import { isLeaving } from "./leaving.js";
import { listenForKeys } from "./keyboard.js";
import { LesionTour } from "./lesion_tour.js";
import { LinkedView } from "./linked_view.js";
import * as memory from "./memory.js";
import { clamp } from "./numbers.js";
import { Cine } from "./cine.js";
import { Measures } from "./measures.js";
import { PlaneControl } from "./plane_control.js";
import { placed, placeOf } from "./planes.js";
import { listenToPointer } from "./pointer.js";
import { zoomAbout } from "./projection.js";
import { ReportAtRest } from "./report_at_rest.js";
import { Stage } from "./stage.js";
import { Strip } from "./strip.js";
import * as view from "./view_state.js";

/** @import { Point } from "./projection.js" */
/** @import { Component, Report, ReportedView, WorkspaceData } from "./server_data.ts" */
/** @import { State, Switch } from "./view_state.js" */

/**
 * What stands around the image.
 * @typedef {object} Shell
 * @property {HTMLElement} root
 * @property {() => void} settle
 * @property {(data: any) => void} update
 * @property {(state: State, data: any, preset: number) => void} show
 * @property {(state: State) => boolean} showsFindings
 * @property {(id: string) => void} [editName] where there is a list of measurements
 * @property {() => void} dispose
 */

export class Workspace {
  /**
   * @param {Component["parentElement"]} parent
   * @param {WorkspaceData} data
   * @param {new (workspace: Workspace, data: any) => Shell} ShellKind
   */
  constructor(parent, data, ShellKind = FullShell) {
    this.data = data;
    this.state = view.firstState(memory.recallSettings(data.viewer));
    /** While the reader drags over the image, or the slices run, nothing is reported. */
    this.dragging = false;
    /**
     * URL of the series in view.
     * @type {string | null}
     */
    this._volume = null;
    /** @type {Report | null} */
    this._report = null;
    /** @type {ReportedView["chosen"]} */
    this._chosen = null;
    this._atRest = new ReportAtRest(
      () => (this.isMoving ? null : this.state),
      () => this._sendReport(),
    );
    /** @type {number | null} */
    this._frame = null;
    this.measures = new Measures(this);
    this.kept = new KeptMeasures(this);
    this.editor = new Editor(this);
    this.planes = new PlaneControl(this);
    this._cine = new Cine(this);
    this.stage = new Stage(this, data.disclaimer);
    this.strip = new Strip(this);
    this._shell = new ShellKind(this, data);
    this.root = this._shell.root;
    parent.append(this.root);
    this._shell.settle();
    this.lesions = new LesionTour(this);
    this._linked = data.link ? new LinkedView(data.link, this) : null;
    this._stopKeys = listenForKeys(this);
    listenToPointer(this.stage.node, this);
  }

  /**
   * Take in what the server sends. Loads only what changed.
   * @param {WorkspaceData} data
   * @param {Report | null} report sends the view to the server; null where another viewer does
   */
  update(data, report) {
    const before = this.data;
    this.data = data;
    this._report = report;
    this._shell.update(data);
    this.strip.setSeries(data);
    if (data.volume !== this._volume) this._openVolume();
    // Another model numbers its own lesions.
    else if (data.mask !== before.mask) this.lesions.unmark();
    this.kept.update(report);
    this.editor.update(report);
    followJump(this, this._atRest);
    this.stage.load(data);
    this.redraw();
  }

  dispose() {
    this._stopKeys();
    this._linked?.leave();
    this.kept.leave();
    this.editor.leave();
    this._atRest.stop();
    this._cine.stop();
    if (this._frame !== null) cancelAnimationFrame(this._frame);
    this._frame = -1;
    this.stage.dispose();
    this._shell.dispose();
  }

  // -- state ------------------------------------------------------------------------------------

  /** @param {Partial<State>} change made here */
  set(change) {
    this.take(change);
    this._linked?.send(change);
  }

  /** @param {Partial<State>} change made here or in a linked viewer, which may be open before this one */
  take(change) {
    const before = this.state;
    this.state = { ...before, ...change };
    const { viewer, volume } = this.data;
    if (this._volume === volume && !view.sameView(before, this.state)) {
      memory.keepView(viewer, volume, view.viewOf(this.state));
    }
    if (!view.sameSettings(before, this.state)) {
      memory.keepSettings(viewer, view.settingsOf(this.state));
    }
    if (change.measures) this.kept.change(change.measures);
    this._cine.follow(this.state);
    const { slice, window } = this.state;
    if (slice !== before.slice || window !== before.window) this._atRest.restart();
    this.redraw();
  }

  /** @param {Switch} name */
  toggle(name) {
    this.set({ [name]: !this.state[name] });
  }

  /** Draw once, with the next frame, however often it is asked for. */
  redraw() {
    this._frame ??= requestAnimationFrame(() => {
      this._frame = null;
      this._draw();
    });
  }

  _draw() {
    this.kept.settle();
    this.editor.settle();
    const { state, data } = this;
    this._shell.show(state, data, this.presetInUse);
    this.stage.show(state, data);
    this.strip.show(state.slice);
    this.lesions.settle();
    this._linked?.settle();
    this._linked?.sendCursor(state.pointer);
  }

  // -- the slice --------------------------------------------------------------------------------

  /** @param {number} steps of the plane in which the pointer was last */
  scroll(steps) {
    if (this.state.plane === "axial") this.goTo(this.state.slice + steps);
    else this.planes.scroll(this.state.plane, steps);
  }

  /** @param {number} slice */
  goTo(slice) {
    this.set({ slice: clamp(slice, 0, this.data.nSlices - 1) });
  }

  goToMostSuspicious() {
    const slice = this.data.findings?.most_suspicious ?? null;
    if (slice !== null) this.goTo(slice);
  }

  /** @param {number} index */
  usePreset(index) {
    const preset = this.data.presets[index];
    if (preset) this.setWindow(preset.width, preset.level);
  }

  /**
   * @param {number} width
   * @param {number} level
   */
  setWindow(width, level) {
    this.set({ window: view.wholeWindow(width, level) });
  }

  /** Index of the preset in use, -1 for none. */
  get presetInUse() {
    return view.presetOf(this.data.presets, this.state.window);
  }

  /**
   * Zoom about a point of the screen, or else the pointer, or else the middle.
   * @param {number} factor
   * @param {Point | null} about
   */
  zoom(factor, about = this.state.pointer) {
    const { projection, state } = this;
    if (!projection) return;
    const { width, height } = projection.box;
    const point = about ?? [width / 2, height / 2];
    const place = placeOf(state, state.plane);
    const zoomed = zoomAbout(place, projection, /** @type {Point} */ (point), factor);
    this.set(placed(state.plane, zoomed));
  }

  reset() {
    this.set({ ...view.ALL_HOME, slab: "off", invert: false, calm: true });
    this.usePreset(0);
  }

  /** Of the plane in which the pointer was last. */
  get projection() {
    return this.stage.projection(this.state.plane);
  }

  /** Whether the findings are in sight. */
  get showsFindings() {
    return this._shell.showsFindings(this.state);
  }

  /** Let the reader name the chosen measurement, or the last one. */
  renameMeasure() {
    const { measures, measure } = this.state;
    const id = measure ?? measures.at(-1)?.id;
    if (id === undefined) return;
    this.state = { ...this.state, panel: true };
    this._draw();
    this._shell.editName?.(id);
  }

  /** Close what is open; false if nothing was. */
  escape() {
    if (!this.state.help) return this.editor.escape() || this.lesions.unmark();
    this.set({ help: false });
    this.root.focus({ preventScroll: true });
    return true;
  }

  // -- series, jumps, reports -------------------------------------------------------------------

  _openVolume() {
    const { viewer, volume, jump, nSlices, presets } = this.data;
    const { width, level } = presets[0];
    const first = { slice: jump?.slice ?? Math.floor(nSlices / 2), window: { width, level } };
    const single = this.planes.onlyOne;
    this._volume = volume;
    this.kept.open();
    this.editor.open();
    const seen = memory.recallView(viewer, volume);
    this.state = { ...this.state, ...view.UNSEEN, ...first, measures: [], ...seen, ...single };
    this._atRest.serverKnows(first);
    this._atRest.restart();
  }

  /** What is in view, as the server is told it. @returns {ReportedView} */
  get view() {
    const { data, state } = this;
    const nonce = data.jump?.nonce ?? null;
    return { volume: data.volume, slice: state.slice, window: state.window, nonce, chosen: this._chosen };
  }

  /** Whether something moves that will come to rest. */
  get isMoving() {
    return this.dragging || this.state.cine;
  }

  /** Another viewer has told the server what is in view here. */
  wasReported() {
    this._atRest.serverKnows(this.state);
  }

  /** Returns false if there is nobody to report to, or not now. */
  _sendReport() {
    if (!this._report || !this.root.isConnected || isLeaving()) return false;
    return this._report("view", this.view) !== false;
  }

  /**
   * A small view was clicked: the server brings it up.
   * @param {string} key
   */
  choose(key) {
    this._chosen = { key, at: Date.now() };
    this._atRest.reportNow();
  }
}
