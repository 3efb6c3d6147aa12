// What other systems found, beside the image: their reports, and each measurement group in words.

import { el } from "./dom.js";

/** @import { Others, OthersGroup, OthersSource } from "./server_data.ts" */

/** @typedef {{slice: number | null, node: HTMLElement}} Row */

export class OthersPanel {
  /** @param {(slice: number) => void} goTo */
  constructor(goTo) {
    this._goTo = goTo;
    this.node = el("section", { class: "others", "aria-label": "From other systems", hidden: true });
    /** @type {Row[]} */
    this._rows = [];
    /** What is shown, as text. */
    this._shown = "";
  }

  /**
   * Nothing is rebuilt if it is shown already.
   * @param {Others | null} others
   */
  update(others) {
    const key = JSON.stringify(others?.sources ?? []);
    if (key === this._shown) return;
    this._shown = key;
    this._rows = [];
    this.node.hidden = !others?.sources.length;
    this.node.replaceChildren(
      el("h3", {}, "From other systems"),
      ...(others?.sources ?? []).map((source) => this._source(source)),
    );
  }

  /** @param {number} slice in view */
  show(slice) {
    for (const row of this._rows) row.node.classList.toggle("current", row.slice === slice);
  }

  /** @param {OthersSource} source */
  _source({ title, about, notes, groups = [] }) {
    return el(
      "div",
      { class: "others-source" },
      el("b", {}, title),
      el("small", {}, about),
      ...notes.map((note) => el("small", { class: "others-note" }, note)),
      groups.length ? el("ul", {}, ...groups.map((group) => this._row(group))) : null,
    );
  }

  /** @param {OthersGroup} group */
  _row({ title, id, where, slice, measured, judged }) {
    const head = el("span", {}, el("b", {}, title), id ? ` ${id}` : "");
    const place = [where, slice === null ? "" : `slice ${slice + 1}`].filter(Boolean).join(", ");
    const words = [
      head,
      el("small", {}, place || "nothing is drawn"),
      ...measured.map((text) => el("span", { class: "others-measured" }, text)),
      ...judged.map((text) => el("small", {}, text)),
    ];
    const node = el(
      "li",
      {},
      slice === null
        ? el("div", {}, ...words)
        : el(
            "button",
            { type: "button", title: `Go to slice ${slice + 1}`, onclick: () => this._goTo(slice) },
            ...words,
          ),
    );
    this._rows.push({ slice, node });
    return node;
  }
}
