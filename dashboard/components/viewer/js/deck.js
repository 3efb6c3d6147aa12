// Several small viewers of one series side by side, under one toolbar, following each other.

import { CompactShell } from "./compact_shell.js";
import { el } from "./dom.js";
import { colourVariables } from "./full_shell.js";
import { Help } from "./help.js";
import { Link } from "./link.js";
import { MeasureList } from "./measure_list.js";
import { Toolbar } from "./toolbar.js";
import { Workspace } from "./workspace.js";

/** @import { Component, DeckData, Report } from "./server_data.ts" */

export class Deck {
  /**
   * @param {Component["parentElement"]} parent
   * @param {DeckData} data
   */
  constructor(parent, data) {
    this._data = data;
    /** @type {Workspace[]} */
    this._panes = [];
    /** @type {number | null} */
    this._frame = null;
    this._grid = el("div", { class: "panes" });
    this.root = el(
      "div",
      { class: "workspace deck", style: colourVariables(data.labels.colours) },
      this._grid,
    );
    parent.append(this.root);
    this._fit();
    // The first viewer leads: the toolbar is its own, and it speaks to the server for all, since
    // they show the same slice.
    const [leader] = this._panes;
    this._toolbar = new Toolbar(leader);
    this._help = new Help(leader, ["panel"]);
    this.root.prepend(this._toolbar.node);
    this._measures = new MeasureList(leader);
    this.root.append(this._measures.node, this._help.node);
    this._link = new Link(data.viewer, () => this.redraw());
  }

  /**
   * Take in what the server sends.
   * @param {DeckData} data
   * @param {Report} report
   */
  update(data, report) {
    this._data = data;
    this._fit();
    this._panes.forEach((pane, i) => pane.update(this._paneData(i), i === 0 ? report : null));
    this._toolbar.setPresets(data.presets);
    this._help.setPresets(data.presets);
    this.redraw();
  }

  dispose() {
    this._link.leave();
    if (this._frame !== null) cancelAnimationFrame(this._frame);
    this._frame = -1;
    for (const pane of this._panes) pane.dispose();
    this.root.remove();
  }

  redraw() {
    this._frame ??= requestAnimationFrame(() => {
      this._frame = null;
      this._draw();
    });
  }

  /** As many viewers as the server names. */
  _fit() {
    const count = this._data.panes.length;
    for (let i = this._panes.length; i < count; i++) {
      this._panes.push(new Workspace(this._grid, this._paneData(i), CompactShell));
    }
    for (const extra of this._panes.splice(count)) extra.dispose();
    this._grid.dataset.count = String(count);
  }

  /** @param {number} index */
  _paneData(index) {
    const { panes, ...shared } = this._data;
    return { ...shared, ...panes[index], link: shared.viewer };
  }

  _draw() {
    const [leader] = this._panes;
    const { panes } = this._data;
    this._toolbar.show(leader.state, leader.presetInUse, {
      mask: panes.some((pane) => pane.mask),
      heat: panes.some((pane) => pane.heatmap),
      scores: panes.some((pane) => pane.findings),
      heatScale: panes.find((pane) => pane.heatScale)?.heatScale ?? null,
      panel: false,
      sharpKernel: Boolean(this._data.sharpKernel),
    });
    this._measures.show(leader.state);
    this._help.show(leader.state.help);
  }
}
