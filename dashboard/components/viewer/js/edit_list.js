// The lesions that are edited: what each is, and how large it is now.

import { keyLabel } from "./command_button.js";
import { el } from "./dom.js";
import { editButton } from "./edit_button.js";
import { EDIT_COMMANDS } from "./edit_commands.js";
import { classOf } from "./edit_layer.js";
import { labelOf, LIVER } from "./label_volume.js";

/** @import { AnnotationData, FindingRow } from "./annotation_data.ts" */
/** @import { Editor } from "./editor.js" */

export class EditList {
  /** @param {Editor} editor */
  constructor(editor) {
    this._editor = editor;
    this._rows = el("ul", { class: "edit-findings", "aria-label": "Outlines" });
    this.node = el("div", {}, this._rows, editButton("add", "Add a lesion", editor));
    this._shown = "";
  }

  show() {
    const { rows } = this;
    const key = JSON.stringify(rows);
    if (key === this._shown) return;
    this._shown = key;
    this._rows.replaceChildren(...rows.map((row) => this._row(row)));
  }

  /** What each row shows; a lesion without voxels is there only while it is chosen. */
  get rows() {
    const { steps, findings, chosen, onLiver, workspace } = this._editor;
    const data = workspace.data.annotation;
    if (!steps || !data) return [];
    const ml = (/** @type {number} */ label) => steps.volume.volumeMl(label, data.voxelMl);
    const lesions = findings
      .map((finding) => ({ finding, ml: ml(labelOf(finding.number)), isChosen: finding === chosen }))
      .filter((row) => row.ml > 0 || row.isChosen)
      .map((row) => ({
        number: row.finding.number,
        words: wordsOf(row.finding, data),
        figure: volumeText(row.ml),
        colour: row.finding.rejected ? "normal" : classOf(row.finding, data.classes),
        isChosen: row.isChosen,
      }));
    // The liver's volume has its lesions in it.
    const inLiver = findings.reduce((sum, { number }) => sum + ml(labelOf(number)), ml(LIVER));
    const liver = { number: 0, words: "Liver", figure: volumeText(inLiver), colour: "liver", isChosen: onLiver };
    return [...lesions, liver];
  }

  /**
   * @param {EditList["rows"][number]} row
   */
  _row({ number, words, figure, colour, isChosen }) {
    const editor = this._editor;
    return el(
      "li",
      { class: isChosen ? "current" : null },
      el(
        "button",
        {
          type: "button",
          style: `--lesion: var(--${colour})`,
          "aria-pressed": String(isChosen),
          "data-finding": number,
          onclick: () => (number ? goTo(editor, number) : editor.chooseLiver()),
        },
        el("b", {}, number ? String(number) : ""),
        el("span", {}, words),
        ...(number ? [] : [keyLabel(EDIT_COMMANDS.liver.key)]),
        el("span", { class: "edit-ml" }, figure),
      ),
    );
  }
}

/**
 * Choose a lesion; where it is not on the slice in view, go to the slice where it is largest.
 * @param {Editor} editor
 * @param {number} number
 */
function goTo(editor, number) {
  const { steps, workspace } = editor;
  if (!steps) return;
  const { volume } = steps;
  const label = labelOf(number);
  editor.choose(number);
  if (volume.countOn(workspace.state.slice, label)) return;
  const [first, ...others] = volume.slicesOf(label);
  if (first === undefined) return;
  const largest = others.reduce((best, z) => (volume.countOn(z, label) > volume.countOn(best, label) ? z : best), first);
  workspace.set({ slice: largest });
}

/**
 * @param {FindingRow} finding
 * @param {AnnotationData} data
 */
function wordsOf({ kind, rejected, is_from_model: isFromModel }, { kinds, notALesion }) {
  if (rejected) return `No lesion: ${inWords(notALesion, rejected).toLowerCase()}`;
  const words = kind === "unknown" ? "Lesion" : inWords(kinds, kind);
  return isFromModel ? words : `${words}, added`;
}

/**
 * @param {[key: string, words: string][]} choices
 * @param {string} key
 */
const inWords = (choices, key) => choices.find(([own]) => own === key)?.[1] ?? key;

/** As `core.vocabulary.forms.volume` writes it. @param {number} ml */
export function volumeText(ml) {
  if (ml > 0 && ml < 0.005) return "< 0.01 mL";
  const digits = ml < 0.995 ? 2 : ml < 99.95 ? 1 : 0;
  return `${ml.toLocaleString("en", { minimumFractionDigits: digits, maximumFractionDigits: digits })} mL`;
}
