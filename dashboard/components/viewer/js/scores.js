// Probabilities by class, of a slice or a patient.

/** @import { ClassName, Findings, Labels, LesionClass } from "./server_data.ts" */
/** @import { Patient, SliceScores } from "./server_data.ts" */

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

/**
 * The category's own probability; undefined where the category is no class.
 * @param {Patient} patient
 */
export function categoryProbability(patient) {
  const { category } = patient;
  const isClass = category === "normal" || category === "benign" || category === "malignant";
  return isClass ? probabilityOf(patient, category) : undefined;
}

/**
 * "0.80 (0.70–0.90) · ", then the rule.
 * @param {Patient} patient
 */
export function patientText(patient) {
  const p = categoryProbability(patient);
  if (p === undefined) return patient.method;
  const interval = patient.interval?.[patient.category];
  const range = interval ? ` (${interval.map((end) => end.toFixed(2)).join("–")})` : "";
  return `${p.toFixed(2)}${range} · ${patient.method}`;
}

/**
 * "Malignant-looking 0.80", "" before the analysis.
 * @param {Findings | null} findings
 * @param {Labels} labels
 */
export function verdictText(findings, labels) {
  if (!findings) return "";
  const words = categoryWords(findings, labels);
  const p = categoryProbability(findings.patient);
  return p === undefined ? words : `${words} ${p.toFixed(2)}`;
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
 * @param {Labels} labels
 */
export function badgeText(findings, labels) {
  const count = findings.cautions?.length ?? 0;
  const cautions = count === 1 ? "1 caution" : `${count} cautions`;
  const words = categoryWords(findings, labels);
  return count ? `${words} · ${cautions}` : words;
}

/** @param {Pick<SliceScores, "liver_area_mm2">} scores */
export const hasLiver = (scores) => scores.liver_area_mm2 > 0;

/**
 * @param {Findings} findings
 * @param {Labels} labels
 */
function categoryWords({ patient }, labels) {
  return labels.names[patient.category] ?? patient.category;
}
