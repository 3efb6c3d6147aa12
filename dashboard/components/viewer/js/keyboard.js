// Keys pressed anywhere on the page, turned into commands.

import { commandOfKey, presetOfKey } from "./commands.js";
import { editCommandOfKey } from "./edit_commands.js";
import { ownsKeyboard } from "./keyboard_owner.js";

/** @import { Workspace } from "./workspace.js" */

/** Elements that use the arrow keys themselves. */
const ARROW_USERS =
  "input[type=radio], input[type=range], [role=slider]:not(.strip), [role=combobox], " +
  "[role=listbox], [role=option], [role=tab], [role=menu], [role=menuitem], [role=spinbutton], " +
  "[role=grid]";
const ARROWS = /^(Arrow|Page|Home|End)/;
/** The panel of the tour: while it has the focus, keys lead through the tour. */
const OTHER_OWNER = ".st-key-tour";
const SPACE_USERS = "button, summary, a, input, tr[tabindex], [role=checkbox], [role=switch]";
/** Inputs into which nobody types. */
const NOT_TYPED_INTO = ["checkbox", "radio", "range", "button"];

/**
 * Listen for keys on the whole page, before Streamlit does (which would rerun on R).
 * @param {Workspace} workspace
 * @returns function that stops listening
 */
export function listenForKeys(workspace) {
  const onKey = (/** @type {KeyboardEvent} */ event) => {
    if (event.altKey || event.isComposing) return;
    const [target] = event.composedPath();
    const element = target instanceof Element ? target : null;
    if (isTypedInto(element) || element?.closest(OTHER_OWNER)) return;
    if (!ownsKeyboard(workspace)) return;
    const ctrl = event.ctrlKey || event.metaKey;
    const { editor } = workspace;
    const edit = editor.active ? editCommandOfKey(event.key, { ctrl, shift: event.shiftKey }) : null;
    // Enter presses the button that has the focus.
    if (edit && !(event.key === "Enter" && element?.closest(SPACE_USERS))) {
      if (!event.repeat || !edit.once) edit.run(editor);
      swallow(event);
      return;
    }
    if (ctrl) {
      const command = commandOfKey(event.key, { ctrl, shift: event.shiftKey });
      if (!command) return;
      command.run(workspace, event);
      swallow(event);
      return;
    }
    if (event.key === "Escape") {
      if (workspace.escape()) swallow(event);
      return;
    }
    if (ARROWS.test(event.key) && element?.closest(ARROW_USERS)) return;
    // Space presses the button that has the focus.
    if (event.key === " " && element?.closest(SPACE_USERS)) return;
    const preset = presetOfKey(event.key);
    const command = commandOfKey(event.key);
    if (preset >= 0) workspace.usePreset(preset);
    else if (command) command.run(workspace, event);
    else return;
    swallow(event);
  };
  window.addEventListener("keydown", onKey, { capture: true });
  return () => window.removeEventListener("keydown", onKey, { capture: true });
}

/** @param {Element | null} element */
function isTypedInto(element) {
  if (element?.closest("textarea, select, [contenteditable=true]")) return true;
  const input = element?.closest("input");
  return Boolean(input) && !NOT_TYPED_INTO.includes(input?.type ?? "");
}

/** @param {Event} event */
function swallow(event) {
  event.preventDefault();
  event.stopImmediatePropagation();
}
