// The controls of an explanation's heatmap: from which value on it is drawn, its outline, its sign.

import { COMMANDS } from "./commands.js";
import { el, setText } from "./dom.js";
import { HEAT_FLOOR } from "./heat_table.js";

/** Part of the toolbar; there only where the server says what the colours stand for. */
export class HeatControls {
  constructor(workspace) {
    this._threshold = el("input", {
      type: "range",
      class: "opacity",
      min: String(100 * HEAT_FLOOR),
      max: "95",
      step: "5",
      title: "Draw the heatmap from this share of the scale on (T, with Shift: less)",
      "aria-label": "Threshold of the heatmap",
      oninput: (event) =>
        workspace.set({ heatThreshold: Number(event.target.value) / 100, heat: true }),
      onpointerup: (event) => event.target.blur(),
    });
    this._value = el("span", { class: "heat-from" });
    this._contour = button("heatContour", "Edge", workspace);
    this._magnitude = button("heatMagnitude", "Signed", workspace);
    this.node = el(
      "div",
      { class: "group", role: "group", "aria-label": "Heatmap" },
      this._threshold,
      this._value,
      this._contour,
      this._magnitude,
    );
  }

  /** @param scale of the heatmap as in `heat_words.js`, or null. */
  show(state, scale) {
    this.node.hidden = !scale;
    this._threshold.value = Math.round(100 * state.heatThreshold);
    setText(this._value, `≥ ${Math.round(100 * state.heatThreshold)} %`);
    this._contour.setAttribute("aria-pressed", String(state.heatContour));
    this._magnitude.setAttribute("aria-pressed", String(!state.heatMagnitude));
    this._magnitude.disabled = !scale?.signed;
  }
}

function button(name, face, workspace) {
  const { key, says, run } = COMMANDS[name];
  return el(
    "button",
    {
      type: "button",
      class: `tool tool-${name}`,
      title: `${says} (${key})`,
      "aria-keyshortcuts": key,
      onclick: (event) => run(workspace, event),
    },
    face,
    el("kbd", { "aria-hidden": "true" }, key),
  );
}
