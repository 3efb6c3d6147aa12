// One plane on the screen: its image, and what is drawn over it.

import { drawGaps, planeLines } from "./cross_hair.js";
import { el, fitCanvas, setText } from "./dom.js";
import { drawEdit, Tint } from "./edit_ink.js";
import { shapesOn } from "./others_ink.js";
import { drawOverlay } from "./overlay.js";
import { drawPicture, Picture } from "./picture.js";
import { PANE_TITLES, placeOf, PLANE_COLOURS } from "./planes.js";
import { Projection } from "./projection.js";
import { coloursOf } from "./scores.js";
import { spotsOn } from "./spots.js";

/** @import { Source } from "./axial_source.js" */
/** @import { CutSource } from "./cut_source.js" */
/** @import { Images } from "./layers.js" */
/** @import { PlaneName } from "./planes.js" */
/** @import { Point } from "./projection.js" */
/** @import { WorkspaceData } from "./server_data.ts" */
/** @import { State } from "./view_state.js" */
/** @import { Vector } from "./vectors.js" */
/** @import { Workspace } from "./workspace.js" */

/**
 * What a pane draws.
 * @typedef {object} View
 * @property {Source} source
 * @property {Images} images
 * @property {Vector} centre where the planes meet
 * @property {number} smoothingPx
 * @property {boolean} crossHair
 * @property {boolean} titled whether the pane says which plane it is
 */

export class PlanePane {
  /**
   * @param {PlaneName} plane
   * @param {Workspace} workspace
   */
  constructor(plane, workspace) {
    this.plane = plane;
    this._workspace = workspace;
    const label = plane === "axial" ? "Slice" : `Image, ${plane}`;
    this._canvas = el("canvas", { "aria-label": label, role: "img" });
    this._overlay = el("canvas", { class: "overlay" });
    this._title = el("div", { class: "plane-title", hidden: true });
    this._letters = ["top", "bottom", "left", "right"].map((side) =>
      el("div", { class: `letter letter-${side}`, "aria-hidden": "true" }),
    );
    this.node = el(
      "div",
      { class: "view", "data-plane": plane, style: `--plane: ${PLANE_COLOURS[plane]}` },
      el("div", { class: "image" }, this._canvas),
      this._overlay,
      this._title,
      ...this._letters,
    );
    this._picture = new Picture();
    this._tint = new Tint();
    this._drawn = "";
    /** Counts what was painted. */
    this._paints = 0;
    /** @type {unknown} */
    this._values = null;
    /**
     * Of the last frame.
     * @type {Projection | null}
     */
    this.projection = null;
  }

  /**
   * Nothing to show.
   */
  clear() {
    this.projection = null;
    drawOverlay(this._overlay, null);
  }

  /**
   * Draw the frame; returns whether the image itself is there.
   * @param {State} state
   * @param {WorkspaceData} data
   * @param {View} view
   */
  show(state, data, view) {
    const { source, titled, images } = view;
    const box = { width: this.node.clientWidth, height: this.node.clientHeight };
    if (!box.width || !box.height) {
      this.clear();
      return false;
    }
    const place = placeOf(state, this.plane);
    this.projection = new Projection(source.grid, place, box, source.frame);
    const isThere = this._showImage(state, view, this.projection);
    this._showOverlay(state, data, view, this.projection);
    this._title.hidden = !titled;
    const name = this.plane === "axial" ? images.raster.plane : this.plane;
    setText(this._title, `${PANE_TITLES[name]} · ${source.words(state, data.positions)[1]}`);
    this._letters.forEach((letter, i) => setText(letter, source.letters[i]));
    return isThere;
  }

  /**
   * @param {State} state
   * @param {View} view
   * @param {Projection} projection
   */
  _showImage(state, { source, smoothingPx }, projection) {
    const values = source.pixels(state, smoothingPx);
    if (!values) return false;
    const { window, invert, smooth } = state;
    const { left, top, scaleX, box } = projection;
    if (values !== this._values) this._paints++;
    this._values = values;
    const { width, level } = window;
    const ratio = globalThis.devicePixelRatio || 1;
    const wanted = [
      this._paints, width, level, invert, smooth, left, top, scaleX, box.width, box.height, ratio,
    ].join();
    if (wanted === this._drawn) return true;
    this._drawn = wanted;
    const picture = this._picture.paint(values, source.grid.width, state);
    drawPicture(fitCanvas(this._canvas), projection, picture, smooth);
    return true;
  }

  /**
   * @param {State} state
   * @param {WorkspaceData} data
   * @param {View} view
   * @param {Projection} projection
   */
  _showOverlay(state, data, { source, images, centre, crossHair }, projection) {
    const look = { magnitude: state.heatMagnitude, threshold: state.heatThreshold };
    const heat = state.heat ? source.heat(state, look) : null;
    const mask = state.contours || state.numbers ? source.mask(state) : null;
    const marked = mask?.lesions.find(({ number }) => number === state.lesion) ?? null;
    const { stack } = images;
    const { editor } = this._workspace;
    drawOverlay(this._overlay, {
      projection,
      mask,
      heat,
      heatLines: heat && state.heatContour ? source.heatLines(state, look) : null,
      heatOpacity: state.heatOpacity,
      contours: state.contours,
      numbers: state.numbers,
      names: data.lesionNames ?? {},
      others:
        state.others && data.others
          ? {
              mask: source.others(state),
              shapes: shapesOn(data.others.shapes, source, state),
              words: state.numbers,
            }
          : null,
      spots: state.numbers ? spotsOn(data.spots ?? [], source, state, stack.usual) : [],
      marked: state.numbers ? (marked?.box ?? null) : null,
      measures: this._workspace.measures.here(this.plane),
      chosen: state.measure,
      cursor: this._cursor(state),
      crossHair: crossHair
        ? { centre: source.toImage(centre, state), lines: planeLines(source, centre, stack, state) }
        : null,
      under:
        this.plane === "axial" || !stack.gaps.length
          ? null
          : (context) => drawGaps(context, projection, /** @type {CutSource} */ (source), stack),
      over:
        editor.active && this.plane === "axial"
          ? (context) => drawEdit(context, projection, editor, this._tint)
          : null,
      colours: coloursOf(data.findings, data.labels),
    });
  }

  /**
   * Where the pointer is in a linked viewer, if in this plane.
   * @param {State} state
   * @returns {Point | null}
   */
  _cursor({ pointer, cursor, cursorPlane }) {
    return pointer || cursorPlane !== this.plane ? null : cursor;
  }
}
