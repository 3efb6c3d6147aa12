// Several small viewers side by side, under one toolbar, following each other: of one series, or
// each of a series of its own.

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
    /** @type {Component["setStateValue"] | null} */
    this._tell = null;
    this._grid = el("div", { class: "panes" });
    this.root = el(
      "div",
      { class: data.paired ? "workspace deck paired" : "workspace deck", style: colourVariables(data.labels.colours) },
      this._grid,
    );
    parent.append(this.root);
    this._fit();
    // Of one series, the first viewer leads: the toolbar is its own, and it speaks to the server for
    // all, since they show the same slice. Viewers of several series may be in different places:
    // each has a toolbar, and that of the one used last is in sight.
    const [leader] = this._panes;
    const own = data.paired ? this._panes : [leader];
    this._toolbars = own.map((pane) => new Toolbar(pane));
    this._lists = own.map((pane) => new MeasureList(pane));
    /** Index of the toolbar, and the list of measurements, in sight. */
    this._active = 0;
    this._help = new Help(leader, data.paired && this._panes.length > 1 ? ["panel", "edit"] : ["panel", "edit", "link"]);
    this.root.prepend(...this._toolbars.map(({ node }) => node));
    this.root.append(...this._lists.map(({ node }) => node), this._help.node);
    this._link = new Link(data.viewer, () => this.redraw());
    if (data.paired) this._panes.forEach(({ root }, i) => this._listen(root, i));
  }

  /**
   * Take in what the server sends.
   * @param {DeckData} data
   * @param {Component["setStateValue"]} tell
   */
  update(data, tell) {
    this._data = data;
    this._tell = tell;
    this._fit();
    /** @type {Report} */
    const report = data.paired
      ? (/** @type {"view" | "measured" | "annotated"} */ name, /** @type {any} */ value) =>
          name !== "view" ? tell(name, value) : this._reportAll()
      : tell;
    this._panes.forEach((pane, i) => {
      pane.update(this._paneData(i), data.paired || i === 0 ? report : null);
    });
    for (const toolbar of this._toolbars) toolbar.setPresets(data.presets);
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

  /**
   * The viewer under the pointer or with the focus is the one whose toolbar is shown.
   * @param {HTMLElement} root
   * @param {number} index
   */
  _listen(root, index) {
    const take = () => {
      this._active = index;
      this.redraw();
    };
    root.addEventListener("pointerenter", take);
    root.addEventListener("focusin", take);
  }

  /** One report says what all viewers show; false while one of them still moves. */
  _reportAll() {
    if (!this._tell || this._panes.some(({ isMoving }) => isMoving)) return false;
    this._tell("view", { views: this._panes.map(({ view }) => view) });
    for (const pane of this._panes) pane.wasReported();
    return true;
  }

  _draw() {
    const { panes, paired = false } = this._data;
    const { state, presetInUse } = this._panes[this._active];
    const canPart = paired && panes.length > 1;
    this._toolbars[this._active].show(state, presetInUse, {
      mask: panes.some((pane) => pane.mask || pane.spots?.length),
      heat: panes.some((pane) => pane.heatmap),
      scores: panes.some((pane) => pane.findings),
      heatScale: panes.find((pane) => pane.heatScale)?.heatScale ?? null,
      panel: false,
      sharpKernel: [this._data, ...panes].some((one) => one.sharpKernel),
      link: canPart,
    });
    this._toolbars.forEach(({ node }, i) => (node.hidden = i !== this._active));
    this._lists.forEach((list, i) => list.show(this._panes[i].state));
    const isApart = canPart && !state.linked;
    this._panes.forEach(({ root }, i) => root.classList.toggle("active", isApart && i === this._active));
    this._help.show(this._panes[0].state.help);
  }
}
