// Around the image of a single viewer: toolbar above, strip below, findings beside, keys over it.

import { el } from "./dom.js";
import { EditPanel } from "./edit_panel.js";
import { Help } from "./help.js";
import { keepInWindow } from "./layout.js";
import { MeasureList } from "./measure_list.js";
import { OthersPanel } from "./others_panel.js";
import { Panel } from "./panel.js";
import { SmallViews } from "./small_views.js";
import { Toolbar } from "./toolbar.js";

/** @import { Labels, ViewerData } from "./server_data.ts" */
/** @import { State } from "./view_state.js" */
/** @import { Workspace } from "./workspace.js" */

export class FullShell {
  /**
   * @param {Workspace} workspace
   * @param {ViewerData} data
   */
  constructor(workspace, data) {
    this._workspace = workspace;
    this._toolbar = new Toolbar(workspace);
    this._panel = new Panel(workspace);
    this._measures = new MeasureList(workspace);
    this._others = new OthersPanel((slice) => workspace.goTo(slice));
    this._edit = new EditPanel(workspace.editor);
    this._help = new Help(workspace, data.annotation ? ["link"] : ["link", "edit"]);
    this._smallViews = new SmallViews(workspace);
    this._hasPanel = data.panel;
    const { node: stage } = workspace.stage;
    const { node: strip } = workspace.strip;
    this.root = el(
      "div",
      {
        class: this._hasPanel ? "workspace" : "workspace alone",
        tabindex: "-1",
        style: colourVariables(data.labels.colours),
      },
      this._toolbar.node,
      el("div", { class: "column" }, stage, strip, this._smallViews.node, ...(this._hasPanel ? [] : [this._measures.node])),
      el("div", { class: "side" }, this._edit.node, this._panel.node, this._others.node, this._hasPanel ? this._measures.node : null),
      this._help.node,
    );
    /** @type {ReturnType<typeof keepInWindow> | null} */
    this._layout = null;
  }

  /** Once the root is on the page. */
  settle() {
    this._layout = keepInWindow(this.root);
  }

  /** @param {ViewerData} data */
  update(data) {
    this._layout?.refresh(data.height);
    this._toolbar.setPresets(data.presets);
    this._help.setPresets(data.presets);
    this._smallViews.update(data.smallViews, data.volume);
    this._panel.setFindings(data.findings, data.hint, data.labels);
    this._others.update(data.others ?? null);
  }

  /**
   * @param {State} state
   * @param {ViewerData} data
   * @param {number} preset index of the one in use
   */
  show(state, data, preset) {
    this.root.classList.toggle("folded", !state.panel || !this._hasPanel);
    this._toolbar.show(state, preset, {
      mask: Boolean(data.mask),
      others: Boolean(data.others?.mask || data.others?.shapes.length),
      heat: Boolean(data.heatmap),
      heatScale: data.heatScale,
      panel: this._hasPanel,
      scores: Boolean(data.findings),
      sharpKernel: Boolean(data.sharpKernel),
      edit: Boolean(data.annotation),
    });
    this.root.classList.toggle("editing", this._workspace.editor.active);
    this._edit.show();
    this._measures.show(state);
    this._panel.show(state.slice, state.lesion);
    this._others.show(state.slice);
    this._smallViews.show(state);
    this._help.show(state.help);
  }

  /** Let the reader type a measurement's name. @param {string} id */
  editName(id) {
    this._measures.edit(id);
  }

  /**
   * Whether the findings are beside the image, not folded away or below it.
   * @param {State} state
   */
  showsFindings(state) {
    return this._hasPanel && state.panel && !this.root.classList.contains("narrow");
  }

  dispose() {
    this._layout?.stop();
    this._smallViews.dispose();
    this.root.remove();
  }
}

/**
 * The classes' colours for the style sheets: "--liver: #...;--benign: #...".
 * @param {Labels["colours"]} colours
 */
export function colourVariables(colours) {
  return Object.entries(colours)
    .map(([name, colour]) => `--${name}: ${colour}`)
    .join(";");
}
