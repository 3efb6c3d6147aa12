// The tools of editing: what the mouse does, how large the brush is, where it may paint.

import { press } from "./command_button.js";
import { el, setText } from "./dom.js";
import { editButton } from "./edit_button.js";

/** @import { Editor, EditTool } from "./editor.js" */

export class EditTools {
  /** @param {Editor} editor */
  constructor(editor) {
    this._editor = editor;
    /** @type {Record<EditTool, HTMLButtonElement>} */
    this._tools = {
      pick: editButton("pick", "Choose", editor),
      brush: editButton("brush", "Brush", editor),
      eraser: editButton("eraser", "Eraser", editor),
      threshold: editButton("threshold", "Range brush", editor),
      polygon: editButton("polygon", "Polygon", editor),
      cut: editButton("cut", "Cut", editor),
    };
    this._size = el("input", {
      type: "range", min: "1", max: "60", step: "1", "aria-label": "Diameter of the brush, mm",
      title: "Diameter of the brush ([ and ])",
      oninput: () => editor.setSize(this._size.valueAsNumber),
    });
    this._mm = el("span", { class: "edit-mm" });
    this._onlyLiver = editButton("onlyLiver", "Only over liver", editor);
    this._low = this._number("Lowest value", (low) => ({ low }));
    this._high = this._number("Highest value", (high) => ({ high }));
    this._range = el(
      "div", { class: "edit-row", role: "group", "aria-label": "Range of values" },
      this._low, "to", this._high, editButton("range", "From the lesion", editor),
    );
    this._undo = editButton("undo", "Undo", editor);
    this._redo = editButton("redo", "Redo", editor);
    this._model = editButton("model", "Model's outlines", editor);
    this.node = el(
      "div", { class: "edit-tools" },
      el("div", { class: "edit-row", role: "group", "aria-label": "Editing tool" }, ...Object.values(this._tools)),
      el("label", { class: "edit-row" }, "Brush", this._size, this._mm),
      this._range,
      el("div", { class: "edit-row" }, this._onlyLiver, this._undo, this._redo, this._model),
    );
  }

  show() {
    const { tool, sizeMm, onlyLiver, range, steps, showsModel } = this._editor;
    for (const [name, button] of Object.entries(this._tools)) press(button, name === tool);
    this._size.value = String(sizeMm);
    setText(this._mm, `${sizeMm} mm`);
    press(this._onlyLiver, onlyLiver);
    this._range.hidden = tool !== "threshold";
    const tree = /** @type {Document | ShadowRoot} */ (this.node.getRootNode());
    if (tree.activeElement !== this._low) this._low.value = String(range.low);
    if (tree.activeElement !== this._high) this._high.value = String(range.high);
    this._undo.disabled = !steps?.last;
    this._redo.disabled = !steps?.next;
    press(this._model, showsModel);
    this._model.disabled = !this._editor.workspace.data.mask;
  }

  /**
   * @param {string} label
   * @param {(hu: number) => {low?: number, high?: number}} change
   */
  _number(label, change) {
    const input = el("input", { type: "number", step: "5", "aria-label": label, title: label });
    input.addEventListener("change", () => {
      if (Number.isFinite(input.valueAsNumber)) {
        this._editor.range = { ...this._editor.range, ...change(input.valueAsNumber) };
      }
    });
    input.addEventListener("keydown", (event) => {
      if (event.key === "Enter" || event.key === "Escape") input.blur();
      event.stopPropagation();
    });
    return input;
  }
}
