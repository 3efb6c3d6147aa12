// Measurements in words and figures.

import { angleDegrees, distanceMm, KIND_NAMES } from "./measure_kinds.js";
import { signed } from "./numbers.js";

/** @import { Source } from "./axial_source.js" */
/** @import { Measure, Pixel } from "./measure_kinds.js" */

/**
 * The figures of a measurement, as the server keeps them (core/vocabulary/measurement.py).
 * @param {Measure} measure
 * @param {Pixel} pixel
 * @returns {Record<string, number>}
 */
export function figuresOf({ kind, points, roi }, pixel) {
  if (kind === "ruler") return { length_mm: distanceMm(points[0], points[1], pixel) };
  if (kind === "angle") return { angle_degrees: angleDegrees(points, pixel) };
  if (kind === "diameters") {
    const lengths = [
      distanceMm(points[0], points[1], pixel),
      distanceMm(points[2], points[3], pixel),
    ];
    return { diameter_mm: Math.max(...lengths), short_axis_mm: Math.min(...lengths) };
  }
  if (!roi) return {};
  if (kind === "probe") return { hu: roi.mean };
  const { mean, sd, min, max, areaMm2, pixels } = roi;
  return { mean_hu: mean, sd_hu: sd, min_hu: min, max_hu: max, area_mm2: areaMm2, pixels };
}

/**
 * In one line: "46.2 mm", "103 ± 12 HU · 412 mm²".
 * @param {Measure} measure
 * @param {Pixel} pixel
 */
export function shortText(measure, pixel) {
  const figures = figuresOf(measure, pixel);
  const mm = (/** @type {number} */ value) => value.toFixed(1);
  switch (measure.kind) {
    case "ruler":
      return `${mm(figures.length_mm)} mm`;
    case "angle":
      return `${figures.angle_degrees.toFixed(1)}°`;
    case "diameters":
      return `${mm(figures.diameter_mm)} × ${mm(figures.short_axis_mm)} mm`;
    default:
      if (!measure.roi) return "no pixels inside";
      return measure.kind === "probe" ? hu(figures.hu, pixel) : `${spread(measure, pixel)} · ${area(measure)}`;
  }
}

/**
 * "slice 26", "coronal, y −12.0 mm", with the slab where there is one.
 * @param {Measure} measure
 * @param {Pick<Source, "placeAt">} source
 */
export function whereText({ plane, index, slab, points }, source) {
  const [x, y] = source.placeAt(points[0], index);
  const at = plane === "coronal" ? `y ${signed(y, 1)}` : `x ${signed(x, 1)}`;
  const where = plane === "axial" ? `slice ${index + 1}` : `${plane}, ${at} mm`;
  return slab ? `${where}, ${slab}` : where;
}

/**
 * Beside its shape, a line each: the value and, of a region, its range and area.
 * @param {Measure} measure
 * @param {Pixel} pixel
 * @returns {string[]}
 */
export function linesOf(measure, pixel) {
  const { roi, kind, name, slab } = measure;
  const title = [name, slab].filter(Boolean).join(" · ");
  const first = title ? [title] : [];
  if (!roi || kind === "probe") return [...first, shortText(measure, pixel)];
  const range = withUnit(`${signed(roi.min)} to ${signed(roi.max)}`, pixel);
  return [...first, spread(measure, pixel), range, area(measure)];
}

/**
 * "Ruler 2", or the name that the reader gave it.
 * @param {Pick<Measure, "name" | "kind" | "number">} measure
 */
export const nameOf = ({ name, kind, number }) => name || `${KIND_NAMES[kind]} ${number}`;

/**
 * Where there is only one: "Ruler".
 * @param {Pick<Measure, "name" | "kind">} measure
 */
export const shownName = ({ name, kind }) => name || KIND_NAMES[kind];

/**
 * @param {number} value
 * @param {Pixel} pixel
 */
const hu = (value, pixel) => withUnit(signed(Math.round(value)), pixel);

/**
 * @param {Measure} measure
 * @param {Pixel} pixel
 */
function spread({ roi }, pixel) {
  return roi ? withUnit(`${signed(Math.round(roi.mean))} ± ${Math.round(roi.sd)}`, pixel) : "";
}

/**
 * "90 HU"; the values of MR have no unit: "90".
 * @param {string} text
 * @param {Pick<Pixel, "unit">} pixel
 */
export function withUnit(text, { unit = "HU" }) {
  return unit ? `${text} ${unit}` : text;
}

/** @param {Measure} measure */
function area({ roi }) {
  return `${Math.round(roi?.areaMm2 ?? 0).toLocaleString("en")} mm²`;
}
