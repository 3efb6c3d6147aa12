// The controls of an explanation's heatmap: from which value on it is drawn, its outline, its sign.

import { commandButton, press } from "./command_button.js";
import { el, setText } from "./dom.js";
import { HEAT_FLOOR } from "./heat_table.js";
import { percentSlider, showShare } from "./slider.js";

/** @import { HeatScale } from "./server_data.ts" */
/** @import { State } from "./view_state.js" */
/** @import { Workspace } from "./workspace.js" */

/** Part of the toolbar; there only where the server says what the colours stand for. */
export class HeatControls {
  /** @param {Workspace} workspace */
  constructor(workspace) {
    this._threshold = percentSlider(
      {
        min: 100 * HEAT_FLOOR,
        max: 95,
        title: "Draw the heatmap from this share of the scale on (T, with Shift: lower)",
        label: "Threshold of the heatmap",
      },
      (share) => workspace.set({ heatThreshold: share, heat: true }),
    );
    this._value = el("span", { class: "heat-from" });
    this._contour = commandButton("heatContour", "Edge", workspace);
    this._magnitude = commandButton("heatMagnitude", "Signed", workspace);
    this.node = el(
      "div",
      { class: "group", role: "group", "aria-label": "Heatmap" },
      this._threshold,
      this._value,
      this._contour,
      this._magnitude,
    );
  }

  /**
   * @param {State} state
   * @param {HeatScale | null} scale of the heatmap
   */
  show(state, scale) {
    this.node.hidden = !scale;
    showShare(this._threshold, state.heatThreshold);
    setText(this._value, `≥ ${Math.round(100 * state.heatThreshold)} %`);
    press(this._contour, state.heatContour);
    press(this._magnitude, !state.heatMagnitude);
    this._magnitude.disabled = !scale?.signed;
  }
}
