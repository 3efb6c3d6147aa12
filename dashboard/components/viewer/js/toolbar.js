// The controls above the image; each shows its key.

import { commandButton, keyLabel, press } from "./command_button.js";
import { el, svg } from "./dom.js";
import { HeatControls } from "./heat_controls.js";
import { MeasureMenu, ViewMenu } from "./menus.js";
import { percentSlider, showShare } from "./slider.js";

/** @import { Child } from "./dom.js" */
/** @import { HeatScale, Preset } from "./server_data.ts" */
/** @import { State } from "./view_state.js" */
/** @import { Workspace } from "./workspace.js" */

/**
 * What there is to be switched.
 * @typedef {object} Available
 * @property {boolean} mask
 * @property {boolean} [others] outlines by other systems
 * @property {boolean} heat
 * @property {HeatScale | null} heatScale
 * @property {boolean} scores
 * @property {boolean} panel
 * @property {boolean} sharpKernel
 * @property {boolean} [edit] whether outlines can be corrected
 * @property {boolean} [link] whether viewers of several series can move as one
 */

export class Toolbar {
  /** @param {Workspace} workspace */
  constructor(workspace) {
    this._workspace = workspace;
    /** @type {HTMLButtonElement[]} */
    this._presetButtons = [];
    this._presets = group("Window");
    this._width = this._number("W", "Window width", (width) =>
      workspace.setWindow(width, workspace.state.window.level),
    );
    this._level = this._number("L", "Window level", (level) =>
      workspace.setWindow(workspace.state.window.width, level),
    );
    this._tools = {
      window: commandButton("window", "W/L", workspace),
      pan: commandButton("pan", "Pan", workspace),
      ruler: commandButton("ruler", "Ruler", workspace),
    };
    this._switches = {
      contours: commandButton("contours", "Outlines", workspace),
      numbers: commandButton("numbers", "Numbers", workspace),
      others: commandButton("others", "Others", workspace),
      heat: commandButton("heat", "Heatmap", workspace),
      panel: commandButton("panel", panelIcon(), workspace, "Findings"),
      help: commandButton("help", null, workspace, "Keys"),
    };
    this._measure = new MeasureMenu(workspace);
    this._view = new ViewMenu(workspace);
    this._layout = commandButton("layout", "Panes", workspace);
    this._link = commandButton("link", "Linked", workspace);
    this._edit = commandButton("edit", "Edit", workspace);
    this._suspicious = commandButton("suspicious", "Suspicious", workspace);
    const opacity = { title: "Opacity of the heatmap", label: "Opacity of the heatmap" };
    this._opacity = percentSlider({ min: 0, max: 100, ...opacity }, (share) =>
      workspace.set({ heatOpacity: share, heat: true }),
    );
    this._heat = new HeatControls(workspace);
    const { window, pan, ruler } = this._tools;
    const { contours, numbers, others, heat, panel, help } = this._switches;
    this.node = el(
      "div",
      { class: "toolbar", role: "toolbar", "aria-label": "Image tools" },
      this._presets,
      group("Exact window", this._width.node, this._level.node),
      group("Mouse tool", window, pan, ruler, this._measure.node, this._edit),
      group("Overlays", contours, numbers, others, heat, this._opacity, this._heat.node),
      // One piece: where the row is too narrow, the last two buttons don't stand alone below it.
      el(
        "div",
        { class: "rest" },
        group(
          "View",
          this._link,
          this._suspicious,
          this._layout,
          this._view.node,
          commandButton("reset", "Reset", workspace),
        ),
        el("div", { class: "group end" }, panel, help),
      ),
    );
    // What a series may lack is absent until `show` has been told that it is there.
    for (const node of [others, heat, this._opacity, panel, this._link, this._edit]) node.hidden = true;
  }

  /** @param {Preset[]} presets */
  setPresets(presets) {
    this._presetButtons = presets.map(({ name, width, level }, i) => {
      const key = String(i + 1);
      const title = `${name} window: width ${width}, level ${level} (${key})`;
      const onclick = () => this._workspace.usePreset(i);
      return el("button", { type: "button", class: "tool", title, onclick }, name, keyLabel(key));
    });
    this._presets.replaceChildren(...this._presetButtons);
  }

  /**
   * @param {State} state
   * @param {number} preset index of the one in use
   * @param {Available} available
   */
  show(state, preset, available) {
    this._presetButtons.forEach((button, i) => press(button, i === preset));
    this._width.show(state.window.width);
    this._level.show(state.window.level);
    const isEditing = this._workspace.editor.active;
    for (const [name, button] of Object.entries(this._tools)) {
      press(button, state.tool === name && !isEditing);
      // The left button paints.
      button.disabled = isEditing;
    }
    const { contours, numbers, others, heat, panel, help } = this._switches;
    press(contours, state.contours);
    press(numbers, state.numbers);
    press(others, state.others);
    others.hidden = !available.others;
    press(heat, state.heat);
    press(panel, state.panel);
    press(help, state.help);
    contours.disabled = numbers.disabled = !available.mask;
    heat.hidden = this._opacity.hidden = !available.heat;
    this._heat.show(state, available.heat ? available.heatScale : null);
    panel.hidden = !available.panel;
    this._suspicious.disabled = !available.scores;
    showShare(this._opacity, state.heatOpacity);
    press(this._layout, state.panes > 1 || state.enlarged !== null);
    this._layout.disabled = !this._workspace.planes.hasOthers;
    press(this._link, state.linked);
    this._link.hidden = !available.link;
    press(this._edit, isEditing);
    this._edit.hidden = !available.edit;
    this._measure.show(state);
    this._view.show(state, available.sharpKernel);
  }

  /**
   * A small input for one whole number; it is used on Enter or when the input is left.
   * @param {string} letter
   * @param {string} title
   * @param {(value: number) => void} use
   */
  _number(letter, title, use) {
    const input = el("input", { type: "number", step: "10", title, "aria-label": title });
    const commit = () => {
      const value = input.valueAsNumber;
      if (Number.isFinite(value)) use(value);
      this._workspace.redraw();
    };
    input.addEventListener("change", commit);
    input.addEventListener("keydown", (event) => {
      if (event.key === "Enter") commit();
      if (event.key === "Enter" || event.key === "Escape") input.blur();
      event.stopPropagation();
    });
    return {
      node: el("label", { class: "number" }, letter, input),
      show(/** @type {number} */ value) {
        const tree = /** @type {Document | ShadowRoot} */ (input.getRootNode());
        if (tree.activeElement !== input) input.value = String(Math.round(value));
      },
    };
  }
}

/** A window with its right third set apart. */
function panelIcon() {
  return svg(
    "svg",
    { width: 15, height: 13, viewBox: "0 0 15 13", "aria-hidden": "true" },
    svg("path", { d: "M1 .5h13v12H1zM9.5 .5v12", fill: "none", stroke: "currentColor" }),
  );
}

/**
 * @param {string} label
 * @param {Child[]} children
 */
function group(label, ...children) {
  return el("div", { class: "group", role: "group", "aria-label": label }, ...children);
}
