// The workspace: its state, what the commands do to it, and one redraw a frame.

import { hearsKeys, takeKeys } from "./attention.js";
import { listenForKeys } from "./commands.js";
import { clamp } from "./dom.js";
import { FullShell } from "./full_shell.js";
import { HEAT_FLOOR } from "./heat_table.js";
import { LesionTour } from "./lesion_tour.js";
import { Link } from "./link.js";
import { keepView, keepViewer, recallView, recallViewer } from "./memory.js";
import { listenToPointer, zoomAt } from "./pointer.js";
import { Rest } from "./rest.js";
import { Stage } from "./stage.js";
import { Strip } from "./strip.js";

const HOME_VIEW = { zoom: 1, panX: 0, panY: 0 };
const SETTINGS = {
  tool: "window",
  smooth: true,
  contours: true,
  numbers: true,
  heat: true,
  heatOpacity: 0.4,
  heatThreshold: HEAT_FLOOR,
  heatContour: false,
  heatMagnitude: false,
  panel: true,
};
const VIEW = ["slice", "window", "zoom", "panX", "panY", "rulers"];
/** What linked viewers share, beside the place under the pointer. */
const LINKED = [...VIEW, ...Object.keys(SETTINGS), "help"];

export class Workspace {
  /** @param Shell what stands around the image; `data.link` names a group that moves as one. */
  constructor(parent, data, Shell = FullShell) {
    this.state = {
      ...SETTINGS,
      ...recallViewer(data.viewer),
      ...HOME_VIEW,
      slice: 0,
      window: { width: 1, level: 0 },
      rulers: [],
      pointer: null, // on the screen
      cursor: null, // in the image: where the pointer is in a linked viewer
      help: false,
      lesion: null,
    };
    this.data = {};
    this._rest = new Rest(() => this.state.slice, (slice) => this._reportSlice(slice));
    this._frame = null;
    this.stage = new Stage(this, data.disclaimer);
    this.strip = new Strip(this);
    this._shell = new Shell(this, data);
    this.root = this._shell.root;
    parent.append(this.root);
    this._shell.settle();
    this.lesions = new LesionTour(this);
    this._link = data.link ? new Link(data.link, (change) => this._follow(change)) : null;
    this._told = null;
    this._stopKeys = listenForKeys(this);
    listenToPointer(this.stage.node, this);
  }

  /** Take in what the server sends; `report` tells it the view. Loads only what changed. */
  update(data, report) {
    const before = this.data;
    this.data = data;
    this._report = report;
    this._shell.update(data);
    const { colours } = data.labels;
    this.strip.setSeries(data.nSlices, data.positions, data.findings, colours.benign);
    if (data.volume !== before.volume) this._openVolume();
    // Another model numbers its own lesions.
    else if (data.mask !== before.mask) this.lesions.unmark();
    this._followJump();
    this.stage.load(data);
    this.redraw();
  }

  dispose() {
    this._stopKeys();
    this._link?.leave();
    this._rest.stop();
    cancelAnimationFrame(this._frame);
    this._frame = -1;
    this.stage.dispose();
    this._shell.dispose();
  }

  // -- state ------------------------------------------------------------------------------------

  set(change) {
    this._take(change);
    const told = pick(change, LINKED.filter((name) => name in change));
    if (Object.keys(told).length) this._tell(told);
  }

  _tell(change) {
    this._link?.tell({ volume: this.data.volume, change });
  }

  /** What another viewer of the same series did. It is told no further. */
  _follow({ volume, change }) {
    if (volume !== this.data.volume) return;
    // Where one points, the others don't.
    if (change.cursor) this._told = null;
    this._take(change);
  }

