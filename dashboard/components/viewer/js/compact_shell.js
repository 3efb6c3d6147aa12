// Around the image of one of several small viewers: a line above that says whose it is, and what
// that model says of the patient and of the slice in view.

import { el, setText } from "./dom.js";

export class CompactShell {
  constructor(workspace) {
    this._swatch = el("i", { class: "pane-swatch" });
    this._title = el("b", { class: "pane-title" });
    this._verdict = el("span", { class: "pane-verdict" });
    this._note = el("span", { class: "pane-note" });
    this._score = el("span", { class: "pane-score" });
    this.root = el(
      "section",
      { class: "pane", tabindex: "-1" },
      el(
        "div",
        { class: "pane-head" },
        ...[this._swatch, this._title, this._verdict, this._note],
      ),
      workspace.stage.node,
      workspace.strip.node,
    );
    // In the corner of the image: it belongs to the slice.
    workspace.stage.node.append(this._score);
  }

  settle() {}

  update({ title, colour, note, findings, labels }) {
    this.root.setAttribute("aria-label", title);
    this._swatch.hidden = !colour;
    this._swatch.style.background = colour || "none";
    setText(this._title, title);
    this._title.title = title;
    const category = findings?.patient.category;
    const p = findings?.patient[`p_${category}`];
    const words = labels.names[category] ?? category ?? "";
    setText(this._verdict, p === undefined ? words : `${words} ${p.toFixed(2)}`);
    this._verdict.style.color = findings?.colour ?? "";
    this._verdict.title = findings ? `Patient, ${findings.patient.method}` : "";
    setText(this._note, note);
    this._note.title = note;
  }

  show(state, { findings }) {
    const scores = findings?.slices[state.slice];
    const here = scores ? `p(malignant) ${scores.p_malignant.toFixed(2)}` : "";
    const without = scores && !(scores.liver_area_mm2 > 0);
    setText(this._score, without ? `${here} · no liver` : here);
    this._score.classList.toggle("without", Boolean(without));
  }

  tellsFindings() {
    return true;
  }

  dispose() {
    this.root.remove();
  }
}
