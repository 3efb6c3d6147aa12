// The words around the image: slice and position, window, what is under the pointer.

import { el, setText, signed } from "./dom.js";
import { heatGradient } from "./heat_table.js";
import { heatText, heatTicks } from "./heat_words.js";

export class Readout {
  constructor(disclaimer) {
    this._slice = el("div", { class: "slice-label" });
    this._position = el("div", { class: "position-label" });
    this._window = el("div", { class: "window-label" });
    this._pointer = el("div", { class: "pointer-label" });
    this._ruler = el("div", { class: "ruler-label" });
    this._badge = el("div", { class: "badge", hidden: true });
    this._heatTitle = el("span", { class: "heat-title" });
    this._heatTicks = [el("span"), el("span"), el("span")];
    this._heatBar = el("div", { class: "heat-bar" }, ...this._heatTicks);
    this._heat = el("div", { class: "heat-scale", hidden: true }, this._heatBar, this._heatTitle);
    this.nodes = [
      el("div", { class: "corner top-left" }, this._slice, this._position),
      el("div", { class: "corner bottom-left" }, this._ruler, this._window, this._pointer),
      el("div", { class: "corner top-right" }, this._badge),
      el("div", { class: "small-print" }, disclaimer),
      ...["A", "P", "R", "L"].map((letter) =>
        el("div", { class: `letter letter-${letter}`, "aria-hidden": "true" }, letter),
      ),
      this._heat,
    ];
  }

  /** @param frame {slice, count, position, window, preset, zoom, ruler, pointer}; see `Workspace`. */
  show(frame) {
    setText(this._slice, `Slice ${frame.slice + 1} / ${frame.count}`);
    setText(this._position, `z ${signed(frame.position, 1)} mm`);
    const { width, level } = frame.window;
    const zoom = Math.abs(frame.zoom - 1) > 0.005 ? `  ×${frame.zoom.toFixed(2)}` : "";
    setText(this._window, `W ${Math.round(width)} L ${signed(Math.round(level))}${zoom}`);
    setText(this._ruler, frame.ruler ? `Ruler ${frame.ruler}` : "");
    setText(this._pointer, pointerText(frame.pointer));
  }

  /**
   * The colour bar: `title` is null for none; faded where the heatmap has another slice.
   * @param look as in `heat_table.js`; `scale` as in `heat_words.js`.
   */
  showHeat(title, isHere, look, scale) {
    this._heat.hidden = title === null;
    this._heat.classList.toggle("faded", !isHere);
    if (title === null) return;
    setText(this._heatTitle, title);
    const ticks = heatTicks(scale, look.magnitude);
    ticks.forEach((tick, i) => setText(this._heatTicks[i], tick));
    const gradient = heatGradient(look);
    if (gradient !== this._gradient) this._heatBar.style.background = gradient;
    this._gradient = gradient;
  }

  /** What must not be missed while the findings are out of sight. */
  showBadge(words, colour) {
    this._badge.hidden = !words;
    if (!words) return;
    setText(this._badge, words);
    this._badge.style.color = colour;
  }
}

function pointerText(pointer) {
  if (!pointer) return "";
  const heat = pointer.heat === null ? "" : ` · heat ${heatText(pointer.heat, pointer.scale)}`;
  return `${signed(pointer.hu)} HU · x ${pointer.column} y ${pointer.row}${heat}`;
}
