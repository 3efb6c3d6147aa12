// The measurements of the series: their names and figures; jump, rename, delete.

import { el } from "./dom.js";
import { nameOf, shortText } from "./measure_texts.js";
import { PANE_TITLES } from "./planes.js";

/** @import { Measure } from "./measure_kinds.js" */
/** @import { State } from "./view_state.js" */
/** @import { Workspace } from "./workspace.js" */

export class MeasureList {
  /** @param {Workspace} workspace */
  constructor(workspace) {
    this._workspace = workspace;
    this._list = el("ul", { class: "measures" });
    this.node = el(
      "section",
      { class: "measure-list", "aria-label": "Measurements", hidden: true },
      el("h3", {}, "Measurements"),
      this._list,
    );
    /** @type {Measure[] | null} */
    this._shown = null;
    /** @type {number | null} */
    this._chosen = null;
    /** @type {Map<number, HTMLInputElement>} */
    this._names = new Map();
  }

  /** @param {State} state */
  show({ measures, measure }) {
    if (measures === this._shown && measure === this._chosen) return;
    // A name that is being typed is not taken away.
    const tree = /** @type {Document | ShadowRoot} */ (this.node.getRootNode());
    if (tree.activeElement instanceof HTMLInputElement && this.node.contains(tree.activeElement)) return;
    this._shown = measures;
    this._chosen = measure;
    this.node.hidden = !measures.length;
    this._names.clear();
    const inOrder = [...measures].sort((a, b) => a.id - b.id);
    this._list.replaceChildren(...inOrder.map((one) => this._row(one, one.id === measure)));
  }

  /** Let the reader type the name of a measurement. @param {number} id */
  edit(id) {
    const input = this._names.get(id);
    input?.focus();
    input?.select();
  }

  /**
   * @param {Measure} measure
   * @param {boolean} chosen
   */
  _row(measure, chosen) {
    const { measures, stage } = this._workspace;
    const source = stage.source(measure.plane);
    const name = nameOf(measure);
    const input = el("input", {
      type: "text",
      value: measure.name,
      placeholder: name,
      maxlength: "60",
      "aria-label": `Name of ${name}`,
    });
    input.addEventListener("change", () => measures.rename(measure.id, input.value));
    input.addEventListener("keydown", (event) => {
      if (event.key === "Enter" || event.key === "Escape") {
        if (event.key === "Escape") input.value = measure.name;
        input.blur();
      }
      event.stopPropagation();
    });
    input.addEventListener("blur", () => this._workspace.redraw());
    this._names.set(measure.id, input);
    const where = `${PANE_TITLES[measure.plane].toLowerCase()} ${measure.index + 1}`;
    const figures = source ? shortText(measure, source.grid) : "";
    return el(
      "li",
      { class: chosen ? "current" : null, "aria-current": chosen ? "true" : null },
      input,
      el(
        "button",
        {
          type: "button",
          class: "measure-jump",
          title: `Go to ${name}, ${where}`,
          onclick: () => measures.goTo(measure),
        },
        el("span", {}, figures),
        el("small", {}, measure.slab ? `${where}, ${measure.slab}` : where),
      ),
      el(
        "button",
        {
          type: "button",
          class: "measure-remove",
          title: `Delete ${name}`,
          "aria-label": `Delete ${name}`,
          onclick: () => measures.remove(measure.id),
        },
        "×",
      ),
    );
  }
}
