// The menus of the toolbar: what to measure with, and how the images are shown.

import { commandButton, press } from "./command_button.js";
import { COMMANDS } from "./commands.js";
import { el, setText } from "./dom.js";
import { isKind, KIND_NAMES, KINDS } from "./measure_kinds.js";
import { menu } from "./menu.js";
import { PANE_TITLES } from "./planes.js";
import { slabText } from "./view_state.js";

/** @import { CommandName } from "./commands.js" */
/** @import { State } from "./view_state.js" */
/** @import { Workspace } from "./workspace.js" */

/** The tools of the menu; the ruler has a button of its own beside it. */
const TOOLS = KINDS.filter((kind) => kind !== "ruler");

/** What one measures with besides the ruler, and what one does with the measurements. */
export class MeasureMenu {
  /** @param {Workspace} workspace */
  constructor(workspace) {
    this._workspace = workspace;
    this._tools = TOOLS.map((kind) => ({ kind, button: row(kind, KIND_NAMES[kind], workspace) }));
    this._undo = row("undo", "Undo", workspace, true);
    this._redo = row("redo", "Redo", workspace, true);
    this._others = [
      row("nextMeasure", "Next", workspace, true),
      row("rename", "Name", workspace),
      row("removeRuler", "Remove", workspace, true),
      row("saveJson", "Save as JSON", workspace),
      row("saveCsv", "Save as CSV", workspace),
    ];
    const rows = [
      ...this._tools.map(({ button }) => button),
      el("hr"),
      this._undo,
      this._redo,
      ...this._others,
    ];
    this._menu = menu("Measure", "Measure: regions, angles, diameters, points", rows);
    this.node = this._menu.node;
  }

  /** @param {State} state */
  show({ tool, measures }) {
    for (const { kind, button } of this._tools) press(button, tool === kind);
    const chosen = isKind(tool) && tool !== "ruler" ? KIND_NAMES[tool] : "Measure";
    setText(this._menu.title, chosen);
    press(this._menu.button, chosen !== "Measure");
    this._undo.disabled = !this._workspace.measures.canUndo;
    this._redo.disabled = !this._workspace.measures.canRedo;
    for (const button of this._others) button.disabled = !measures.length;
  }
}

/** Panes, planes, slab, cine and how pixels are drawn. */
export class ViewMenu {
  /**
   * @param {Workspace} workspace
   * @param {CommandName[]} without
   */
  constructor(workspace, without = []) {
    this._workspace = workspace;
    /** @type {[CommandName, string][]} */
    const all = [
      ["layout", "Panes"],
      ["plane", "Plane"],
      ["volume", "3-D"],
      ["cross", "Cross-hair"],
      ["slab", "Slab"],
      ["thinner", "Thinner slab"],
      ["thicker", "Thicker slab"],
      ["cine", "Cine"],
      ["slower", "Slower"],
      ["faster", "Faster"],
      ["invert", "Invert"],
      ["smooth", "Smooth pixels"],
      ["calm", "Smooth sharp kernel"],
    ];
    const names = all.filter(([name]) => !without.includes(name));
    this._rows = new Map(names.map(([name, words]) => [name, row(name, words, workspace, true)]));
    this._words = new Map(names);
    this._menu = menu("View", "View: panes, planes, slab, cine", [...this._rows.values()]);
    this.node = this._menu.node;
  }

  /**
   * @param {State} state
   * @param {boolean} sharpKernel
   */
  show(state, sharpKernel) {
    const plane = state.enlarged ?? (state.panes === 1 ? "axial" : null);
    this._say("layout", state.enlarged ? "Panes: 1 (enlarged)" : `Panes: ${state.panes}`);
    this._say("plane", `Plane: ${plane ? PANE_TITLES[plane] : "all"}`);
    this._say("slab", `Slab: ${slabText(state) || "none"}`);
    this._say("cine", state.cine ? `Stop (${state.cineRate}/s)` : `Cine (${state.cineRate}/s)`);
    this._press("cross", state.tool === "cross");
    this._press("cine", state.cine);
    this._press("invert", state.invert);
    this._press("smooth", state.smooth);
    this._press("calm", state.calm && sharpKernel);
    for (const name of /** @type {CommandName[]} */ (["layout", "plane", "cross"])) {
      const entry = this._rows.get(name);
      if (entry) entry.disabled = !this._workspace.planes.hasOthers;
    }
    const calm = this._rows.get("calm");
    if (calm) calm.disabled = !sharpKernel;
  }

  /**
   * @param {CommandName} name
   * @param {string} words
   */
  _say(name, words) {
    const face = this._rows.get(name)?.querySelector("span");
    if (face) setText(face, words);
  }

  /**
   * @param {CommandName} name
   * @param {boolean} pressed
   */
  _press(name, pressed) {
    const button = this._rows.get(name);
    if (button) press(button, pressed);
  }
}

/**
 * @param {CommandName} name
 * @param {string} words
 * @param {Workspace} workspace
 * @param {boolean} stays whether the list stays open
 */
function row(name, words, workspace, stays = false) {
  const button = commandButton(name, el("span", {}, words), workspace, null);
  button.title = `${COMMANDS[name].hint} (${COMMANDS[name].key})`;
  button.classList.add("menu-row");
  if (stays) button.classList.add("stays");
  return button;
}
