// The findings beside the image: the patient, this slice, the curve, the lesions.

import { Curve } from "./curve.js";
import { doubtNodes } from "./doubts.js";
import { el, setText } from "./dom.js";
import { LesionTable, lesionTitle } from "./lesion_table.js";

const CLASSES = ["malignant", "benign", "normal"];

export class Panel {
  constructor(workspace) {
    this._workspace = workspace;
    this.node = el("section", { class: "panel", "aria-label": "Findings" });
    this._built = null;
  }

  /** Build anew, if these findings are not the ones that are shown. */
  setFindings(findings, hint, labels) {
    const key = JSON.stringify([findings, hint]);
    if (key === this._built) return;
    this._built = key;
    this._findings = findings;
    this.node.replaceChildren(...(findings ? this._build(findings, labels) : [empty(hint)]));
  }

  show(slice, selected) {
    if (!this._findings) return;
    const scores = this._findings.slices[slice];
    for (const name of CLASSES) {
      const p = scores[`p_${name}`];
      setText(this._bars[name].value, p.toFixed(2));
      this._bars[name].fill.style.width = `${(100 * p).toFixed(1)}%`;
    }
    const hasLiver = scores.liver_area_mm2 > 0;
    this._thisSlice.classList.toggle("faded", !hasLiver);
    setText(this._sliceNote, hasLiver ? "" : "no liver found on it");
    this._curve.show(slice);
    this._lesions.show(slice, selected);
  }

  _build(findings, labels) {
    const { patient, slices, lesions } = findings;
    this._curve = new Curve(slices, labels.colours, (z) => this._workspace.goTo(z));
    this._lesions = new LesionTable(lesions, labels, (lesion) => this._workspace.lesions.goTo(lesion));
    this._bars = {};
    this._sliceNote = el("span", { class: "note" });
    this._thisSlice = el(
      "div",
      { class: "bars" },
      ...CLASSES.map((name) => this._bar(name, labels)),
    );
    return [
      heading("Patient"),
      ...patientNodes(findings, labels),
      ...doubtNodes(findings),
      heading("This slice", this._sliceNote),
      this._thisSlice,
      heading("Along the slices"),
      this._curve.node,
      heading(...lesionTitle(lesions, findings.liver_ml)),
      this._lesions.node,
    ];
  }

  _bar(name, labels) {
    const value = el("span", { class: "value" });
    const fill = el("div", { style: `background: ${labels.colours[name]}` });
    this._bars[name] = { value, fill };
    const words = labels.names[name].replace("-looking", "");
    return el(
      "div",
      { class: `bar bar-${name}` },
      el("div", { class: "bar-label" }, el("span", {}, words), value),
      el("div", { class: "bar-track" }, fill),
    );
  }
}

function empty(hint) {
  return el("div", { class: "empty" }, heading("Findings"), el("p", { class: "quiet" }, hint));
}

function heading(...children) {
  return el("h3", {}, ...children);
}

function patientNodes({ patient, colour }, labels) {
  const { category } = patient;
  const p = patient[`p_${category}`];
  const [low, high] = patient.interval?.[category] ?? [];
  const range = low === undefined ? "" : ` (${low.toFixed(2)}–${high.toFixed(2)})`;
  const figure = p === undefined ? "" : `${p.toFixed(2)}${range} · `;
  return [
    el(
      "div",
      { class: "category", style: `color: ${colour}` },
      labels.names[category],
    ),
    el("p", { class: "rule" }, figure + patient.method),
  ];
}
