// The list of keys, over the workspace.

import { COMMANDS, MOUSE } from "./commands.js";
import { el } from "./dom.js";
import { EDIT_COMMANDS } from "./edit_commands.js";
import { signed } from "./numbers.js";

/** @import { CommandName } from "./commands.js" */
/** @import { Preset } from "./server_data.ts" */
/** @import { Workspace } from "./workspace.js" */

/** @typedef {[key: string, hint: string]} Row */

/**
 * The keys of the commands.
 * @param {CommandName[]} without those that mean nothing here
 * @returns {Row[]}
 */
export function commandRows(without) {
  const hidden = new Set(without.map((name) => COMMANDS[name]));
  return Object.values(COMMANDS)
    .filter((command) => !hidden.has(command))
    .map(({ key, hint }) => [key, hint]);
}

/**
 * The keys of the windows, and what the mouse does.
 * @param {Preset[]} presets
 * @returns {Row[]}
 */
export function otherRows(presets) {
  /** @type {Row[]} */
  const windows = presets.map(({ name, width, level }, i) => [
    String(i + 1),
    `${name} window, ${width} / ${signed(level)}`,
  ]);
  return [...windows, ...MOUSE, ["Esc", "Close this list; stop editing; unmark a lesion"]];
}

/**
 * The keys that go before the others while outlines are corrected.
 * @returns {Row[]}
 */
export function editRows() {
  return Object.values(EDIT_COMMANDS).map(({ key, hint }) => [key, hint]);
}

export class Help {
  /**
   * @param {Workspace} workspace
   * @param {CommandName[]} without commands that mean nothing here
   */
  constructor(workspace, without = []) {
    this._without = without;
    this._lists = el("div", { class: "help-lists" });
    const onclick = () => workspace.escape();
    this._close = el(
      "button",
      { type: "button", class: "tool", title: "Close (Esc)", onclick },
      "Close",
    );
    this.node = el(
      "div",
      { class: "help", role: "dialog", "aria-modal": "true", "aria-label": "Keys", hidden: true },
      el(
        "div",
        { class: "help-card" },
        el("div", { class: "help-head" }, el("h2", {}, "Keys and mouse"), this._close),
        this._lists,
      ),
    );
    this.node.addEventListener("click", (event) => {
      if (event.target === this.node) workspace.escape();
    });
  }

  /** @param {Preset[]} presets */
  setPresets(presets) {
    const commands = commandRows(this._without);
    const half = Math.ceil(commands.length / 2);
    const columns = [commands.slice(0, half), commands.slice(half), otherRows(presets)];
    this._lists.replaceChildren(...columns.map(list));
    if (this._without.includes("edit")) return;
    const rows = editRows();
    const third = Math.ceil(rows.length / 3);
    this._lists.append(
      el("h3", {}, `While you correct outlines (${COMMANDS.edit.key})`),
      ...[0, 1, 2].map((i) => list(rows.slice(i * third, (i + 1) * third))),
    );
  }

  /** @param {boolean} open */
  show(open) {
    if (this.node.hidden === !open) return;
    this.node.hidden = !open;
    if (open) this._close.focus();
  }
}

/** @param {Row[]} rows */
function list(rows) {
  const parts = rows.flatMap(([key, hint]) => [
    el("dt", {}, el("kbd", {}, key)),
    el("dd", {}, hint),
  ]);
  return el("dl", {}, ...parts);
}
