// Several small viewers of one series side by side, under one toolbar, following each other.

import { CompactShell } from "./compact_shell.js";
import { el } from "./dom.js";
import { colourVariables } from "./full_shell.js";
import { Help } from "./help.js";
import { Link } from "./link.js";
import { Toolbar } from "./toolbar.js";
import { Workspace } from "./workspace.js";

export class Deck {
  constructor(parent, data) {
    this._panes = [];
    this._grid = el("div", { class: "panes" });
    this.root = el(
      "div",
      { class: "workspace deck", style: colourVariables(data.labels.colours) },
      this._grid,
    );
    parent.append(this.root);
  }

  /** Take in what the server sends. The first viewer speaks for all: they show the same slice. */
  update(data, report) {
    this._data = data;
    const { panes, ...shared } = data;
    shared.link = data.viewer;
    panes.forEach((pane, i) => {
      this._panes[i] ??= new Workspace(this._grid, { ...shared, ...pane }, CompactShell);
      this._panes[i].update({ ...shared, ...pane }, i === 0 ? report : null);
    });
    for (const extra of this._panes.splice(panes.length)) extra.dispose();
    this._grid.dataset.count = panes.length;
    if (!this._toolbar) this._furnish(data);
    this._toolbar.setPresets(data.presets);
    this._help.setPresets(data.presets);
    this.redraw();
  }

  dispose() {
    this._link?.leave();
    cancelAnimationFrame(this._frame);
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

  _furnish(data) {
    const [leader] = this._panes;
    this._toolbar = new Toolbar(leader);
    this._help = new Help(leader, ["panel"]);
    this.root.prepend(this._toolbar.node);
    this.root.append(this._help.node);
    this._link = new Link(data.viewer, () => this.redraw());
  }

  _draw() {
    const [leader] = this._panes;
    const any = (name) => this._data.panes.some((pane) => pane[name]);
    this._toolbar.show(leader.state, leader.presetInUse, {
      mask: any("mask"),
      heat: any("heatmap"),
      scores: any("findings"),
      heatScale: this._data.panes.find((pane) => pane.heatScale)?.heatScale ?? null,
      panel: false,
    });
    this._help.show(leader.state.help);
  }
}
