// Other explanations of the slice in view, small, under the image: same slice, window and zoom.

import { press } from "./command_button.js";
import { el, fitCanvas, paintedCanvas, setText } from "./dom.js";
import { greyTable } from "./grey_table.js";
import { HeatLayer } from "./heat_layer.js";
import { Slot } from "./loading.js";
import { drawHeat } from "./overlay.js";
import { Projection } from "./projection.js";

/** @import { SmallView as SmallViewData } from "./server_data.ts" */
/** @import { Images } from "./layers.js" */
/** @import { State } from "./view_state.js" */
/** @import { Volume } from "./volume.js" */
/** @import { Workspace } from "./workspace.js" */

/** A row of canvases; a click on one asks the server to show it large. */
export class SmallViews {
  /** @param {Workspace} workspace */
  constructor(workspace) {
    this._workspace = workspace;
    /** @type {Map<string, SmallView>} */
    this._views = new Map();
    this._ground = new Ground();
    const label = { role: "group", "aria-label": "Other explanations" };
    this.node = el("div", { class: "small-views", ...label });
  }

  /**
   * @param {SmallViewData[]} wanted
   * @param {string} volume URL of the CT
   */
  update(wanted, volume) {
    this.node.hidden = !wanted.length;
    const views = new Map(
      wanted.map((one) => [one.key, this._views.get(one.key) ?? new SmallView(this._workspace)]),
    );
    for (const [key, view] of this._views) if (!views.has(key)) view.dispose();
    this._views = views;
    for (const one of wanted) views.get(one.key)?.update(one, volume);
    this.node.replaceChildren(...[...views.values()].map((view) => view.node));
  }

  /** @param {State} state */
  show(state) {
    if (this.node.hidden) return;
    const { images } = this._workspace.stage;
    const ground = images ? this._ground.at(images, state) : null;
    for (const view of this._views.values()) view.show(state, images, ground);
  }

  dispose() {
    for (const view of this._views.values()) view.dispose();
  }
}

/** One of them. */
class SmallView {
  /** @param {Workspace} workspace */
  constructor(workspace) {
    this._workspace = workspace;
    this._slot = new Slot();
    this._key = "";
    this._signed = false;
    /** URL of the CT that the heatmap belongs to. */
    this._ct = "";
    /** @type {Volume | null} */
    this._volume = null;
    /** @type {HeatLayer | null} */
    this._heat = null;
    this._canvas = el("canvas");
    this._title = el("b");
    this._note = el("span");
    this.node = el(
      "button",
      { type: "button", class: "small-view", onclick: () => this._workspace.choose(this._key) },
      this._canvas,
      el("div", {}, this._title, this._note),
    );
  }

  /**
   * @param {SmallViewData} data
   * @param {string} ct URL
   */
  update({ key, title, note, heatmap, signed, chosen }, ct) {
    this._key = key;
    press(this.node, chosen);
    this.node.title = `${title}: show it large`;
    setText(this._title, title);
    setText(this._note, note);
    if (heatmap === this._slot.url && ct === this._ct) return;
    this._ct = ct;
    this._heat = this._volume = null;
    const redraw = () => this._workspace.redraw();
    this._slot.open(heatmap, {
      volume: (loaded) => {
        this._volume = loaded;
        this._signed = signed;
      },
      progress: redraw,
      done: redraw,
      failed: (error) => setText(this._note, error instanceof Error ? error.message : "can't"),
    });
  }

  /**
   * @param {State} state
   * @param {Images | null} images
   * @param {OffscreenCanvas | null} ground
   */
  show(state, images, ground) {
    const context = fitCanvas(this._canvas);
    const box = { width: this._canvas.clientWidth, height: this._canvas.clientHeight };
    if (!images || !ground || !box.width) return;
    const { raster } = images;
    const projection = new Projection(raster, state, box);
    const { left, top, scaleX, scaleY } = projection;
    context.imageSmoothingQuality = "high";
    context.drawImage(ground, left, top, raster.width * scaleX, raster.height * scaleY);
    if (this._volume) this._heat ??= new HeatLayer(this._volume, raster, this._signed);
    const look = { magnitude: state.heatMagnitude, threshold: state.heatThreshold };
    const heat = state.heat ? this._heat?.at(state.slice, look) : null;
    if (heat) drawHeat(context, projection, heat, state.heatOpacity);
  }

  dispose() {
    this._slot.close();
  }
}

/** The slice in view in grey, painted once for all of them. */
class Ground {
  constructor() {
    /** @type {(Pick<Images, "raster"> & Pick<State, "slice" | "window">) | null} */
    this._of = null;
    /** @type {OffscreenCanvas | null} */
    this._canvas = null;
  }

  /**
   * A canvas of the slice's size, or null while the slice has not arrived.
   * @param {Images} images
   * @param {Pick<State, "slice" | "window">} state
   */
  at({ volume, raster }, { slice, window }) {
    if (!volume.has(slice)) return null;
    const of = this._of;
    if (of?.raster === raster && of.slice === slice && of.window === window) return this._canvas;
    this._of = { raster, slice, window };
    const greys = greyTable(window);
    const hu = raster.shown(volume.slice(slice));
    const pixels = Uint32Array.from(hu, (value) => greys[value & 0xffff]);
    this._canvas = paintedCanvas(pixels, raster.width, raster.height);
    return this._canvas;
  }
}
