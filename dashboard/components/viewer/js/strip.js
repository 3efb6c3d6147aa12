// The strip under the image: a scrollbar along the slices, coloured by suspicion once scored. Above
// it, where someone drew a reference, what that has on each slice.

import { el, fitCanvas } from "./dom.js";
import { clamp, signed } from "./numbers.js";
import { hasLiver } from "./scores.js";
import { drawnText, referenceColours } from "./reference_colour.js";
import { suspicionColour } from "./suspicion_colour.js";

/** @import { SliceScores, WorkspaceData } from "./server_data.ts" */
/** @import { Workspace } from "./workspace.js" */

const TRACK = "#1a222b";
const THUMB = "#8fa3b5";
const NARROWEST_THUMB = 10; // px
const MARK = "#ffffff";
const MARK_EDGE = "rgb(0 0 0 / 70%)";
/** Of the reference above the strip, and the gap below it, px. */
const REFERENCE = 7;
const GAP = 2;

/**
 * The slice at a share of the strip's width.
 * @param {number} share 0..1
 * @param {number} count of slices
 */
export function stripSlice(share, count) {
  return clamp(Math.floor(share * count), 0, count - 1);
}

/**
 * "Slice 36 · 15.0 mm · reference: lesion · malignant 0.90 · benign 0.05"
 * @param {number} slice
 * @param {number} position mm
 * @param {SliceScores | undefined} scores
 * @param {string} drawn what a reference has on the slice, "" without one
 */
export function describeSlice(slice, position, scores, drawn = "") {
  const place = `Slice ${slice + 1} · ${signed(position, 1)} mm${drawn && ` · reference: ${drawn}`}`;
  if (!scores) return place;
  if (!hasLiver(scores)) return `${place} · no liver`;
  const { p_malignant, p_benign } = scores;
  return `${place} · malignant ${p_malignant.toFixed(2)} · benign ${p_benign.toFixed(2)}`;
}

export class Strip {
  /** @param {Workspace} workspace */
  constructor(workspace) {
    this._workspace = workspace;
    this._count = 1;
    /** @type {number[]} */
    this._positions = [];
    /** @type {SliceScores[] | null} */
    this._slices = null;
    /** @type {string[] | null} */
    this._colours = null;
    /** Of the reference. @type {string[] | null} */
    this._drawnColours = null;
    /** @type {string[]} */
    this._drawn = [];
    this._isReference = false;
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
        // A slider has to state one before the first slice is drawn.
        "aria-valuenow": "1",
      },
      this._canvas,
      this._tip,
    );
    this._listen();
  }

  /** @param {WorkspaceData} data */
  setSeries({ positions, findings, labels, reference, isReference }) {
    this._count = positions.length;
    this._positions = positions;
    this._slices = findings?.slices ?? null;
    this._colours =
      this._slices?.map((slice) => suspicionColour(slice, labels.colours.benign)) ?? null;
    this._drawnColours = reference ? referenceColours(reference, labels) : null;
    this._drawn = reference?.map((code) => drawnText(code, labels)) ?? [];
    this._isReference = Boolean(reference && isReference);
    this.node.classList.toggle("outside", findings?.is_outside ?? false);
    this.node.classList.toggle("with-reference", Boolean(reference));
    this.node.setAttribute("aria-valuemax", String(this._count));
  }

  /** @param {number} slice */
  show(slice) {
    const context = fitCanvas(this._canvas);
    const { clientWidth: width, clientHeight: height } = this._canvas;
    const cell = width / this._count;
    const colours = this._isReference ? this._drawnColours : this._colours;
    const top = this._drawnColours && !this._isReference ? REFERENCE + GAP : 0;
    context.fillStyle = TRACK;
    context.fillRect(0, top, width, height - top);
    paintCells(context, colours, cell, top, height - top);
    if (top) paintCells(context, this._drawnColours, cell, 0, REFERENCE);
    const middle = (slice + 0.5) * cell;
    if (colours || top) {
      context.fillStyle = MARK_EDGE;
      context.fillRect(middle - 3, 0, 6, height);
      context.fillStyle = MARK;
      context.fillRect(middle - 1.5, 0, 3, height);
    } else {
      const thumb = Math.max(cell, NARROWEST_THUMB);
      context.fillStyle = THUMB;
      context.fillRect(clamp(middle - thumb / 2, 0, width - thumb), 3, thumb, height - 6);
    }
    this.node.setAttribute("aria-valuenow", String(slice + 1));
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

  /** @param {MouseEvent} event */
  _sliceAt(event) {
    const box = this.node.getBoundingClientRect();
    return stripSlice((event.clientX - box.left) / box.width, this._count);
  }

  /**
   * @param {number} slice
   * @param {MouseEvent} event
   */
  _showTip(slice, event) {
    const box = this.node.getBoundingClientRect();
    this._tip.hidden = false;
    this._tip.textContent = this._describe(slice);
    const half = this._tip.offsetWidth / 2;
    const x = clamp(event.clientX - box.left, half, Math.max(half, box.width - half));
    this._tip.style.left = `${x}px`;
  }

  /** @param {number} slice */
  _describe(slice) {
    return describeSlice(slice, this._positions[slice], this._slices?.[slice], this._drawn[slice]);
  }
}

/**
 * A cell for each slice.
 * @param {CanvasRenderingContext2D} context
 * @param {string[] | null} colours
 * @param {number} cell its width, px
 * @param {number} top
 * @param {number} height
 */
function paintCells(context, colours, cell, top, height) {
  colours?.forEach((colour, z) => {
    context.fillStyle = colour;
    // A hair of overlap, so that no seam shows between cells.
    context.fillRect(z * cell, top, cell + 0.5, height);
  });
}
