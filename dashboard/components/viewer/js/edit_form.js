// What a reader says of the chosen lesion, and of the slice in view.

import { press } from "./command_button.js";
import { el, setText } from "./dom.js";
import { describe, labelSlice, merge } from "./edit_actions.js";
import { choiceOf, editButton } from "./edit_button.js";

/** @import { AnnotationData, FindingRow } from "./annotation_data.ts" */
/** @import { Editor } from "./editor.js" */
/** @import { ClassName, LesionClass } from "./server_data.ts" */

/** @type {ClassName[]} */
const CLASSES = ["normal", "benign", "malignant"];
/** As core.annotation.plain.LONGEST_NOTE. */
const LONGEST_NOTE = "2000";

export class EditForm {
  /**
   * @param {Editor} editor
   * @param {AnnotationData} data
   */
  constructor(editor, data) {
    this._editor = editor;
    this._data = data;
    this._title = el("h3", {});
    this._kind = choiceOf("Kind", data.kinds, (kind) => describe(editor, { kind }));
    this._certainty = choiceOf("Certainty", data.certainties, (certainty) => describe(editor, { certainty }));
    const { names } = editor.workspace.data.labels;
    this._looks = choiceOf(
      "Looks",
      [["benign", names.benign], ["malignant", names.malignant]],
      (looks) => describe(editor, { looks: /** @type {LesionClass} */ (looks) }),
    );
    this._rejected = choiceOf("Not a lesion", [["", "It is a lesion"], ...data.notALesion], (rejected) =>
      describe(editor, { rejected }),
    );
    this._note = el("textarea", {
      rows: "2", maxlength: LONGEST_NOTE, "aria-label": "Note", placeholder: "Note",
      title: "Kept as you type it, in the worklist too. Don't type a patient's name.",
    });
    this._note.addEventListener("change", () => describe(editor, { note: this._note.value }));
    this._note.addEventListener("keydown", (event) => event.stopPropagation());
    this._merge = choiceOf("Merge with", [["", "Another lesion"]], (other) => {
      if (other) merge(editor, Number(other));
    });
    this._liRads = data.liRads.map(({ key, title, answers }) => ({
      key,
      ...choiceOf(title, [["", "Not ticked"], ...answers], (answer) => this._tick(key, answer)),
    }));
    this._category = el("output", { class: "edit-category" });
    this._lesion = el(
      "div", { class: "edit-lesion" },
      this._title,
      el(
        "div", { class: "edit-row" },
        editButton("between", "Fill between", editor),
        editButton("split", "Split", editor),
        editButton("remove", "Delete", editor),
      ),
      this._kind.node, this._certainty.node, this._looks.node, this._rejected.node, this._merge.node,
      this._note,
      el("details", {}, el("summary", {}, "LI-RADS ", this._category), ...this._liRads.map(({ node }) => node)),
    );
    this._sliceTitle = el("h3", {});
    this._classes = CLASSES.map((name) => ({
      name,
      button: el(
        "button", { type: "button", class: "tool", onclick: () => labelSlice(editor, name) }, names[name],
      ),
    }));
    this.node = el(
      "div", { class: "edit-form" },
      this._lesion,
      this._sliceTitle,
      el("div", { class: "edit-row", role: "group", "aria-label": "Label of this slice" }, ...this._classes.map(({ button }) => button)),
    );
    /** @type {FindingRow | null} */
    this._shown = null;
  }

  show() {
    const { chosen, steps, workspace, home } = this._editor;
    const { slice } = workspace.state;
    this._lesion.hidden = !chosen;
    setText(this._sliceTitle, `Slice ${slice + 1}`);
    const label = steps?.notes.sliceLabels[slice];
    for (const { name, button } of this._classes) press(button, name === label);
    const category = chosen ? home?.answer?.categories[chosen.number] : "";
    setText(this._category, category ?? "");
    if (!chosen || chosen === this._shown) return;
    this._fill(chosen);
  }

  /** @param {FindingRow} chosen */
  _fill(chosen) {
    this._shown = chosen;
    setText(this._title, `Lesion ${chosen.number}`);
    this._kind.input.value = chosen.kind;
    this._certainty.input.value = chosen.certainty;
    this._looks.input.value = this._data.classes[chosen.kind] ?? chosen.looks;
    // The kind says what it is.
    this._looks.input.disabled = chosen.kind in this._data.classes;
    this._rejected.input.value = chosen.rejected;
    this._note.value = chosen.note;
    for (const { key, input } of this._liRads) input.value = chosen.li_rads[key] ?? "";
    const others = this._editor.findings.filter((one) => one !== chosen && this._editor.has(one.number));
    const choices = others.map(({ number }) => el("option", { value: number }, `Lesion ${number}`));
    this._merge.input.replaceChildren(el("option", { value: "" }, "Another lesion"), ...choices);
    this._merge.node.hidden = !others.length;
  }

  /**
   * @param {string} key
   * @param {string} answer "" for none
   */
  _tick(key, answer) {
    const { chosen } = this._editor;
    if (!chosen) return;
    const ticked = { ...chosen.li_rads, [key]: answer };
    if (!answer) delete ticked[key];
    describe(this._editor, { li_rads: ticked });
  }
}
