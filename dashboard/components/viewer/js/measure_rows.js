// Measurements as the server keeps them: their points in the patient, their figures by name
// (core/measurements, core/vocabulary/measurement.py).

import { figuresOf } from "./measure_texts.js";

/** @import { Source } from "./axial_source.js" */
/** @import { Kind, Measure } from "./measure_kinds.js" */
/** @import { PlaneName } from "./planes.js" */
/** @import { RoiFigures } from "./roi.js" */

/** @typedef {"length_mm" | "angle_degrees" | "diameter_mm" | "short_axis_mm" | "hu" | "mean_hu" |
 *   "sd_hu" | "min_hu" | "max_hu" | "area_mm2" | "pixels"} FigureName */
/**
 * One measurement; its figures stand beside these.
 * @typedef {object} Row
 * @property {string} id
 * @property {number} number
 * @property {Kind} kind
 * @property {PlaneName} plane
 * @property {number | null} slice_index of an axial image
 * @property {string} slab
 * @property {string} name
 * @property {number[][]} points_lps_mm
 */
/** @typedef {Row & Partial<Record<FigureName, number>>} MeasureRow */
/** @typedef {{put: MeasureRow[], remove: string[]}} Changes */

/** Of a place in mm. */
const DIGITS = 6;

/**
 * @param {Measure} measure
 * @param {Source} source the images of its plane
 * @returns {MeasureRow}
 */
export function rowOf(measure, source) {
  const { id, number, kind, plane, index, slab, name, points } = measure;
  const row = {
    id,
    number,
    kind,
    plane,
    slice_index: plane === "axial" ? index : null,
    slab,
    name,
    points_lps_mm: points.map((point) =>
      source.placeAt(point, index).map((mm) => Number(mm.toFixed(DIGITS))),
    ),
  };
  return { ...row, ...figuresOf(measure, source.grid) };
}

/**
 * @param {MeasureRow} row
 * @param {Source} source
 * @returns {Measure}
 */
export function measureOf(row, source) {
  const { id, number, kind, plane, slab, name } = row;
  const places = /** @type {import("./vectors.js").Vector[]} */ (row.points_lps_mm);
  const index = row.slice_index ?? source.indexAt(places[0]);
  const points = places.map((place) => source.toImage(place, { slice: index }));
  return { id, number, kind, plane, index, slab, name, points, roi: roiOf(row) };
}

/**
 * @param {MeasureRow} row
 * @returns {RoiFigures | null}
 */
function roiOf({ hu, mean_hu: mean, sd_hu, min_hu, max_hu, area_mm2, pixels }) {
  if (hu !== undefined) return { pixels: 1, mean: hu, sd: 0, min: hu, max: hu, areaMm2: 0 };
  if (mean === undefined) return null;
  return {
    pixels: pixels ?? 0,
    mean,
    sd: sd_hu ?? 0,
    min: min_hu ?? mean,
    max: max_hu ?? mean,
    areaMm2: area_mm2 ?? 0,
  };
}

/**
 * What makes `after` of `before`; null for nothing.
 * @param {MeasureRow[]} before
 * @param {MeasureRow[]} after
 * @returns {Changes | null}
 */
export function changesBetween(before, after) {
  const known = new Map(before.map((row) => [row.id, textOf(row)]));
  const put = after.filter((row) => known.get(row.id) !== textOf(row));
  const left = new Set(after.map(({ id }) => id));
  const remove = before.map(({ id }) => id).filter((id) => !left.has(id));
  return put.length || remove.length ? { put, remove } : null;
}

/**
 * @param {MeasureRow[]} rows
 * @param {Changes | null} changes
 */
export function changed(rows, changes) {
  if (!changes) return rows;
  const gone = new Set([...changes.remove, ...changes.put.map(({ id }) => id)]);
  return [...rows.filter(({ id }) => !gone.has(id)), ...changes.put];
}

/**
 * The same for equal rows, in whatever order their fields came.
 * @param {MeasureRow} row
 */
const textOf = (row) => JSON.stringify(row, Object.keys(row).sort());
