// Around the image of a single viewer: toolbar above, strip below, findings beside, keys over it.

import { el } from "./dom.js";
import { Help } from "./help.js";
import { keepInWindow } from "./layout.js";
import { Panel } from "./panel.js";
import { Smalls } from "./smalls.js";
import { Toolbar } from "./toolbar.js";

export class FullShell {
  constructor(workspace, data) {
    this._toolbar = new Toolbar(workspace);
    this._panel = new Panel(workspace);
    this._help = new Help(workspace);
    this._smalls = new Smalls(workspace);
    this._hasPanel = data.panel !== false;
    this.root = el(
      "div",
      { class: this._hasPanel ? "workspace" : "workspace alone", tabindex: "-1", style: colourVariables(data.labels.colours) },
      this._toolbar.node,
      el("div", { class: "column" }, workspace.stage.node, workspace.strip.node, this._smalls.node),
      this._panel.node,
      this._help.node,
    );
  }

  /** Once the root is on the page. */
  settle() {
    this._layout = keepInWindow(this.root);
  }

  update(data) {
    this._layout.refresh(data.height);
    this._toolbar.setPresets(data.presets);
    this._help.setPresets(data.presets);
    this._smalls.update(data.smalls, data.volume);
    this._panel.setFindings(data.findings, data.hint, data.labels);
  }

  show(state, data, preset) {
    this.root.classList.toggle("folded", !state.panel || !this._hasPanel);
    this._toolbar.show(state, preset, {
      mask: Boolean(data.mask),
      heat: Boolean(data.heatmap),
      heatScale: data.heatScale ?? null,
      panel: this._hasPanel,
      scores: Boolean(data.findings),
    });
    this._panel.show(state.slice, state.lesion);
    this._smalls.show(state);
    this._help.show(state.help);
  }

  /** Whether the findings are beside the image, not folded away or below it. */
  tellsFindings(state) {
    return this._hasPanel && state.panel && !this.root.classList.contains("narrow");
  }

  dispose() {
    this._layout.stop();
    this._smalls.dispose();
    this.root.remove();
  }
}

/** The classes' colours for the style sheets: "--liver: #...; ...". */
export function colourVariables(colours) {
  return Object.entries(colours)
    .map(([name, colour]) => `--${name}: ${colour}`)
    .join(";");
}
