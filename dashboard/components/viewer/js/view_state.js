// What one viewer shows of its series: slice, window, zoom, rulers, and the settings that stay from
// series to series.

import { HEAT_FLOOR } from "./heat_table.js";
import { clamp } from "./numbers.js";

/** @import { Place, Point } from "./projection.js" */
/** @import { Preset, Window } from "./server_data.ts" */

/** @typedef {{slice: number, from: Point, to: Point}} Ruler between two image points */

/**
 * Kept for each volume in each viewer.
 * @typedef {Place & {slice: number, window: Window, rulers: Ruler[]}} View
 */

/**
 * Kept for each viewer.
 * @typedef {object} Settings
 * @property {"window" | "pan" | "ruler"} tool of the left mouse button
 * @property {boolean} smooth interpolate between pixels
 * @property {boolean} contours
 * @property {boolean} numbers
 * @property {boolean} heat
 * @property {number} heatOpacity 0..1
 * @property {number} heatThreshold the least share of the scale that is drawn
 * @property {boolean} heatContour
 * @property {boolean} heatMagnitude
 * @property {boolean} panel whether the findings are unfolded
 */

/**
 * @typedef {object} Passing what is not kept
 * @property {Point | null} pointer on the screen
 * @property {Point | null} cursor in the image: where the pointer is in a linked viewer
 * @property {boolean} help whether the list of keys is open
 * @property {number | null} lesion number of the marked one
 */

/** @typedef {View & Settings & Passing} State */
/**
 * @typedef {"smooth" | "contours" | "numbers" | "heat" | "heatContour" | "heatMagnitude" |
 *   "panel" | "help"} Switch
 */

/** @type {Place} */
export const HOME = { zoom: 1, panX: 0, panY: 0 };

/** @type {Settings} */
const SETTINGS = {
  tool: "window",
  smooth: true,
  contours: true,
  numbers: true,
  heat: true,
  heatOpacity: 0.4,
  heatThreshold: HEAT_FLOOR,
  heatContour: false,
  heatMagnitude: false,
  panel: true,
};

/** @type {(keyof View)[]} */
const VIEW_NAMES = ["slice", "window", "zoom", "panX", "panY", "rulers"];
const SETTING_NAMES = /** @type {(keyof Settings)[]} */ (Object.keys(SETTINGS));
/** @type {(keyof State)[]} */
const LINKED_NAMES = [...VIEW_NAMES, ...SETTING_NAMES, "help"];

const WIDTHS = { low: 1, high: 8000 };
const LEVELS = { low: -4000, high: 8000 };

/**
 * Before any volume is there.
 * @param {Partial<Settings>} remembered
 * @returns {State}
 */
export function firstState(remembered = {}) {
  return {
    ...SETTINGS,
    ...remembered,
    ...HOME,
    slice: 0,
    window: { width: 1, level: 0 },
    rulers: [],
    pointer: null,
    cursor: null,
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
 * A window of whole HU within sensible bounds.
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
