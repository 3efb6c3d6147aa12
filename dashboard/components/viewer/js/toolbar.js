// The controls above the image; each shows its key.

import { COMMANDS } from "./commands.js";
import { el, svg } from "./dom.js";
import { HeatControls } from "./heat_controls.js";

export class Toolbar {
  constructor(workspace) {
    this._workspace = workspace;
    this._presets = el("div", { class: "group", role: "group", "aria-label": "Window" });
    this._width = this._number("W", "Window width, HU", (width) =>
      workspace.setWindow(width, workspace.state.window.level),
    );
    this._level = this._number("L", "Window level, HU", (level) =>
      workspace.setWindow(workspace.state.window.width, level),
    );
    this._buttons = {
      window: this._button("window", "W/L"),
      pan: this._button("pan", "Pan"),
      ruler: this._button("ruler", "Ruler"),
      contours: this._button("contours", "Outlines"),
      numbers: this._button("numbers", "Numbers"),
      heat: this._button("heat", "Heatmap"),
      smooth: this._button("smooth", "Smooth"),
      suspicious: this._button("suspicious", "Suspicious"),
      reset: this._button("reset", "Reset"),
      panel: this._button("panel", panelIcon(), "Findings"),
      help: this._button("help", null, "Keys"),
    };
    this._opacity = el("input", {
      type: "range",
      class: "opacity",
      min: "0",
      max: "100",
      step: "5",
      title: "Opacity of the heatmap",
      "aria-label": "Opacity of the heatmap",
      oninput: (event) =>
        workspace.set({ heatOpacity: Number(event.target.value) / 100, heat: true }),
      onpointerup: (event) => event.target.blur(),
    });
    this._heat = new HeatControls(workspace);
    const b = this._buttons;
    this.node = el(
      "div",
      { class: "toolbar", role: "toolbar", "aria-label": "Image tools" },
      this._presets,
      group("Exact window", this._width.node, this._level.node),
      group("Mouse tool", b.window, b.pan, b.ruler),
      group("Overlays", b.contours, b.numbers, b.heat, this._opacity, this._heat.node),
      group("View", b.suspicious, b.smooth, b.reset),
      el("div", { class: "group end" }, b.panel, b.help),
    );
  }

  setPresets(presets) {
    this._presetButtons = presets.map((preset, i) =>
      el(
        "button",
        {
          type: "button",
          class: "tool",
          title: `${preset.name} window: width ${preset.width}, level ${preset.level} (${i + 1})`,
          onclick: () => this._workspace.usePreset(i),
        },
        preset.name,
        el("kbd", { "aria-hidden": "true" }, String(i + 1)),
      ),
    );
    this._presets.replaceChildren(...this._presetButtons);
  }

  /** @param state of the workspace; `available` says which overlays and scores there are. */
  show(state, preset, available) {
    this._presetButtons.forEach((button, i) => press(button, i === preset));
    this._width.show(state.window.width);
    this._level.show(state.window.level);
    for (const name of ["window", "pan", "ruler"]) {
      press(this._buttons[name], state.tool === name);
    }
    for (const name of ["contours", "numbers", "heat", "smooth", "panel", "help"]) {
      press(this._buttons[name], state[name]);
    }
    for (const name of ["contours", "numbers"]) this._buttons[name].disabled = !available.mask;
    this._buttons.heat.hidden = this._opacity.hidden = !available.heat;
    this._heat.show(state, available.heat ? available.heatScale : null);
    this._buttons.panel.hidden = available.panel === false;
    this._buttons.suspicious.disabled = !available.scores;
    this._opacity.value = Math.round(100 * state.heatOpacity);
  }

  /** `face` is what the button shows beside its key; `label` names it where that is no text. */
  _button(name, face, label = null) {
    const { key, says, run } = COMMANDS[name];
    return el(
      "button",
      {
        type: "button",
        class: `tool tool-${name}`,
        title: `${says} (${key})`,
        "aria-label": label,
        "aria-keyshortcuts": key,
        onclick: (event) => run(this._workspace, event),
      },
      face,
      el("kbd", { "aria-hidden": "true" }, key),
    );
  }

  /** A small input for one whole number; takes hold on Enter or when left. */
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
      show(value) {
        if (input.getRootNode().activeElement !== input) input.value = Math.round(value);
      },
    };
  }
}

/** A window with its right third set apart. */
function panelIcon() {
  return svg(
    "svg",
    { width: 15, height: 13, viewBox: "0 0 15 13", "aria-hidden": "true" },
    svg("path", {
      d: "M1 .5h13v12H1zM9.5 .5v12",
      fill: "none",
      stroke: "currentColor",
    }),
  );
}

function group(label, ...children) {
  return el("div", { class: "group", role: "group", "aria-label": label }, ...children);
}

function press(button, pressed) {
  button.setAttribute("aria-pressed", pressed ? "true" : "false");
}
