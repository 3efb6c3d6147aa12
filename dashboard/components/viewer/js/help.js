// The list of keys, over the workspace.

import { COMMANDS, MOUSE } from "./commands.js";
import { el, signed } from "./dom.js";

export class Help {
  /** @param without names of commands that mean nothing here. */
  constructor(workspace, without = []) {
    this._without = without;
    this._list = el("div", { class: "help-lists" });
    this._close = el(
      "button",
      { type: "button", class: "tool", title: "Close (Esc)", onclick: () => workspace.escape() },
      "Close",
    );
    this.node = el(
      "div",
      { class: "help", role: "dialog", "aria-modal": "true", "aria-label": "Keys", hidden: true },
      el(
        "div",
        { class: "help-card" },
        el("div", { class: "help-head" }, el("h2", {}, "Keys and mouse"), this._close),
        this._list,
      ),
    );
    this.node.addEventListener("click", (event) => {
      if (event.target === this.node) workspace.escape();
    });
  }

  setPresets(presets) {
    const windows = presets.map((p, i) => [
      String(i + 1),
      `${p.name} window, ${p.width} / ${signed(p.level)}`,
    ]);
    const commands = Object.entries(COMMANDS)
      .filter(([name]) => !this._without.includes(name))
      .map(([, { key, says }]) => [key, says]);
    const list = (rows) =>
      el("dl", {}, ...rows.flatMap(([key, says]) => [
        el("dt", {}, el("kbd", {}, key)),
        el("dd", {}, says),
      ]));
    this._list.replaceChildren(list(commands), list([...windows, ...MOUSE, ["Esc", "Close; take the mark off a lesion"]]));
  }

  show(open) {
    if (this.node.hidden === !open) return;
    this.node.hidden = !open;
    if (open) this._close.focus();
  }
}
