// Earlier versions of the outlines, and the way back to one of them: a step that can be undone.

import { read, UNREACHABLE } from "./annotation_exchange.js";
import { el } from "./dom.js";
import { Refusal } from "./measure_home.js";
import { decode } from "./runs.js";

/** @import { Outlines, SavedVersion } from "./annotation_data.ts" */
/** @import { Read } from "./annotation_exchange.js" */
/** @import { Editor } from "./editor.js" */

/** Listed at most, the newest. */
const MOST_LISTED = 30;

export class EditVersions {
  /**
   * @param {Editor} editor
   * @param {Read} ask
   */
  constructor(editor, ask = read) {
    this._editor = editor;
    this._ask = ask;
    this._list = el("ul", { class: "edit-versions" });
    this.node = el("details", { class: "edit-history" }, el("summary", {}, "Versions"), this._list);
    this.node.addEventListener("toggle", () => {
      if (this.node.open) void this._fill();
    });
  }

  async _fill() {
    const url = this._editor.home?.data.url;
    if (!url) return;
    await this._saying(async () => {
      /** @type {SavedVersion[]} */
      const saved = await this._ask(`${url}/versions`);
      const rows = saved.slice(0, MOST_LISTED).map(({ version, saved: at }) =>
        this._row(version, `Version ${version}, ${new Date(at).toLocaleString()}`),
      );
      this._list.replaceChildren(...rows, this._row(0, "As it began"));
    });
  }

  /**
   * @param {number} version
   * @param {string} words
   */
  _row(version, words) {
    const title = "Go back to these outlines; Undo brings yours back";
    const onclick = () => void this._goBack(version, words);
    return el("li", {}, el("button", { type: "button", title, onclick }, words));
  }

  /**
   * @param {number} version
   * @param {string} words
   */
  async _goBack(version, words) {
    const url = this._editor.home?.data.url;
    if (!url) return;
    await this._saying(async () => {
      restore(this._editor, await this._ask(`${url}/versions/${version}`), words);
    });
  }

  /** @param {() => Promise<void>} work */
  async _saying(work) {
    try {
      await work();
    } catch (error) {
      this._editor.say(error instanceof Refusal ? error.message : UNREACHABLE);
    }
  }
}

/**
 * @param {Editor} editor
 * @param {Outlines} outlines as they are stored
 * @param {string} what in words
 */
export function restore(editor, outlines, what) {
  const raster = editor.workspace.stage.images?.raster;
  if (!raster) return;
  editor.step(what, (steps) => {
    const { volume, keep } = steps;
    const stored = new Uint8Array(volume.width * volume.height);
    const slices = new Set([...volume.touched, ...Object.keys(outlines.slices).map(Number)]);
    for (const z of slices) {
      keep(z);
      stored.fill(0);
      if (outlines.slices[z]) decode(outlines.slices[z], stored);
      volume.write(z).set(raster.shown(stored));
      volume.changed(z);
    }
    // A number is never given twice: what is newer stays listed, without voxels.
    const there = new Set(outlines.findings.map(({ number }) => number));
    const newer = steps.notes.findings.filter(({ number }) => !there.has(number));
    steps.notes = { findings: [...outlines.findings, ...newer], sliceLabels: outlines.slice_labels };
  });
}
