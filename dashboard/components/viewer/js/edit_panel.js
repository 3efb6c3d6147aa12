// Beside the image while outlines are edited: tools, lesions, what is said of them, and whether it
// is kept.

import { keyLabel } from "./command_button.js";
import { COMMANDS } from "./commands.js";
import { el, setText } from "./dom.js";
import { EditForm } from "./edit_form.js";
import { EditList } from "./edit_list.js";
import { EditTools } from "./edit_tools.js";
import { EditVersions } from "./edit_versions.js";

/** @import { AnnotationData } from "./annotation_data.ts" */
/** @import { Editor } from "./editor.js" */

export class EditPanel {
  /** @param {Editor} editor */
  constructor(editor) {
    this._editor = editor;
    this._status = el("p", { class: "edit-status", role: "status" });
    this._mine = el("button", { type: "button", class: "tool", onclick: () => void editor.home?.keepMine() }, "Keep mine");
    this._theirs = el("button", { type: "button", class: "tool", onclick: () => void editor.home?.reload() }, "Load the newest");
    this._choice = el("div", { class: "edit-row", hidden: true }, this._mine, this._theirs);
    this._message = el("p", { class: "edit-message", role: "status" });
    this._tools = new EditTools(editor);
    this._list = new EditList(editor);
    /** @type {EditForm | null} */
    this._form = null;
    /** @type {AnnotationData["series"] | null} */
    this._series = null;
    this._place = el("div");
    this.node = el(
      "section",
      { class: "edit-panel", "aria-label": "Correct the outlines", hidden: true },
      el(
        "div", { class: "edit-head" },
        el("h3", {}, "Correct the outlines"),
        el(
          "button",
          { type: "button", class: "tool", title: `Done (${COMMANDS.edit.key})`, onclick: () => editor.toggle() },
          "Done", keyLabel(COMMANDS.edit.key),
        ),
      ),
      this._status, this._choice, this._tools.node, this._message, this._list.node, this._place,
      new EditVersions(editor).node,
    );
  }

  show() {
    const editor = this._editor;
    const data = editor.workspace.data.annotation;
    this.node.hidden = !editor.active || !data;
    if (!editor.active || !data) return;
    if (data.series !== this._series) {
      this._series = data.series;
      this._form = new EditForm(editor, data);
      this._place.replaceChildren(this._form.node);
    }
    const { home } = editor;
    const problem = home?.problem ?? "";
    setText(this._status, problem || stateInWords(editor));
    this._status.classList.toggle("edit-problem", Boolean(problem));
    this._status.dataset.state = problem ? "problem" : home?.isUnsent ? "saving" : home?.steps ? "kept" : "loading";
    this._choice.hidden = !home?.conflict;
    setText(this._message, editor.message);
    this._message.hidden = !editor.message;
    this._tools.show();
    this._list.show();
    this._form?.show();
  }
}

/** @param {Editor} editor */
function stateInWords({ home, showsModel }) {
  if (!home?.steps) return "Loading the outlines";
  if (showsModel) return "You see the model's own outlines: M brings back yours.";
  if (home.isUnsent) return "Saving";
  return home.answer?.kept || "No changes yet.";
}
