// The workspace: its state, what the commands do to it, and one redraw a frame.

import { listenForKeys } from "./commands.js";
import { clamp, el } from "./dom.js";
import { Help } from "./help.js";
import { keepInWindow } from "./layout.js";
import { keepView, keepViewer, recallView, recallViewer } from "./memory.js";
import { Panel } from "./panel.js";
import { listenToPointer, zoomAt } from "./pointer.js";
import { Stage } from "./stage.js";
import { Strip } from "./strip.js";
import { Toolbar } from "./toolbar.js";

const REST_MS = 400; // how long the slice must rest before the server hears of it
const HOME_VIEW = { zoom: 1, panX: 0, panY: 0 };
const SETTINGS = {
  tool: "window",
  smooth: true,
  contours: true,
  numbers: true,
  heat: true,
  heatOpacity: 0.4,
  panel: true,
};
const VIEW = ["slice", "window", "zoom", "panX", "panY", "rulers"];

/** The workspace the keys go to, where a page has several: the one last under the pointer. */
let hearing = null;

export class Workspace {
  constructor(parent, data) {
    this.state = {
      ...SETTINGS,
      ...recallViewer(data.viewer),
      ...HOME_VIEW,
      slice: 0,
      window: { width: 1, level: 0 },
      rulers: [],
      pointer: null,
      help: false,
      lesion: null,
    };
    this.data = {};
    this._rest = null;
    this._frame = null;
    this.toolbar = new Toolbar(this);
    this.stage = new Stage(this, data.disclaimer);
    this.strip = new Strip(this);
    this.panel = new Panel(this);
    this.help = new Help(this);
    const colours = Object.entries(data.labels.colours).map(([name, c]) => `--${name}: ${c}`);
    this.root = el(
      "div",
      { class: "workspace", tabindex: "-1", style: colours.join(";") },
      this.toolbar.node,
      el("div", { class: "column" }, this.stage.node, this.strip.node),
      this.panel.node,
      this.help.node,
    );
    parent.append(this.root);
    this._layout = keepInWindow(this.root);
    this._stopKeys = listenForKeys(this);
    listenToPointer(this.stage.node, this);
  }

  /** Take in what the server sends; `report` tells it the view. Loads only what changed. */
  update(data, report) {
    const before = this.data;
    this.data = data;
    this._report = report;
    this._layout.refresh(data.height);
    this.toolbar.setPresets(data.presets);
    this.help.setPresets(data.presets);
    this.panel.setFindings(data.findings, data.hint, data.labels);
    const { colours } = data.labels;
    this.strip.setSeries(data.nSlices, data.positions, data.findings, colours.benign);
    if (data.volume !== before.volume) this._openVolume();
    this._followJump();
    this.stage.load(data);
    this.redraw();
  }

  dispose() {
    this._stopKeys();
    this._layout.stop();
    clearTimeout(this._rest);
    cancelAnimationFrame(this._frame);
    this._frame = -1;
    this.stage.dispose();
    this.root.remove();
  }

  // -- state ------------------------------------------------------------------------------------

  set(change) {
    const before = this.state;
    this.state = { ...before, ...change };
    const changed = (names) => names.some((name) => this.state[name] !== before[name]);
    if (changed(VIEW)) this._keepView();
    if (changed(Object.keys(SETTINGS))) {
      keepViewer(this.data.viewer, pick(this.state, Object.keys(SETTINGS)));
    }
    if (this.state.slice !== before.slice) this._reportWhenAtRest();
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
    this.root.classList.toggle("folded", !state.panel);
    this.toolbar.show(state, this._presetInUse(), {
      mask: Boolean(data.mask),
      heat: Boolean(data.heatmap),
      scores: Boolean(data.findings),
    });
    this.stage.show(state, data);
    this.strip.show(state.slice);
    this.panel.show(state.slice, state.lesion);
    this.help.show(state.help);
  }

  // -- the slice --------------------------------------------------------------------------------

  scroll(steps) {
    this.goTo(this.state.slice + steps);
  }

  goTo(slice) {
    this.set({ slice: clamp(slice, 0, this.data.nSlices - 1) });
  }

  goToMostSuspicious() {
    const slices = this.data.findings?.slices;
    if (!slices) return;
    const score = (s) => (s.liver_area_mm2 > 0 ? s.p_malignant : -1);
    const best = slices.reduce((top, s, z) => (score(s) > score(slices[top]) ? z : top), 0);
    this.goTo(best);
  }

  goToLesion(lesion) {
    this.set({ lesion: lesion.id });
    this.goTo(lesion.slice_largest);
  }

  goToNextLesion(step) {
    const lesions = this.data.findings?.lesions ?? [];
    if (!lesions.length) return;
    const at = lesions.findIndex((lesion) => lesion.id === this.state.lesion);
    const start = at < 0 && step < 0 ? 0 : at;
    this.goToLesion(lesions[(start + step + lesions.length) % lesions.length]);
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

  _presetInUse() {
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

  /** Whether the findings are beside the image, not folded away or below it. */
  get panelInSight() {
    return this.state.panel && !this.root.classList.contains("narrow");
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
    if (!hearing?.root.isConnected) hearing = this;
    const dialog = document.querySelector("[role=dialog], [data-testid=stDialog]");
    return hearing === this && !dialog && this.root.offsetParent !== null;
  }

  /** The hand is on the image: keys come here, not to a widget that was clicked before. */
  takeKeys() {
    hearing = this;
    const focused = document.activeElement;
    const typing = focused?.matches("textarea, [contenteditable=true], input:not([type=radio])");
    if (!typing && !this.root.contains(this.root.getRootNode().activeElement)) {
      this.root.focus({ preventScroll: true });
    }
  }

  /** Close what is open; false if nothing was. */
  escape() {
    if (!this.state.help) return false;
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
    this._believed = first;
    this._reportWhenAtRest();
  }

  /** A jump holds once for each nonce; the server knows where it leads. */
  _followJump() {
    const { viewer, jump } = this.data;
    if (!jump) return;
    const known = recallViewer(viewer)?.nonce;
    keepViewer(viewer, { nonce: jump.nonce });
    if (known === undefined || known === jump.nonce) return;
    this._believed = jump.slice;
    this.goTo(jump.slice);
  }

  /**
   * Tell the server once the slice has rested and the screen has caught up: on a slow machine
   * frames, and with them the next turn of the wheel, come later than the rest is long.
   */
  _reportWhenAtRest() {
    clearTimeout(this._rest);
    this._rest = setTimeout(() => {
      const { slice } = this.state;
      requestAnimationFrame(() => {
        if (slice === this.state.slice) this._reportSlice(slice);
      });
    }, REST_MS);
  }

  _reportSlice(slice) {
    if (slice === this._believed || !this.root.isConnected) return;
    this._believed = slice;
    const { volume, jump } = this.data;
    this._report("view", { volume, slice, nonce: jump?.nonce ?? null });
  }

  _keepView() {
    keepView(this.data.viewer, this.data.volume, pick(this.state, VIEW));
  }
}

function pick(object, names) {
  return Object.fromEntries(names.map((name) => [name, object[name]]));
}