  _take(change) {
    const before = this.state;
    this.state = { ...before, ...change };
    const changed = (names) => names.some((name) => this.state[name] !== before[name]);
    if (changed(VIEW)) this._keepView();
    if (changed(Object.keys(SETTINGS))) {
      keepViewer(this.data.viewer, pick(this.state, Object.keys(SETTINGS)));
    }
    if (this.state.slice !== before.slice) this._rest.restart();
    this.redraw();
  }

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
    const { state, data } = this;
    this._shell.show(state, data, this.presetInUse);
    this.stage.show(state, data);
    this.strip.show(state.slice);
    this.lesions.settle();
    this._tellCursor(state);
  }

  /** Linked viewers mark the same place in the body; once a frame is often enough. */
  _tellCursor({ pointer }) {
    if (!this._link) return;
    const cursor = pointer && this.projection ? this.projection.toImage(...pointer) : null;
    if (String(cursor) === String(this._told)) return;
    this._told = cursor;
    this._tell({ cursor });
  }

  // -- the slice --------------------------------------------------------------------------------

  scroll(steps) {
    this.goTo(this.state.slice + steps);
  }

  goTo(slice) {
    this.set({ slice: clamp(slice, 0, this.data.nSlices - 1) });
  }

  goToMostSuspicious() {
    const slice = this.data.findings?.most_suspicious;
    if (Number.isInteger(slice)) this.goTo(slice);
  }

  // -- window, zoom, rulers ---------------------------------------------------------------------

  usePreset(index) {
    const preset = this.data.presets[index];
    if (preset) this.setWindow(preset.width, preset.level);
  }

  setWindow(width, level) {
    this.set({
      window: {
        width: clamp(Math.round(width), 1, 8000),
        level: clamp(Math.round(level), -4000, 8000),
      },
    });
  }

  get presetInUse() {
    const { width, level } = this.state.window;
    return this.data.presets.findIndex((p) => p.width === width && p.level === level);
  }

  /** Zoom about the pointer, or the middle where it is elsewhere. */
  zoom(factor) {
    if (!this.projection) return;
    const { width, height } = this.projection.box;
    zoomAt(this, this.state.pointer ?? [width / 2, height / 2], factor);
  }

  reset() {
    this.set(HOME_VIEW);
    this.usePreset(0);
  }

  get projection() {
    return this.stage.projection;
  }

  get tellsFindings() {
    return this._shell.tellsFindings(this.state);
  }

  rulersHere() {
    return this.state.rulers.filter((ruler) => ruler.slice === this.state.slice);
  }

  removeRuler() {
    const last = this.rulersHere().at(-1);
    this.set({ rulers: this.state.rulers.filter((ruler) => ruler !== last) });
  }

  // -- keys -------------------------------------------------------------------------------------

  /** Whether a key pressed anywhere on the page is meant for this viewer. */
  hearsKeys() {
    return hearsKeys(this);
  }

  takeKeys() {
    takeKeys(this);
  }

  /** Close what is open; false if nothing was. */
  escape() {
    if (!this.state.help) return this.lesions.unmark();
    this.set({ help: false });
    this.root.focus({ preventScroll: true });
    return true;
  }

  // -- series, jumps, reports -------------------------------------------------------------------

  _openVolume() {
    const { viewer, volume, jump, nSlices, presets } = this.data;
    const first = jump?.slice ?? Math.floor(nSlices / 2);
    const { width, level } = presets[0];
    this.state = {
      ...this.state,
      ...HOME_VIEW,
      window: { width, level },
      rulers: [],
      lesion: null,
      ...(recallView(viewer, volume) ?? { slice: first }),
    };
    this._rest.believes(first);
    this._rest.restart();
  }

  /** A jump holds once for each nonce; the server knows where it leads. */
  _followJump() {
    const { viewer, jump } = this.data;
    if (!jump) return;
    const known = recallViewer(viewer)?.nonce;
    keepViewer(viewer, { nonce: jump.nonce });
    if (known === jump.nonce) return;
    // A viewer that is new on the page opened where the jump leads.
    const isNew = known === undefined;
    if (!isNew && Number.isInteger(jump.only_from) && this.state.slice !== jump.only_from) {
      // The server takes the reader to have followed: tell it where they are.
      this._rest.believes(null);
      this._rest.restart();
      return;
    }
    this.lesions.mark(jump.lesion ?? null, jump.slice);
    if (isNew) return;
    this._rest.believes(jump.slice);
    this.goTo(jump.slice);
  }

  /** False if there is nobody to tell. */
  _reportSlice(slice) {
    if (!this._report || !this.root.isConnected) return false;
    const { volume, jump } = this.data;
    const nonce = jump?.nonce ?? null;
    this._report("view", { volume, slice, nonce, chosen: this._chosen ?? null });
    return true;
  }

  /** A small view was clicked: the server brings it up. `at` tells one click from the next. */
  choose(key) {
    this._chosen = { key, at: Date.now() };
    this._reportSlice(this.state.slice);
  }

  _keepView() {
    keepView(this.data.viewer, this.data.volume, pick(this.state, VIEW));
  }
}

function pick(object, names) {
  return Object.fromEntries(names.map((name) => [name, object[name]]));
}
