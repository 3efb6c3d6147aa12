// The 3-D view: it starts when it is asked for, and turns with the mouse.

import { commandButton } from "./command_button.js";
import { el, setText } from "./dom.js";
import { Engine } from "./engine.js";
import { LoadError } from "./load_error.js";
import { makeScene } from "./scene.js";

/** @import { Stage } from "./stage.js" */
/** @import { WorkspaceData } from "./server_data.ts" */
/** @import { State } from "./view_state.js" */
/** @import { Workspace } from "./workspace.js" */

const DEGREES_PER_PIXEL = 0.6;
const SCALES = { low: 0.5, high: 4 };
/** The window's vessels are drawn anew once the hand has rested for so long. */
const REST_MS = 250;

export class VolumePane {
  /**
   * @param {Workspace} workspace
   * @param {Stage} stage
   */
  constructor(workspace, stage) {
    this._workspace = workspace;
    this._stage = stage;
    this._words = el("p", {});
    this._button = commandButton("volume", "Show in 3-D", workspace);
    this._start = el("div", { class: "volume-start" }, this._words, this._button);
    this._canvasBox = el("div", { class: "image" });
    this.node = el(
      "div",
      { class: "view volume", "data-plane": "volume", "data-state": "empty" },
      this._canvasBox,
      el("div", { class: "plane-title" }, "3-D"),
      this._start,
    );
    /** @type {Engine | null} */
    this._engine = null;
    this._starting = false;
    this._disposed = false;
    /** What the scene was made of. */
    this._made = "";
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this._timer = undefined;
    /** From the front, a little from above. */
    this._view = { azimuth: 180, elevation: 10, scale: 1 };
    this._listen();
  }

  /**
   * @param {State} state
   * @param {WorkspaceData} data
   * @param {boolean} visible
   */
  show(state, data, visible) {
    if (!visible) return;
    if (state.threeD && !this._engine && this.node.dataset.state === "empty") {
      void this._begin(data.niivue);
    }
    if (!this._engine) return;
    const { images, layers } = this._stage;
    if (!images?.volume.complete) return;
    const { width, level } = state.window;
    const parts = [data.volume, data.mask, layers.mask?.volume.received, width, level];
    const wanted = parts.join();
    if (wanted !== this._made) {
      clearTimeout(this._timer);
      const rest = this._made ? REST_MS : 0;
      this._made = wanted;
      this._timer = setTimeout(() => void this._makeScene(state), rest);
    }
    this._draw();
  }

  dispose() {
    this._disposed = true;
    clearTimeout(this._timer);
    this._engine?.dispose();
  }

  /** @param {string} path of NiiVue */
  async _begin(path) {
    this._setState("loading", "Preparing the 3-D view");
    const canvas = el("canvas", { "aria-label": "Liver in 3-D", role: "img" });
    this._canvasBox.replaceChildren(canvas);
    try {
      const engine = await Engine.create(path, canvas);
      if (this._disposed) return engine.dispose();
      this._engine = engine;
      canvas.addEventListener("webglcontextlost", () => this._lost());
      this._workspace.redraw();
    } catch (error) {
      this._failed(error);
    }
  }

  /** The graphics card was reset, as after sleep. */
  _lost() {
    if (this._disposed) return;
    this._engine = null;
    this._made = "";
    this._setState("empty", "");
    this._workspace.redraw();
  }

  /** @param {State} state */
  async _makeScene({ window }) {
    const { images, layers } = this._stage;
    if (!images || !this._engine) return;
    const { volume, raster, stack } = images;
    const { mask } = layers;
    try {
      await this._engine.setVolume(
        makeScene({
          stack,
          ct: (z) => raster.shown(volume.slice(z)),
          mask: mask?.volume.complete ? (z) => mask.bytes(z) : null,
          window,
          labels: this._workspace.data.labels,
        }),
      );
      this._setState("ready", "");
      this._workspace.redraw();
    } catch (error) {
      this._failed(error);
    }
  }

  _draw() {
    if (this.node.dataset.state !== "ready" || !this._engine) return;
    const { azimuth, elevation, scale } = this._view;
    this._engine.show(azimuth, elevation, scale, this._stage.centre);
  }

  /** @param {unknown} error */
  _failed(error) {
    const isOurs = error instanceof LoadError;
    this._setState("failed", isOurs ? error.message : "The 3-D view can't be shown.");
    if (!isOurs) console.error(error);
  }

  /**
   * @param {"empty" | "loading" | "ready" | "failed"} name
   * @param {string} words
   */
  _setState(name, words) {
    this.node.dataset.state = name;
    setText(this._words, words);
    this._start.hidden = name === "ready";
    this._button.hidden = name !== "empty";
  }

  _listen() {
    const { node, _view: view } = this;
    /** @type {[number, number] | null} */
    let from = null;
    node.addEventListener("pointerdown", (event) => {
      event.stopPropagation();
      if (event.target instanceof Element && event.target.closest("button")) return;
      node.setPointerCapture(event.pointerId);
      from = [event.clientX, event.clientY];
    });
    node.addEventListener("pointermove", (event) => {
      event.stopPropagation();
      if (!from) return;
      view.azimuth = (view.azimuth + DEGREES_PER_PIXEL * (event.clientX - from[0])) % 360;
      const elevation = view.elevation + DEGREES_PER_PIXEL * (event.clientY - from[1]);
      view.elevation = Math.min(90, Math.max(-90, elevation));
      from = [event.clientX, event.clientY];
      this._workspace.redraw();
    });
    const end = () => {
      from = null;
    };
    node.addEventListener("pointerup", end);
    node.addEventListener("pointercancel", end);
    node.addEventListener(
      "wheel",
      (event) => {
        event.preventDefault();
        event.stopPropagation();
        const scale = view.scale * Math.exp(-event.deltaY / 800);
        view.scale = Math.min(SCALES.high, Math.max(SCALES.low, scale));
        this._workspace.redraw();
      },
      { passive: false },
    );
  }
}
