// A lesion in figures and words, as they stand in the table.

import { signed } from "./numbers.js";

/** @import { Lesion } from "./server_data.ts" */

/**
 * Number, mL, mm, HU, class, slices.
 * @param {Lesion} lesion
 */
export function cellTexts(lesion) {
  const first = lesion.slice_first + 1;
  const last = lesion.slice_last + 1;
  const size = [lesion.diameter_mm, lesion.short_axis_mm].filter(isGiven);
  const sd = isGiven(lesion.sd_hu) ? ` ± ${Math.round(lesion.sd_hu)}` : "";
  return [
    String(lesion.id),
    volumeText(lesion.volume_ml),
    size.map((mm) => Math.round(mm)).join(" × "),
    signed(Math.round(lesion.mean_hu)) + sd,
    lesion.label,
    first === last ? String(first) : `${first}–${last}`,
  ];
}

/**
 * Descriptors as a report words them, then probability, margin and edge; "" where none is given.
 * @param {Lesion} lesion
 */
export function describedText(lesion) {
  const { descriptors = [], probability, margin_hu_per_mm, edge_distance_mm } = lesion;
  const parts = [
    descriptors.join(", ").replace("<=", "≤"),
    isGiven(probability) ? `p ${probability.toFixed(2)}` : "",
    isGiven(margin_hu_per_mm) ? `${Math.round(margin_hu_per_mm)} HU/mm` : "",
    isGiven(edge_distance_mm) ? edgeText(edge_distance_mm) : "",
    lesion.touches_edge ? "cut off: sizes are lower bounds" : "",
  ];
  return parts.filter(Boolean).join(" · ").replace(/(\d) (HU|mm)/g, "$1\u00a0$2");
}

/**
 * "liver 1,480 mL, burden 2.1 %"
 * @param {Pick<Lesion, "volume_ml">[]} lesions
 * @param {number} liverMl
 */
export function burdenText(lesions, liverMl) {
  const total = lesions.reduce((sum, lesion) => sum + lesion.volume_ml, 0);
  const volume = Math.round(liverMl).toLocaleString("en-GB");
  return `liver ${volume} mL, burden ${((100 * total) / liverMl).toFixed(1)} %`;
}

/**
 * One decimal, or two below 1 mL, as in the report.
 * @param {number} ml
 */
export function volumeText(ml) {
  const digits = ml < 1 ? 2 : 1;
  const fraction = { minimumFractionDigits: digits, maximumFractionDigits: digits };
  return ml.toLocaleString("en-GB", fraction);
}

/** @param {number} mm */
const edgeText = (mm) => (mm === 0 ? "reaches the surface" : `${Math.round(mm)} mm to the surface`);

/**
 * @param {number | null | undefined} value
 * @returns {value is number}
 */
const isGiven = (value) => value !== undefined && value !== null;
