// Why to look twice: what needs review, and the cautions, each with how heavy it weighs in a word
// and a shape; the colour only repeats it.

import { el } from "./dom.js";

/** Severity -> [shape, word]; as dashboard/cautions.py has them. */
const WORDS = { stop: ["✖", "Stop"], warn: ["▲", "Warning"], note: ["●", "Note"] };

/** Paragraphs for the findings, the heaviest first. */
export function doubtNodes({ patient, cautions = [], caution_severities: told = [] }) {
  const nodes = cautions.map((sentence, i) => {
    const severity = told[i] ?? "warn";
    return paragraph(severity, ...WORDS[severity], sentence);
  });
  if (!patient.needs_review) return nodes;
  return [paragraph("review", "◆", "Needs review", patient.review_reason), ...nodes];
}

function paragraph(kind, shape, word, sentence) {
  const label = el("b", {}, el("i", { "aria-hidden": "true" }, shape), ` ${word} `);
  return el("p", { class: `caution ${kind}`, role: "note" }, label, sentence);
}
