// Around the image of one of several small viewers: a line above it says whose answer it shows and
// what that model says of the patient, a corner of the image what it says of the slice in view.

import { el, setText } from "./dom.js";
import { hasLiver, sliceText, verdictText } from "./scores.js";

/** @import { LayerData, PaneData, WorkspaceData } from "./server_data.ts" */
/** @import { State } from "./view_state.js" */
/** @import { Workspace } from "./workspace.js" */

export class CompactShell {
  /** @param {Workspace} workspace */
  constructor(workspace) {
    this._swatch = el("i", { class: "pane-swatch" });
    this._title = el("b", { class: "pane-title" });
    this._verdict = el("span", { class: "pane-verdict" });
    this._note = el("span", { class: "pane-note" });
    this._score = el("div", { class: "pane-score" });
    this.root = el(
      "section",
      { class: "pane", tabindex: "-1" },
      el("div", { class: "pane-head" }, this._swatch, this._title, this._verdict, this._note),
      workspace.stage.node,
      workspace.strip.node,
    );
    // Among the other words of that corner, so that none lies on another.
    workspace.stage.node.querySelector(".top-right")?.prepend(this._score);
  }

  settle() {}

  /** @param {WorkspaceData & PaneData} data */
  update({ title, colour, note, findings }) {
    this.root.setAttribute("aria-label", title);
    this._swatch.hidden = !colour;
    this._swatch.style.background = colour || "none";
    setText(this._title, title);
    this._title.title = title;
    setText(this._verdict, verdictText(findings));
    this._verdict.style.color = findings?.colour ?? "";
    this._verdict.title = findings
      ? `${verdictText(findings)}. Patient, ${findings.patient.method}`
      : "";
    setText(this._note, note);
    this._note.title = note;
  }

  /**
   * @param {State} state
   * @param {Pick<LayerData, "findings">} data
   */
  show(state, { findings }) {
    const scores = findings?.slices[state.slice];
    setText(this._score, sliceText(scores));
    this._score.classList.toggle("without", scores !== undefined && !hasLiver(scores));
  }

  /** The findings that matter are always in sight. */
  showsFindings() {
    return true;
  }

  /** The list below all of them takes the name: one for the whole deck. @param {string} id */
  editName(id) {
    const input = this.root.closest(".deck")?.querySelector(`[data-measure="${id}"]`);
    if (input instanceof HTMLInputElement) input.select();
  }

  dispose() {
    this.root.remove();
  }
}
