// A button that runs a command and shows its key.

import { COMMANDS } from "./commands.js";
import { el } from "./dom.js";

/** @import { CommandName } from "./commands.js" */
/** @import { Child } from "./dom.js" */
/** @import { Workspace } from "./workspace.js" */

/**
 * @param {CommandName} name
 * @param {Child} face what it shows beside its key
 * @param {Workspace} workspace
 * @param {string | null} label names it where the face is no text
 */
export function commandButton(name, face, workspace, label = null) {
  const { key, keys, hint, run } = COMMANDS[name];
  return el(
    "button",
    {
      type: "button",
      class: `tool tool-${name}`,
      title: `${hint} (${key})`,
      "aria-label": label,
      "aria-keyshortcuts": keyShortcuts(keys),
      onclick: (/** @type {MouseEvent} */ event) => run(workspace, event),
    },
    face,
    keyLabel(key),
  );
}

/** @type {Record<string, string>} */
const NAMED = { ctrl: "Control", shift: "Shift", " ": "Space", "+": "Plus" };

/**
 * Keys as ARIA wants them for programs that read a page aloud: the alternatives apart, a letter
 * joined to what is held with it.
 * @param {string[]} keys of a command
 */
export function keyShortcuts(keys) {
  const parts = (/** @type {string} */ key) => (key === " " ? [key] : key.split(" "));
  const word = (/** @type {string} */ part) =>
    NAMED[part] ?? (part.length === 1 ? part.toUpperCase() : part);
  return keys.map((key) => parts(key).map(word).join("+")).join(" ");
}

/**
 * The key, as it stands on a button.
 * @param {string} key
 */
export const keyLabel = (key) => el("kbd", { "aria-hidden": "true" }, key);

/**
 * @param {HTMLButtonElement} button
 * @param {boolean} pressed
 */
export function press(button, pressed) {
  button.setAttribute("aria-pressed", String(pressed));
}
