// What a heatmap's colours stand for, in figures. The scale comes from the server; null is a share
// 0..1.

/** @import { HeatScale } from "./server_data.ts" */

const MINUS = "\u2212";

/**
 * Two significant digits, whole from 100 on.
 * @param {number} x
 */
function figure(x) {
  const whole = Math.abs(x) >= 100 || x === 0;
  const text = String(whole ? Math.round(x) : Number(x.toPrecision(2)));
  return text.replaceAll("-", MINUS);
}

/**
 * @param {string} text
 * @param {string} unit
 */
const withUnit = (text, unit) => (unit ? `${text} ${unit}` : text);

/**
 * The figures beside the colour bar.
 * @param {HeatScale | null} scale
 * @param {boolean} magnitude
 * @returns {[top: string, middle: string, bottom: string]}
 */
export function heatTicks(scale, magnitude) {
  if (!scale) return ["1", "0.5", "0"];
  const full = figure(scale.full);
  if (!scale.signed || magnitude) return [withUnit(full, scale.unit), "", "0"];
  return [withUnit(`+${full}`, scale.unit), "0", `${MINUS}${full}`];
}

/**
 * The value under the pointer.
 * @param {number} share of the full scale, with its sign where it has one
 * @param {HeatScale | null} scale
 */
export function heatText(share, scale) {
  if (!scale) return share.toFixed(2);
  const text = figure(share * scale.full);
  return withUnit(scale.signed && share > 0 ? `+${text}` : text, scale.unit);
}

/**
 * The words under the colour bar, with where the heatmap lies while the slice in view has none.
 * @param {string} label
 * @param {{first: number, last: number}} slices that the heatmap has
 * @param {boolean} isHere
 */
export function heatTitle(label, { first, last }, isHere) {
  if (isHere) return label;
  const where = first === last ? `slice ${first + 1}` : `slices ${first + 1}–${last + 1}`;
  return `${label} (only on ${where})`;
}
