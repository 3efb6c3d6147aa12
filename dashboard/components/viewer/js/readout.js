// The words around the image: slice and position, window, what is under the pointer.

import { el, setText } from "./dom.js";
import { heatText, heatTicks } from "./heat_figures.js";
import { heatGradient } from "./heat_table.js";
import { withUnit } from "./measure_texts.js";
import { signed } from "./numbers.js";

/** @import { Look } from "./heat_table.js" */
/** @import { HeatScale, Window } from "./server_data.ts" */

/** A zoom that rounds to 1.00 is not worth a word. */
const NO_ZOOM = 0.005;

/**
 * The pixel under the pointer.
 * @typedef {object} UnderPointer
 * @property {number} hu
 * @property {string} [unit] of it; HU where absent
 * @property {string} where "x 100 y 80"
 * @property {number | null} heat share of the full scale
 * @property {HeatScale | null} scale
 */

/**
 * @typedef {object} Frame
 * @property {[which: string, where: string]} words of the image
 * @property {Window} window
 * @property {number} zoom
 * @property {string[]} how it is drawn: slab, smoothing; "" for nothing special
 * @property {string} measure the last one on the image, "" for none
 * @property {UnderPointer | null} pointer
 * @property {string} sizes says that lengths count for nothing; "" where they count
 * @property {string[]} texts about the series
 */

export class Readout {
  /** @param {string} disclaimer */
  constructor(disclaimer) {
    this._slice = el("div", { class: "slice-label" });
    this._position = el("div", { class: "position-label" });
    this._window = el("div", { class: "window-label" });
    this._pointer = el("div", { class: "pointer-label" });
    this._how = el("div", { class: "how-label" });
    this._measure = el("div", { class: "ruler-label" });
    this._texts = el("div", { class: "series-texts" });
    this._sizes = el("div", { class: "sizes-mark" });
    this._said = "";
    this._badge = el("div", { class: "badge", hidden: true });
    this._heatTitle = el("span", { class: "heat-title" });
    this._heatTicks = [el("span"), el("span"), el("span")];
    this._heatBar = el("div", { class: "heat-bar" }, ...this._heatTicks);
    this._heat = el("div", { class: "heat-scale", hidden: true }, this._heatBar, this._heatTitle);
    /** @type {string | null} */
    this._gradient = null;
    this.nodes = [
      el("div", { class: "corner top-left" }, this._slice, this._position),
      el(
        "div",
        { class: "corner bottom-left" },
        this._measure,
        this._how,
        this._window,
        this._pointer,
      ),
      el(
        "div",
        { class: "corner top-right" },
        this._badge,
        this._texts,
        // Never hidden, as the texts are on small images: lengths are drawn on all.
        this._sizes,
        this._heat,
      ),
      el("div", { class: "small-print" }, disclaimer),
    ];
  }

  /** @param {Frame} frame */
  show(frame) {
    setText(this._slice, frame.words[0]);
    setText(this._position, frame.words[1]);
    setText(this._window, windowText(frame.window, frame.zoom));
    setText(this._how, frame.how.filter(Boolean).join(" · "));
    setText(this._measure, frame.measure);
    setText(this._pointer, pointerText(frame.pointer));
    setText(this._sizes, frame.sizes);
    const said = frame.texts.join("\n");
    if (said === this._said) return;
    this._said = said;
    this._texts.replaceChildren(...frame.texts.map((text) => el("div", { title: text }, text)));
  }

  /**
   * The colour bar, faded where the heatmap has another slice.
   * @param {string | null} title null for no bar
   * @param {boolean} isHere
   * @param {Look} look
   * @param {HeatScale | null} scale
   */
  showHeat(title, isHere, look, scale) {
    this._heat.hidden = title === null;
    this._heat.classList.toggle("faded", !isHere);
    if (title === null) return;
    setText(this._heatTitle, title);
    const ticks = heatTicks(scale, look.magnitude);
    this._heatTicks.forEach((node, i) => setText(node, ticks[i]));
    const gradient = heatGradient(look);
    if (gradient !== this._gradient) this._heatBar.style.background = gradient;
    this._gradient = gradient;
  }

  /**
   * What must not be missed while the findings are out of sight.
   * @param {string} words "" for none
   * @param {string} colour
   */
  showBadge(words, colour) {
    this._badge.hidden = !words;
    if (!words) return;
    setText(this._badge, words);
    this._badge.style.color = colour;
  }
}

/**
 * "W 160 L −100", and the zoom where there is one: "W 160 L 100  ×2.72".
 * @param {Window} window
 * @param {number} zoom
 */
export function windowText({ width, level }, zoom) {
  const zoomed = Math.abs(zoom - 1) > NO_ZOOM ? `  ×${zoom.toFixed(2)}` : "";
  return `W ${Math.round(width)} L ${signed(Math.round(level))}${zoomed}`;
}

/**
 * "90 HU · x 100 y 80 · heat 0.50", "" where the pointer is elsewhere.
 * @param {UnderPointer | null} pointer
 */
export function pointerText(pointer) {
  if (!pointer) return "";
  const heat = pointer.heat === null ? "" : ` · heat ${heatText(pointer.heat, pointer.scale)}`;
  return `${withUnit(signed(pointer.hu), pointer)} · ${pointer.where}${heat}`;
}
