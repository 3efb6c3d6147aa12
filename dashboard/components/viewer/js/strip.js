// The strip under the image: a scrollbar along the slices, coloured by suspicion once scored.

import { suspicionColour } from "./colours.js";
import { clamp, el, fitCanvas, signed } from "./dom.js";

const TRACK = "#1a222b";
const THUMB = "#8fa3b5";
const MARK = "#ffffff";

export class Strip {
  constructor(workspace) {
    this._workspace = workspace;
    this._canvas = el("canvas");
    this._tip = el("div", { class: "tip", hidden: true, role: "presentation" });
    this.node = el(
      "div",
      {
        class: "strip",
        role: "slider",
        tabindex: "0",
        "aria-label": "Slice",
        "aria-orientation": "horizontal",
        "aria-valuemin": "1",
      },
      this._canvas,
      this._tip,
    );
    this._listen();
  }

  /** @param findings as from the server, or null; `count` slices; `position` of each, mm. */
  setSeries(count, positions, findings, benignColour) {
    this._count = count;
    this._positions = positions;
    this._slices = findings?.slices ?? null;
    this._colours = this._slices?.map((slice) => suspicionColour(slice, benignColour)) ?? null;
    this.node.setAttribute("aria-valuemax", count);
  }

  show(slice) {
    const context = fitCanvas(this._canvas);
    const { clientWidth: width, clientHeight: height } = this._canvas;
    const cell = width / this._count;
    context.fillStyle = TRACK;
    context.fillRect(0, 0, width, height);
    this._colours?.forEach((colour, z) => {
      context.fillStyle = colour;
      // A hair of overlap, so that no seam shows between cells.
      context.fillRect(z * cell, 0, cell + 0.5, height);
    });
    const middle = (slice + 0.5) * cell;
    if (this._colours) {
      context.fillStyle = "rgb(0 0 0 / 70%)";
      context.fillRect(middle - 3, 0, 6, height);
      context.fillStyle = MARK;
      context.fillRect(middle - 1.5, 0, 3, height);
    } else {
      const thumb = Math.max(cell, 10);
      context.fillStyle = THUMB;
      context.fillRect(clamp(middle - thumb / 2, 0, width - thumb), 3, thumb, height - 6);
    }
    this.node.setAttribute("aria-valuenow", slice + 1);
    this.node.setAttribute("aria-valuetext", this._describe(slice));
  }

  _listen() {
    const { node } = this;
    node.addEventListener("pointerdown", (event) => {
      if (event.button !== 0) return;
      node.setPointerCapture(event.pointerId);
      this._workspace.goTo(this._sliceAt(event));
    });
    node.addEventListener("pointermove", (event) => {
      const slice = this._sliceAt(event);
      if (node.hasPointerCapture(event.pointerId)) this._workspace.goTo(slice);
      this._showTip(slice, event);
    });
    node.addEventListener("pointerleave", () => {
      this._tip.hidden = true;
    });
    node.addEventListener(
      "wheel",
      (event) => {
        event.preventDefault();
        this._workspace.scroll(-Math.sign(event.deltaY));
      },
      { passive: false },
    );
  }

  _sliceAt(event) {
    const box = this.node.getBoundingClientRect();
    const share = (event.clientX - box.left) / box.width;
    return clamp(Math.floor(share * this._count), 0, this._count - 1);
  }

  _showTip(slice, event) {
    const box = this.node.getBoundingClientRect();
    this._tip.hidden = false;
    this._tip.textContent = this._describe(slice);
    const half = this._tip.offsetWidth / 2;
    const x = clamp(event.clientX - box.left, half, Math.max(half, box.width - half));
    this._tip.style.left = `${x}px`;
  }

  _describe(slice) {
    const place = `Slice ${slice + 1} · ${signed(this._positions[slice], 1)} mm`;
    const scores = this._slices?.[slice];
    if (!scores) return place;
    if (!(scores.liver_area_mm2 > 0)) return `${place} · no liver`;
    return (
      `${place} · malignant ${scores.p_malignant.toFixed(2)}` +
      ` · benign ${scores.p_benign.toFixed(2)}`
    );
  }
}
