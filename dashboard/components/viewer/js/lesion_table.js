// The lesions beside the image: a row of numbers each, what else was measured in words under it.

import { el, signed } from "./dom.js";

const TITLES = [
  ["#", "Number in the image"],
  ["mL", "Volume"],
  ["mm", "Longest axial diameter × its perpendicular (RECIST 1.1)"],
  ["HU", "Mean ± standard deviation"],
  ["looks", "What it looks like; not histology"],
  ["slices", "First and last slice"],
];

const WORDS_SAY =
  "Descriptors of the ACR's paper on incidental liver lesions (2017), no diagnosis; mean lesion " +
  "probability; steepest change of HU across the margin; way to the liver's surface";

export class LesionTable {
  /** @param choose(lesion) brings it into view. */
  constructor(lesions, labels, choose) {
    this._rows = new Map();
    if (!lesions.length) {
      this.node = el("p", { class: "quiet" }, "None outlined.");
      return;
    }
    const body = el("tbody");
    for (const lesion of lesions) body.append(...this._rowsOf(lesion, labels, choose));
    const head = TITLES.map(([title, says]) => el("th", { scope: "col", title: says }, title));
    this.node = el(
      "table",
      { class: "lesions" },
      el("thead", {}, el("tr", {}, ...head)),
      body,
    );
  }

  /** Which lesions are on the slice in view, and which is marked. */
  show(slice, marked) {
    for (const [lesion, row] of this._rows) {
      const here = lesion.slice_first <= slice && slice <= lesion.slice_last;
      const current = here && lesion.id === marked;
      row.classList.toggle("here", here);
      row.classList.toggle("current", current);
      row.setAttribute("aria-current", String(current));
    }
  }

  _rowsOf(lesion, labels, choose) {
    const goThere = () => choose(lesion);
    const row = el(
      "tr",
      {
        tabindex: "0",
        title: `Go to slice ${lesion.slice_largest + 1}, where it is largest`,
        onclick: goThere,
        onkeydown: (event) => {
          if (event.key === "Enter" || event.key === " ") {
            event.preventDefault();
            goThere();
          }
        },
      },
      ...cells(lesion).map((words) => el("td", {}, words)),
    );
    row.cells[4].style.color = labels.colours[lesion.label];
    row.style.setProperty("--lesion", labels.colours[lesion.label]);
    this._rows.set(lesion, row);
    const words = inWords(lesion);
    if (!words) return [row];
    const cell = el("td", { colspan: "5", title: WORDS_SAY }, words);
    const below = el("tr", { class: "words", onclick: goThere }, el("td"), cell);
    below.style.setProperty("--lesion", labels.colours[lesion.label]);
    return [row, below];
  }
}

/** "Lesions", then the note "liver 1,480 mL, burden 2.1 %", as nodes of a heading. */
export function lesionTitle(lesions, liverMl) {
  if (!liverMl) return ["Lesions"];
  const total = lesions.reduce((sum, lesion) => sum + lesion.volume_ml, 0);
  const volume = Math.round(liverMl).toLocaleString("en-GB");
  const burden = ((100 * total) / liverMl).toFixed(1);
  // Units keep their case in a heading of capitals.
  return ["Lesions", el("span", { class: "note" }, `liver ${volume} mL, burden ${burden} %`)];
}

/** Descriptors as a report words them, then probability, margin and edge; "" where none is given. */
function inWords(lesion) {
  const { descriptors = [], probability, margin_hu_per_mm, edge_distance_mm } = lesion;
  const parts = [
    descriptors.join(", ").replace("<=", "≤"),
    given(probability) && `p ${probability.toFixed(2)}`,
    given(margin_hu_per_mm) && `${Math.round(margin_hu_per_mm)} HU/mm`,
    given(edge_distance_mm) && edgeWords(edge_distance_mm),
    lesion.touches_edge && "cut: sizes are lower bounds",
  ];
  return parts.filter(Boolean).join(" · ").replace(/(\d) (HU|mm)/g, "$1\u00a0$2");
}

const given = (value) => value !== undefined && value !== null;

const edgeWords = (mm) =>
  mm === 0 ? "reaches the surface" : `${Math.round(mm)} mm to the surface`;

function cells(lesion) {
  const last = lesion.slice_last + 1;
  const first = lesion.slice_first + 1;
  const size = [lesion.diameter_mm, lesion.short_axis_mm].filter(given);
  const sd = given(lesion.sd_hu) ? ` ± ${Math.round(lesion.sd_hu)}` : "";
  return [
    String(lesion.id),
    lesion.volume_ml.toFixed(1),
    size.map((mm) => Math.round(mm)).join(" × "),
    signed(Math.round(lesion.mean_hu)) + sd,
    lesion.label,
    first === last ? String(first) : `${first}–${last}`,
  ];
}
