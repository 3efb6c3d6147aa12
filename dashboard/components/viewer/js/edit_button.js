// A button that runs a command of editing and shows its key.

import { keyLabel } from "./command_button.js";
import { el } from "./dom.js";
import { EDIT_COMMANDS } from "./edit_commands.js";

/** @import { EditCommandName } from "./edit_commands.js" */
/** @import { Editor } from "./editor.js" */

/**
 * @param {EditCommandName} name
 * @param {string} words
 * @param {Editor} editor
 */
export function editButton(name, words, editor) {
  const { key, hint, run } = EDIT_COMMANDS[name];
  return el(
    "button",
    {
      type: "button",
      class: `tool edit-${name}`,
      title: `${hint} (${key})`,
      "aria-keyshortcuts": key,
      onclick: () => run(editor),
    },
    el("span", {}, words),
    keyLabel(key),
  );
}

/**
 * A menu of choices.
 * @param {string} label
 * @param {[key: string, words: string][]} choices
 * @param {(key: string) => void} use
 */
export function choiceOf(label, choices, use) {
  const options = choices.map(([value, words]) => el("option", { value }, words));
  const input = el("select", { "aria-label": label }, ...options);
  input.addEventListener("change", () => use(input.value));
  return { input, node: el("label", { class: "edit-choice" }, el("span", {}, label), input) };
}
