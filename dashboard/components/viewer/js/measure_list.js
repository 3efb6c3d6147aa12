// The measurements of the series: their names and figures; jump, rename, delete.

import { el, setText } from "./dom.js";
import { nameOf, shortText, whereText } from "./measure_texts.js";

/** @import { Measure } from "./measure_kinds.js" */
/** @import { State } from "./view_state.js" */
/** @import { Workspace } from "./workspace.js" */

export class MeasureList {
  /** @param {Workspace} workspace */
  constructor(workspace) {
    this._workspace = workspace;
    this._list = el("ul", { class: "measures" });
    this._problem = el("p", { class: "measure-problem", role: "alert", hidden: true });
    this.node = el(
      "section",
      { class: "measure-list", "aria-label": "Measurements", hidden: true },
      el("h3", {}, "Measurements"),
      this._problem,
      this._list,
    );
    /** @type {Measure[] | null} */
    this._shown = null;
    /** @type {string | null} */
    this._chosen = null;
    /** @type {Map<string, HTMLInputElement>} */
    this._names = new Map();
  }

  /** @param {State} state */
  show({ measures, measure }) {
    const { problem } = this._workspace.kept;
    setText(this._problem, problem);
    this._problem.hidden = !problem;
    this.node.hidden = !measures.length && !problem;
    if (measures === this._shown && measure === this._chosen) return;
    // A name that is being typed is not taken away.
    const tree = /** @type {Document | ShadowRoot} */ (this.node.getRootNode());
    if (tree.activeElement instanceof HTMLInputElement && this.node.contains(tree.activeElement)) return;
    this._shown = measures;
    this._chosen = measure;
    this._names.clear();
    const inOrder = [...measures].sort((a, b) => a.number - b.number);
    this._list.replaceChildren(...inOrder.map((one) => this._row(one, one.id === measure)));
  }

  /** Let the reader type the name of a measurement. @param {string} id */
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
      title: "Kept as you type it, in the worklist too. Don't type a patient's name.",
      "data-measure": measure.id,
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
    const where = source ? whereText(measure, source) : "";
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
        el("small", {}, where),
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
