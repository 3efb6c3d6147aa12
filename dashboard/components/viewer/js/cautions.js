// Why to look twice: what needs review, and the cautions, each with how serious it is in a word
// and a shape; the colour only repeats it.

import { el } from "./dom.js";

/** @import { Findings, Severity } from "./server_data.ts" */

/**
 * Shape and word, as in dashboard/components/cautions.py.
 * @type {Record<Severity, [shape: string, word: string]>}
 */
const WORDS = { stop: ["✖", "Stop"], warn: ["▲", "Warning"], note: ["●", "Note"] };

/** @typedef {{kind: Severity | "review", shape: string, word: string, sentence: string}} Row */

/**
 * What to say, in the order of the server: the most serious first.
 * @param {Pick<Findings, "cautions" | "caution_severities"> &
 *   {patient: Pick<Findings["patient"], "needs_review" | "review_reason">}} findings
 * @returns {Row[]}
 */
export function cautionRows({ patient, cautions = [], caution_severities: severities = [] }) {
  /** @type {Row[]} */
  const rows = cautions.map((sentence, i) => {
    const kind = severities[i] ?? "warn";
    const [shape, word] = WORDS[kind];
    return { kind, shape, word, sentence };
  });
  if (!patient.needs_review) return rows;
  const sentence = patient.review_reason ?? "";
  return [{ kind: "review", shape: "◆", word: "Needs review", sentence }, ...rows];
}

/**
 * Paragraphs for the findings panel.
 * @param {Findings} findings
 */
export function cautionNodes(findings) {
  return cautionRows(findings).map(({ kind, shape, word, sentence }) => {
    const label = el("b", {}, el("i", { "aria-hidden": "true" }, shape), ` ${word} `);
    return el("p", { class: `caution ${kind}`, role: "note" }, label, sentence);
  });
}
