// The lesions beside the image: one row of figures per lesion, what else was measured below it.
// Columns and texts come from the server, which describes every quantity once (core/vocabulary).

import { el } from "./dom.js";

/** @import { Findings, Labels, Lesion, LesionColumn, LesionText } from "./server_data.ts" */

/** Of the column that has the colour of the lesion's class. */
const CLASS_KEY = "label";

export class LesionTable {
  /**
   * @param {Pick<Findings, "lesions" | "lesion_columns" | "lesion_texts">} findings
   * @param {Labels} labels
   * @param {(lesion: Lesion) => void} choose brings it into view
   */
  constructor(findings, labels, choose) {
    /** @type {Map<Lesion, HTMLTableRowElement>} */
    this._rows = new Map();
    this._labels = labels;
    this._choose = choose;
    this._columns = findings.lesion_columns;
    this.node = findings.lesions.length
      ? this._table(findings.lesions, findings.lesion_texts)
      : el("p", { class: "quiet" }, "None outlined.");
  }

  /**
   * Which lesions are on the slice in view, and which is marked.
   * @param {number} slice
   * @param {number | null} marked
   */
  show(slice, marked) {
    for (const [lesion, row] of this._rows) {
      const here = lesion.slice_first <= slice && slice <= lesion.slice_last;
      const current = here && lesion.id === marked;
      row.classList.toggle("here", here);
      row.classList.toggle("current", current);
      row.setAttribute("aria-current", String(current));
    }
  }

  /**
   * @param {Lesion[]} lesions
   * @param {LesionText[]} texts
   */
  _table(lesions, texts) {
    const head = this._columns.map((column) =>
      el("th", { scope: "col", class: sideOf(column), title: column.meaning }, column.title),
    );
    return el(
      "table",
      { class: "lesions" },
      el("thead", {}, el("tr", {}, ...head)),
      el("tbody", {}, ...lesions.flatMap((lesion, at) => this._rowsOf(lesion, texts[at]))),
    );
  }

  /**
   * @param {Lesion} lesion
   * @param {LesionText} text
   */
  _rowsOf(lesion, text) {
    const goThere = () => this._choose(lesion);
    const colour = this._labels.colours[lesion.label];
    const row = el(
      "tr",
      {
        tabindex: "0",
        title: `Go to slice ${lesion.slice_largest + 1}, where it is largest`,
        onclick: goThere,
        onkeydown: (/** @type {KeyboardEvent} */ event) => {
          if (event.key !== "Enter" && event.key !== " ") return;
          event.preventDefault();
          goThere();
        },
      },
      ...text.cells.map((cell, at) => el("td", { class: sideOf(this._columns[at]) }, cell)),
    );
    const ofClass = this._columns.findIndex(({ key }) => key === CLASS_KEY);
    if (ofClass >= 0) row.cells[ofClass].style.color = colour;
    row.style.setProperty("--lesion", colour);
    this._rows.set(lesion, row);
    if (!text.notes) return [row];
    const span = String(this._columns.length - 1);
    const cell = el("td", { colspan: span, title: text.everything }, unbroken(text.notes));
    const below = el("tr", { class: "words", onclick: goThere }, el("td"), cell);
    below.style.setProperty("--lesion", colour);
    return [row, below];
  }
}

/**
 * "Lesions" and the liver's volume and burden, as nodes of a heading.
 * @param {string | undefined} liver in words, "" without a liver
 */
export function lesionTitle(liver) {
  // Units keep their case in a heading of capitals.
  return liver ? ["Lesions", el("span", { class: "note" }, liver)] : ["Lesions"];
}

/** @param {LesionColumn} column */
const sideOf = ({ is_number: isNumber }) => (isNumber ? null : "word");

/**
 * A number stays with its unit, and no line begins with a dot.
 * @param {string} text
 */
const unbroken = (text) =>
  text.replace(/(\d) (HU|mm|mL)/g, "$1\u00a0$2").replaceAll(" · ", "\u00a0· ");
