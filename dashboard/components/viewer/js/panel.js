// The findings beside the image: the patient, this slice, the curve, the lesions.

import { cautionNodes } from "./cautions.js";
import { Curve } from "./curve.js";
import { el, setText } from "./dom.js";
import { LesionTable, lesionTitle } from "./lesion_table.js";
import { coloursOf, hasLiver, probabilityOf } from "./scores.js";

/** @import { Child } from "./dom.js" */
/** @import { ClassName, Findings, Labels } from "./server_data.ts" */
/** @import { Workspace } from "./workspace.js" */

/** @type {ClassName[]} */
const CLASSES = ["malignant", "benign", "normal"];

export class Panel {
  /** @param {Workspace} workspace */
  constructor(workspace) {
    this._workspace = workspace;
    this.node = el("section", { class: "panel", "aria-label": "Findings" });
    /** What is shown, as text, to tell new findings from old ones. */
    this._shown = "";
    /** @type {FindingsView | null} */
    this._findings = null;
  }

  /**
   * Show findings, or a hint while there are none; nothing is rebuilt if they are shown already.
   * @param {Findings | null} findings
   * @param {string} hint
   * @param {Labels} labels
   */
  setFindings(findings, hint, labels) {
    const key = JSON.stringify([findings, hint]);
    if (key === this._shown) return;
    this._shown = key;
    this._findings = findings ? new FindingsView(findings, labels, this._workspace) : null;
    this.node.replaceChildren(...(this._findings?.nodes ?? [empty(hint)]));
  }

  /**
   * @param {number} slice in view
   * @param {number | null} lesion number of the marked one
   */
  show(slice, lesion) {
    this._findings?.show(slice, lesion);
  }
}

/** What the panel holds once there are findings. */
class FindingsView {
  /**
   * @param {Findings} findings
   * @param {Labels} known
   * @param {Workspace} workspace
   */
  constructor(findings, known, workspace) {
    const { patient, slices } = findings;
    const labels = { ...known, colours: coloursOf(findings, known) };
    this._slices = slices;
    this._curve = new Curve(slices, labels.colours, (z) => workspace.goTo(z));
    this._lesions = new LesionTable(findings, labels, (lesion) => workspace.lesions.goTo(lesion));
    this._bars = CLASSES.map((name) => new Bar(name, labels));
    this._sliceNote = el("span", { class: "note" });
    this._thisSlice = el("div", { class: "bars" }, ...this._bars.map((bar) => bar.node));
    const outside = findings.is_outside ? [el("span", { class: "note" }, findings.outside)] : [];
    this.nodes = [
      heading("Patient"),
      el("div", { class: "category", style: `color: ${findings.colour}` }, findings.headline),
      ...(findings.why ? [el("p", { class: "why" }, findings.why)] : []),
      el(
        "p",
        { class: "rule", title: findings.verdict_meaning },
        `${findings.verdict} · ${patient.method}`,
      ),
      ...(findings.correction ? [el("p", { class: "correction" }, findings.correction)] : []),
      ...cautionNodes(findings),
      heading("This slice", this._sliceNote, ...outside.map(copyOf)),
      this._thisSlice,
      heading("Along the slices", ...outside.map(copyOf)),
      this._curve.node,
      heading(...lesionTitle(findings.liver), ...outside.map(copyOf)),
      this._lesions.node,
    ];
    for (const node of [this._thisSlice, this._curve.node, this._lesions.node]) {
      node.classList.toggle("outside", findings.is_outside);
    }
  }

  /**
   * @param {number} slice
   * @param {number | null} lesion
   */
  show(slice, lesion) {
    const scores = this._slices[slice];
    for (const bar of this._bars) bar.show(probabilityOf(scores, bar.name));
    this._thisSlice.classList.toggle("faded", !hasLiver(scores));
    setText(this._sliceNote, hasLiver(scores) ? "" : "no liver found on it");
    this._curve.show(slice);
    this._lesions.show(slice, lesion);
  }
}

/** The probability of a class on the slice in view. */
class Bar {
  /**
   * @param {ClassName} name
   * @param {Labels} labels
   */
  constructor(name, labels) {
    this.name = name;
    this._value = el("span", { class: "value" });
    this._fill = el("div", { style: `background: ${labels.colours[name]}` });
    const words = labels.names[name].replace("-looking", "");
    this.node = el(
      "div",
      { class: `bar bar-${name}` },
      el("div", { class: "bar-label" }, el("span", {}, words), this._value),
      el("div", { class: "bar-track" }, this._fill),
    );
  }

  /** @param {number} p */
  show(p) {
    setText(this._value, p.toFixed(2));
    this._fill.style.width = `${(100 * p).toFixed(1)}%`;
  }
}

/** @param {Node} node */
const copyOf = (node) => node.cloneNode(true);

/** @param {string} hint */
function empty(hint) {
  return el("div", { class: "empty" }, heading("Findings"), el("p", { class: "quiet" }, hint));
}

/** @param {Child[]} children */
function heading(...children) {
  return el("h3", {}, ...children);
}
