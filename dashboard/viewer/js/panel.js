// The findings beside the image: the patient, this slice, the curve, the lesions.

import { Curve } from "./curve.js";
import { el, setText, signed } from "./dom.js";

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
    for (const [lesion, row] of this._rows) {
      const here = lesion.slice_first <= slice && slice <= lesion.slice_last;
      row.classList.toggle("here", here);
      row.classList.toggle("current", here && lesion.id === selected);
      row.setAttribute("aria-current", here && lesion.id === selected ? "true" : "false");
    }
  }

  _build(findings, labels) {
    const { patient, slices, lesions, cautions = [] } = findings;
    this._curve = new Curve(slices, labels.colours, (z) => this._workspace.goTo(z));
    this._bars = {};
    this._sliceNote = el("span", { class: "note" });
    this._thisSlice = el(
      "div",
      { class: "bars" },
      ...CLASSES.map((name) => this._bar(name, labels)),
    );
    return [
      heading("Patient"),
      ...patientNodes(patient, labels),
      ...cautions.map((sentence) => el("p", { class: "caution", role: "note" }, sentence)),
      heading("This slice", this._sliceNote),
      this._thisSlice,
      heading("Along the slices"),
      this._curve.node,
      heading(lesionTitle(lesions, findings.liver_ml)),
      this._lesionTable(lesions, labels),
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

  _lesionTable(lesions, labels) {
    this._rows = new Map();
    if (!lesions.length) return el("p", { class: "quiet" }, "None outlined.");
    const body = el("tbody");
    for (const lesion of lesions) {
      const choose = () => this._workspace.goToLesion(lesion);
      const row = el(
        "tr",
        {
          tabindex: "0",
          title: `Go to slice ${lesion.slice_largest + 1}, where it is largest`,
          onclick: choose,
          onkeydown: (event) => {
            if (event.key === "Enter" || event.key === " ") {
              event.preventDefault();
              choose();
            }
          },
        },
        ...cells(lesion).map((words) => el("td", {}, words)),
      );
      row.cells[4].style.color = labels.colours[lesion.label];
      row.style.setProperty("--lesion", labels.colours[lesion.label]);
      this._rows.set(lesion, row);
      body.append(row, ...descriptorRow(lesion, choose));
    }
    const titles = ["#", "mL", "mm", "HU", "looks", "slices"];
    const head = el("tr", {}, ...titles.map((title) => el("th", { scope: "col" }, title)));
    return el("table", { class: "lesions" }, el("thead", {}, head), body);
  }
}

function empty(hint) {
  return el("div", { class: "empty" }, heading("Findings"), el("p", { class: "quiet" }, hint));
}

function heading(...children) {
  return el("h3", {}, ...children);
}

function patientNodes(patient, labels) {
  const { category } = patient;
  const p = patient[`p_${category}`];
  const figure = p === undefined ? "" : `${p.toFixed(2)} · `;
  return [
    el(
      "div",
      { class: "category", style: `color: ${labels.colours[category]}` },
      labels.names[category],
    ),
    el("p", { class: "rule" }, figure + patient.method),
  ];
}

function lesionTitle(lesions, liverMl) {
  const total = lesions.reduce((sum, lesion) => sum + lesion.volume_ml, 0);
  if (!liverMl) return "Lesions";
  const litres = Math.round(liverMl).toLocaleString("en-GB");
  const burden = ((100 * total) / liverMl).toFixed(1);
  return `Lesions · liver ${litres} mL, burden ${burden} %`;
}

/** The lesion in the words of a report, under its numbers; nothing where none are given. */
function descriptorRow(lesion, choose) {
  if (!lesion.descriptors?.length) return [];
  const words = lesion.descriptors.join(", ").replace("<=", "≤");
  const cell = el("td", { colspan: "5" }, words);
  return [el("tr", { class: "words", onclick: choose }, el("td"), cell)];
}

function cells(lesion) {
  const last = lesion.slice_last + 1;
  const first = lesion.slice_first + 1;
  const size = [lesion.diameter_mm, lesion.short_axis_mm].filter((mm) => mm !== undefined);
  const sd = lesion.sd_hu === undefined ? "" : ` ± ${Math.round(lesion.sd_hu)}`;
  return [
    String(lesion.id),
    lesion.volume_ml.toFixed(1),
    size.map((mm) => Math.round(mm)).join(" × "),
    signed(Math.round(lesion.mean_hu)) + sd,
    lesion.label,
    first === last ? String(first) : `${first}–${last}`,
  ];
}
