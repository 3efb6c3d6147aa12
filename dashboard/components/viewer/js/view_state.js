// What one viewer shows of its series: slice, window, zoom, measurements, and the settings that stay
// from series to series.

import { HEAT_FLOOR } from "./heat_table.js";
import { clamp } from "./numbers.js";

/** @import { SlabKind } from "./cut.js" */
/** @import { Kind, Measure } from "./measure_kinds.js" */
/** @import { PaneName, PlaneName } from "./planes.js" */
/** @import { Place, Point } from "./projection.js" */
/** @import { Preset, Window } from "./server_data.ts" */

/** @typedef {{x: number, y: number}} Cross where sagittal and coronal pass, LPS mm */

/**
 * Kept for each volume in each viewer. Zoom and pan at the top are those of the axial image.
 * @typedef {Place & {slice: number, window: Window, cross: Cross | null, coronal: Place,
 *   sagittal: Place}} View
 */

/**
 * Kept for each viewer.
 * @typedef {object} Settings
 * @property {"window" | "pan" | "cross" | Kind} tool of the left mouse button
 * @property {boolean} smooth interpolate between pixels
 * @property {boolean} calm smooth the noise of a sharp kernel in soft-tissue windows
 * @property {boolean} invert white for low values
 * @property {1 | 2 | 4} panes side by side
 * @property {PaneName | null} enlarged the only one shown, null for `panes` of them
 * @property {"off" | SlabKind} slab
 * @property {number} slabMm its thickness
 * @property {number} cineRate slices a second
 * @property {boolean} contours
 * @property {boolean} numbers
 * @property {boolean} others whether what other systems outlined is shown
 * @property {boolean} heat
 * @property {number} heatOpacity 0..1
 * @property {number} heatThreshold the least share of the scale that is drawn
 * @property {boolean} heatContour
 * @property {boolean} heatMagnitude
 * @property {boolean} panel whether the findings are unfolded
 * @property {boolean} linked whether viewers of several series move as one
 */

/**
 * @typedef {object} Passing what is not kept
 * @property {Point | null} pointer on the screen
 * @property {PlaneName} plane in which the pointer was last
 * @property {Point | null} cursor in the image: where the pointer is in a linked viewer
 * @property {PlaneName} cursorPlane
 * @property {boolean} threeD whether the 3-D view was asked for
 * @property {boolean} cine whether the slices run by themselves
 * @property {Measure[]} measures of the series; kept with it, in all viewers
 * @property {string | null} measure id of the chosen one
 * @property {boolean} help whether the list of keys is open
 * @property {number | null} lesion number of the marked one
 */

/** @typedef {View & Settings & Passing} State */
/**
 * @typedef {"smooth" | "calm" | "invert" | "contours" | "numbers" | "others" | "heat" | "heatContour" |
 *   "heatMagnitude" | "panel" | "help" | "cine" | "linked"} Switch
 */

/** The body fits the image. @type {Place} */
export const HOME = { zoom: 1, panX: 0, panY: 0 };
/** Of all planes. */
export const ALL_HOME = { ...HOME, coronal: HOME, sagittal: HOME };

/** Of a series that is opened. */
export const UNSEEN = {
  ...ALL_HOME,
  cross: null,
  cine: false,
  measure: null,
  lesion: null,
};

const SLAB_STEP = 5;
const SLABS = { low: 5, high: 50 };
/** @type {("off" | SlabKind)[]} */
const SLAB_KINDS = ["off", "mip", "minip", "mean"];
const CINE_RATES = { low: 4, high: 40 };
/** In words, as they stand on the image. */
export const SLAB_NAMES = { off: "", mip: "MIP", minip: "MinIP", mean: "Mean" };

/** @type {Settings} */
const SETTINGS = {
  tool: "window",
  smooth: true,
  calm: true,
  invert: false,
  panes: 1,
  enlarged: null,
  slab: "off",
  slabMm: 10,
  cineRate: 12,
  contours: true,
  numbers: true,
  others: true,
  heat: true,
  heatOpacity: 0.45,
  heatThreshold: HEAT_FLOOR,
  heatContour: false,
  heatMagnitude: false,
  panel: true,
  linked: true,
};

