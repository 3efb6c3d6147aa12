// Other explanations of the slice in view, small, under the image: same slice, window and zoom.

import { el, fitCanvas, setText } from "./dom.js";
import { greyTable } from "./engine.js";
import { HeatLayer } from "./heat_layer.js";
import { Slot } from "./loading.js";
import { drawHeat } from "./overlay.js";
import { Projection } from "./projection.js";

/** A row of canvases; a click on one asks the server to show it large. */
export class Smalls {
  constructor(workspace) {
    this._workspace = workspace;
    this._views = new Map();
    this._ground = new Ground();
    this.node = el("div", { class: "smalls", role: "group", "aria-label": "Other explanations" });
  }

  /** @param smalls [{key, title, note, heatmap, signed, chosen}], `heatmap` a URL or null. */
  update(smalls, volume) {
    const wanted = smalls ?? [];
    this.node.hidden = !wanted.length;
    for (const [key, view] of this._views) {
      if (!wanted.some((small) => small.key === key)) {
        view.dispose();
        this._views.delete(key);
      }
    }
    for (const small of wanted) {
      if (!this._views.has(small.key)) this._views.set(small.key, new Small(this._workspace));
      this._views.get(small.key).update(small, volume);
    }
    this.node.replaceChildren(...wanted.map((small) => this._views.get(small.key).node));
  }

  show(state) {
    if (this.node.hidden) return;
    const images = this._workspace.stage.images;
    const ground = images ? this._ground.at(images, state) : null;
    for (const view of this._views.values()) view.show(state, images, ground);
  }

  dispose() {
    for (const view of this._views.values()) view.dispose();
  }
}

/** One of them. */
class Small {
  constructor(workspace) {
    this._workspace = workspace;
    this._slot = new Slot();
    this._heat = null;
    this._canvas = el("canvas");
    this._title = el("b");
    this._note = el("span");
    this.node = el(
      "button",
      {
        type: "button",
        class: "small",
        onclick: () => this._workspace.choose(this._key),
      },
      this._canvas,
      el("div", {}, this._title, this._note),
    );
  }

  update({ key, title, note, heatmap, signed, chosen }, volume) {
    this._key = key;
    this.node.setAttribute("aria-pressed", String(Boolean(chosen)));
    this.node.title = `${title}: show it large`;
    setText(this._title, title);
    setText(this._note, note ?? "");
    if (heatmap === this._slot.url && volume === this._of) return;
    this._of = volume;
    this._heat = this._volume = null;
    const redraw = () => this._workspace.redraw();
    this._slot.open(heatmap, {
      volume: (loaded) => {
        this._volume = loaded;
        this._signed = signed;
      },
      progress: redraw,
      done: redraw,
      failed: (error) => setText(this._note, error.message),
    });
  }

  show(state, images, ground) {
    const context = fitCanvas(this._canvas);
    const box = { width: this._canvas.clientWidth, height: this._canvas.clientHeight };
    if (!ground || !box.width) return;
    const { raster } = images;
    const projection = new Projection(raster, state, box);
    const { left, top, scaleX, scaleY } = projection;
    context.imageSmoothingQuality = "high";
    context.drawImage(ground, left, top, raster.width * scaleX, raster.height * scaleY);
    if (this._volume && !this._heat) this._heat = new HeatLayer(this._volume, raster, this._signed);
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
  /** A canvas of the slice's size, or null while the slice has not come in. */
  at({ volume, raster }, { slice, window }) {
    if (!volume.has(slice)) return null;
    const { raster: r, slice: z, window: w } = this._of ?? {};
    if (r === raster && z === slice && w === window) return this._canvas;
    this._of = { raster, slice, window };
    const greys = greyTable(window);
    const colours = Uint32Array.from(raster.shown(volume.slice(slice)), (hu) => greys[hu & 0xffff]);
    this._canvas = new OffscreenCanvas(raster.width, raster.height);
    const bytes = new Uint8ClampedArray(colours.buffer);
    const image = new ImageData(bytes, raster.width, raster.height);
    this._canvas.getContext("2d").putImageData(image, 0, 0);
    return this._canvas;
  }
}
