// The lesions beside the image: one row of figures per lesion, what else was measured below it.

import { el } from "./dom.js";
import { burdenText, cellTexts, describedText } from "./lesion_text.js";

/** @import { Labels, Lesion } from "./server_data.ts" */

const TITLES = [
  ["#", "Number in the image"],
  ["mL", "Volume"],
  ["mm", "Longest axial diameter × its perpendicular (RECIST 1.1)"],
  ["HU", "Mean ± standard deviation"],
  ["looks", "What it looks like; not histology"],
  ["slices", "First and last slice"],
];
const CLASS_COLUMN = 4;

const DESCRIBED =
  "Descriptors of the ACR's paper on incidental liver lesions (2017), not a diagnosis; mean " +
  "lesion probability; steepest change of HU across the margin; distance to the liver's surface";

export class LesionTable {
  /**
   * @param {Lesion[]} lesions
   * @param {Labels} labels
   * @param {(lesion: Lesion) => void} choose brings it into view
   */
  constructor(lesions, labels, choose) {
    /** @type {Map<Lesion, HTMLTableRowElement>} */
    this._rows = new Map();
    this._labels = labels;
    this._choose = choose;
    this.node = lesions.length
      ? this._table(lesions)
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

  /** @param {Lesion[]} lesions */
  _table(lesions) {
    const head = TITLES.map(([title, hint]) => el("th", { scope: "col", title: hint }, title));
    return el(
      "table",
      { class: "lesions" },
      el("thead", {}, el("tr", {}, ...head)),
      el("tbody", {}, ...lesions.flatMap((lesion) => this._rowsOf(lesion))),
    );
  }

  /** @param {Lesion} lesion */
  _rowsOf(lesion) {
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
      ...cellTexts(lesion).map((text) => el("td", {}, text)),
    );
    row.cells[CLASS_COLUMN].style.color = colour;
    row.style.setProperty("--lesion", colour);
    this._rows.set(lesion, row);
    const described = describedText(lesion);
    if (!described) return [row];
    const cell = el("td", { colspan: "5", title: DESCRIBED }, described);
    const below = el("tr", { class: "words", onclick: goThere }, el("td"), cell);
    below.style.setProperty("--lesion", colour);
    return [row, below];
  }
}

/**
 * "Lesions" and a note on the liver's volume, as nodes of a heading.
 * @param {Lesion[]} lesions
 * @param {number | undefined} liverMl
 */
export function lesionTitle(lesions, liverMl) {
  if (!liverMl) return ["Lesions"];
  // Units keep their case in a heading of capitals.
  return ["Lesions", el("span", { class: "note" }, burdenText(lesions, liverMl))];
}
