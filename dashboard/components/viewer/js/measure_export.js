// Measurements as files.

import { figuresOf, nameOf } from "./measure_texts.js";
import { KIND_NAMES } from "./measure_kinds.js";
import { PLANES } from "./planes.js";

/** @import { Source } from "./axial_source.js" */
/** @import { Measure } from "./measure_kinds.js" */
/** @import { PlaneName } from "./planes.js" */
/** @import { Workspace } from "./workspace.js" */

/**
 * One measurement with its figures, and its points in the patient (LPS, mm).
 * @typedef {object} Row
 * @property {string} name
 * @property {string} kind
 * @property {PlaneName} plane
 * @property {number} image number of the image in its plane, from 1
 * @property {string} slab
 * @property {Record<string, number>} figures
 * @property {number[][]} points_lps_mm
 */

const COLUMNS = [
  "length_mm", "angle_degrees", "long_mm", "short_mm", "hu", "mean_hu", "sd_hu", "min_hu",
  "max_hu", "area_mm2", "pixels",
];
const DIGITS = 3;

/**
 * @param {Measure[]} measures
 * @param {(plane: PlaneName) => Source | null} sourceOf
 * @returns {Row[]}
 */
export function rowsOf(measures, sourceOf) {
  return measures.flatMap((measure) => {
    const source = sourceOf(measure.plane);
    if (!source) return [];
    const { plane, index, slab, kind } = measure;
    return {
      name: nameOf(measure),
      kind: KIND_NAMES[kind],
      plane,
      image: index + 1,
      slab,
      figures: rounded(figuresOf(measure, source.grid)),
      points_lps_mm: measure.points.map((point) =>
        placeOf(source, point, index).map((mm) => Number(mm.toFixed(DIGITS))),
      ),
    };
  });
}

/**
 * @param {Row[]} rows
 * @param {string} disclaimer
 */
export const asJson = (rows, disclaimer) =>
  `${JSON.stringify({ disclaimer, measurements: rows }, null, 2)}\n`;

/**
 * A table as core.csv_table writes them: the same columns whatever was measured, the notice last.
 * @param {Row[]} rows
 * @param {string} disclaimer
 */
export function asCsv(rows, disclaimer) {
  const head = ["name", "kind", "plane", "image", "slab", ...COLUMNS, "disclaimer"];
  const lines = rows.map(({ name, kind, plane, image, slab, figures }) => {
    const values = COLUMNS.map((column) => figures[column] ?? "");
    return [name, kind, plane, image, slab, ...values, disclaimer].map(cell).join();
  });
  return `${[head.join(), ...lines].join("\n")}\n`;
}

/**
 * Hand the measurements to the browser as a file.
 * @param {Workspace} workspace
 * @param {"json" | "csv"} format
 */
export function saveMeasures(workspace, format) {
  const rows = rowsOf(workspace.measures.all, (plane) => workspace.stage.source(plane));
  if (!rows.length) return;
  const { disclaimer } = workspace.data;
  const text = format === "json" ? asJson(rows, disclaimer) : asCsv(rows, disclaimer);
  const type = format === "json" ? "application/json" : "text/csv";
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement("a");
  link.href = url;
  link.download = `measurements.${format}`;
  link.click();
  URL.revokeObjectURL(url);
}

/**
 * Quoted where it must be; what a spreadsheet would run as a formula is text.
 * @param {string | number} value
 */
function cell(value) {
  const text = String(value);
  const safe = typeof value === "string" && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** @param {Record<string, number>} figures */
const rounded = (figures) =>
  Object.fromEntries(
    Object.entries(figures).map(([key, value]) => [key, Number(value.toFixed(DIGITS))]),
  );

/**
 * Where a point of any image of the plane lies, whichever is in view.
 * @param {Source} source
 * @param {[number, number]} point
 * @param {number} index
 */
function placeOf(source, point, index) {
  if (source.plane === PLANES[0]) return source.toPatient(point, { slice: index });
  const cut = /** @type {import("./cut_source.js").CutSource} */ (source);
  return cut.grid.toPatient(point, cut.grid.positionOf(cut.count - 1 - index));
}
