// What someone drew on a slice: its colour on the strip, and in a word.

/** @import { Labels } from "./server_data.ts" */

/** Where no liver was drawn. */
const NOTHING = "#1b232b";

/**
 * @param {number[]} codes of each slice, the gravest on it
 * @param {Labels} labels
 */
export function referenceColours(codes, { codes: known, colours }) {
  const byCode = new Map([
    [known.background, NOTHING],
    [known.liver, colours.liver],
    [known.benign, colours.benign],
    [known.malignant, colours.malignant],
  ]);
  return codes.map((code) => byCode.get(code) ?? NOTHING);
}

/**
 * A lesion of unspecified kind has the code of a malignant one: the word claims no more.
 * @param {number} code
 * @param {Labels} labels
 */
export function drawnText(code, { codes: known }) {
  if (code === known.malignant) return "lesion";
  if (code === known.benign) return "benign lesion";
  return code === known.liver ? "liver" : "no liver";
}