/** @type {(keyof View)[]} */
const VIEW_NAMES = [
  "slice", "window", "zoom", "panX", "panY", "cross", "coronal", "sagittal",
];
const SETTING_NAMES = /** @type {(keyof Settings)[]} */ (Object.keys(SETTINGS));
/** @type {(keyof State)[]} */
const LINKED_NAMES = [...VIEW_NAMES, ...SETTING_NAMES, "help", "measures", "measure"];
/** What viewers of different series share, wherever each of them is. @type {(keyof State)[]} */
const COMMON_NAMES = [...SETTING_NAMES, "help"];

/** All that int16 voxels can have: HU from −1024 on, and MR signal of any size. */
const WIDTHS = { low: 1, high: 65536 };
const LEVELS = { low: -32768, high: 32767 };

/**
 * Before any volume is there.
 * @param {Partial<Settings>} remembered
 * @returns {State}
 */
export function firstState(remembered = {}) {
  return {
    ...SETTINGS,
    ...remembered,
    ...ALL_HOME,
    slice: 0,
    window: { width: 1, level: 0 },
    cross: null,
    pointer: null,
    plane: "axial",
    cursor: null,
    cursorPlane: "axial",
    threeD: false,
    cine: false,
    measures: [],
    measure: null,
    help: false,
    lesion: null,
  };
}

/**
 * @param {State} state
 * @returns {View}
 */
export const viewOf = (state) => pick(state, VIEW_NAMES);

/**
 * @param {State} state
 * @returns {Settings}
 */
export const settingsOf = (state) => pick(state, SETTING_NAMES);

/**
 * The part of a change that linked viewers share; the place under the pointer goes apart.
 * @param {Partial<State>} change
 * @returns {Partial<State>}
 */
export const linkedPartOf = (change) =>
  pick(change, LINKED_NAMES.filter((name) => name in change));

/**
 * The part of a change that viewers of different series share, wherever each of them is.
 * @param {Partial<State>} change
 * @returns {Partial<State>}
 */
export const commonPartOf = (change) =>
  pick(change, COMMON_NAMES.filter((name) => name in change));

/**
 * @param {View} a
 * @param {View} b
 */
export const sameView = (a, b) => VIEW_NAMES.every((name) => a[name] === b[name]);

/**
 * @param {Settings} a
 * @param {Settings} b
 */
export const sameSettings = (a, b) => SETTING_NAMES.every((name) => a[name] === b[name]);

/**
 * A window of whole values within sensible bounds.
 * @param {number} width
 * @param {number} level
 * @returns {Window}
 */
export function wholeWindow(width, level) {
  return {
    width: clamp(Math.round(width), WIDTHS.low, WIDTHS.high),
    level: clamp(Math.round(level), LEVELS.low, LEVELS.high),
  };
}

/**
 * The next kind of slab; after the last, none.
 * @param {Pick<State, "slab">} state
 * @returns {Pick<State, "slab">}
 */
export function nextSlab({ slab }) {
  return { slab: SLAB_KINDS[(SLAB_KINDS.indexOf(slab) + 1) % SLAB_KINDS.length] };
}

/**
 * A thicker or thinner slab; without one, the first is a MIP.
 * @param {Pick<State, "slab" | "slabMm">} state
 * @param {1 | -1} by
 * @returns {Pick<State, "slab" | "slabMm">}
 */
export function thicker({ slab, slabMm }, by) {
  if (slab === "off") return { slab: "mip", slabMm };
  return { slab, slabMm: clamp(slabMm + by * SLAB_STEP, SLABS.low, SLABS.high) };
}

/**
 * @param {Pick<State, "cineRate">} state
 * @param {number} factor
 */
export const cineRate = ({ cineRate: rate }, factor) => ({
  cineRate: clamp(Math.round(rate * factor), CINE_RATES.low, CINE_RATES.high),
});

/**
 * "MIP 10 mm", "" for none.
 * @param {Pick<State, "slab" | "slabMm">} state
 */
export const slabText = ({ slab, slabMm }) =>
  slab === "off" ? "" : `${SLAB_NAMES[slab]} ${slabMm} mm`;

/**
 * Index of the preset with that window, -1 for none.
 * @param {Preset[]} presets
 * @param {Window} window
 */
export function presetOf(presets, { width, level }) {
  return presets.findIndex((preset) => preset.width === width && preset.level === level);
}

/**
 * @template {object} T
 * @template {keyof T} Name
 * @param {T} object
 * @param {Name[]} names
 * @returns {Pick<T, Name>}
 */
function pick(object, names) {
  const picked = /** @type {Pick<T, Name>} */ ({});
  for (const name of names) picked[name] = object[name];
  return picked;
}
