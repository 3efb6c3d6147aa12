// Probabilities by class, of a slice or a patient.

/** @import { ClassName, Findings, Labels, LesionClass, SliceScores } from "./server_data.ts" */

/**
 * @param {Pick<SliceScores, "p_normal" | "p_benign" | "p_malignant">} scores
 * @param {ClassName} name
 */
export function probabilityOf(scores, name) {
  return { normal: scores.p_normal, benign: scores.p_benign, malignant: scores.p_malignant }[name];
}

/**
 * [low, high], or null where the analysis has no intervals.
 * @param {SliceScores} scores
 * @param {LesionClass} name
 * @returns {[low: number, high: number] | null}
 */
export function intervalOf(scores, name) {
  const [low, high] =
    name === "benign"
      ? [scores.p_benign_low, scores.p_benign_high]
      : [scores.p_malignant_low, scores.p_malignant_high];
  return low === undefined || high === undefined ? null : [low, high];
}

/** In place of the colour of a class where the series lies outside the model's reach. */
const GREY = "#8f98a1";

/**
 * The colours by name; all are one grey where the series lies outside the model's reach.
 * @param {Findings | null} findings
 * @param {Labels} labels
 * @returns {Labels["colours"]}
 */
export function coloursOf(findings, { colours }) {
  if (!findings?.is_outside) return colours;
  const grey = Object.fromEntries(Object.keys(colours).map((name) => [name, GREY]));
  return { ...colours, ...grey };
}

/**
 * "Normal, p(malignant) 0.30", "" before the analysis.
 * @param {Findings | null} findings
 */
export function verdictText(findings) {
  return findings ? `${findings.headline}, ${findings.verdict}` : "";
}

/**
 * "p(malignant) 0.25 · no liver", "" before the analysis.
 * @param {SliceScores | undefined} scores
 */
export function sliceText(scores) {
  if (!scores) return "";
  const p = `p(malignant) ${scores.p_malignant.toFixed(2)}`;
  return hasLiver(scores) ? p : `${p} · no liver`;
}

/**
 * What must not be missed while the findings are out of sight: "Malignant-looking · 1 caution".
 * @param {Findings} findings
 */
export function badgeText(findings) {
  const count = findings.cautions?.length ?? 0;
  const cautions = count === 1 ? "1 caution" : `${count} cautions`;
  return count ? `${findings.headline} · ${cautions}` : findings.headline;
}

/** @param {Pick<SliceScores, "liver_area_mm2">} scores */
export const hasLiver = (scores) => scores.liver_area_mm2 > 0;
