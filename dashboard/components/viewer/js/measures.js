// The measurements of the series in view: drawn, changed, undone, kept.

import { History } from "./measure_home.js";
import { movedPoints } from "./measure_kinds.js";
import { roiFigures } from "./roi.js";
import { slabText } from "./view_state.js";

/** @import { Source } from "./axial_source.js" */
/** @import { Kind, Measure } from "./measure_kinds.js" */
/** @import { PlaneName } from "./planes.js" */
/** @import { Point } from "./projection.js" */
/** @import { State } from "./view_state.js" */

/**
 * @typedef {object} Measuring what the measurements belong to
 * @property {State} state
 * @property {(change: Partial<State>) => void} set
 * @property {{source: (plane: PlaneName) => Source | null}} stage
 */

/** Steps that can be undone. */
const MOST_STEPS = 100;

export class Measures {
  /** @param {Measuring} workspace */
  constructor(workspace) {
    this._workspace = workspace;
    this._history = new History();
    /**
     * Before the change under way.
     * @type {Measure[] | null}
     */
    this._before = null;
  }

  /** All of the series. */
  get all() {
    return this._workspace.state.measures;
  }

  /**
   * Those on the image of a plane that is in view.
   * @param {PlaneName} plane
   */
  here(plane) {
    const { state, stage } = this._workspace;
    if (!state.measures.length) return [];
    const index = stage.source(plane)?.index(state);
    return state.measures.filter((one) => one.plane === plane && one.index === index);
  }

  /** @param {History} history of the series that is opened: nothing of the last one comes back */
  use(history) {
    this._history = history;
    this._before = null;
  }

  /** What follows is one step, until `end`. */
  begin() {
    this._before = this.all;
  }

  end() {
    const before = this._before;
    this._before = null;
    if (!before || before === this.all) return;
    this._history.past = [...this._history.past, before].slice(-MOST_STEPS);
    this._history.future = [];
  }

  /**
   * A new one on the image in view, with its figures.
   * @param {Kind} kind
   * @param {PlaneName} plane
   * @param {Point[]} points
   * @returns {Measure | null} null before the image is there
   */
  make(kind, plane, points) {
    const { state, stage } = this._workspace;
    const source = stage.source(plane);
    if (!source) return null;
    const number = 1 + Math.max(0, ...this.all.map((one) => one.number));
    const index = source.index(state);
    const slab = slabText(state);
    const fresh = { id: newId(), number, kind, plane, index, slab, points, name: "", roi: null };
    return this._counted(fresh);
  }

  /**
   * Add one, or replace that of the same id.
   * @param {Measure} measure
   */
  put(measure) {
    const counted = this._counted(measure);
    const others = this.all.filter((one) => one.id !== measure.id);
    this._set([...others, counted], measure.id);
  }

  /**
   * With one of its points elsewhere.
   * @param {Measure} measure
   * @param {number} which
   * @param {Point} to
   */
  move(measure, which, to) {
    const source = this._workspace.stage.source(measure.plane);
    if (!source) return;
    this.put({ ...measure, points: movedPoints(measure, which, to, source.grid) });
  }

  /** @param {string} id */
  drop(id) {
    this._set(this.all.filter((one) => one.id !== id), null);
  }

  /**
   * The chosen one if it is on the image, else the last one there.
   * @param {PlaneName} plane
   */
  removeHere(plane) {
    const here = this.here(plane);
    const { measure } = this._workspace.state;
    const which = here.find(({ id }) => id === measure) ?? here.at(-1);
    if (which) this.remove(which.id);
  }

  /** @param {string} id */
  remove(id) {
    this._step(() => this.drop(id));
  }

  /**
   * @param {string} id
   * @param {string} name
   */
  rename(id, name) {
    const renamed = this.all.map((one) => (one.id === id ? { ...one, name: name.trim() } : one));
    this._step(() => this._set(renamed, id));
  }

  undo() {
    const { past, future } = this._history;
    const before = past.at(-1);
    if (!before) return;
    this._history.past = past.slice(0, -1);
    this._history.future = [...future, this.all];
    this._set(before, null);
  }

  redo() {
    const { past, future } = this._history;
    const after = future.at(-1);
    if (!after) return;
    this._history.future = future.slice(0, -1);
    this._history.past = [...past, this.all];
    this._set(after, null);
  }

  get canUndo() {
    return this._history.past.length > 0;
  }

  get canRedo() {
    return this._history.future.length > 0;
  }

  /**
   * Bring its image into view and choose it.
   * @param {Measure} measure
   */
  goTo(measure) {
    const { state, stage, set } = this._workspace;
    const moved = stage.source(measure.plane)?.moved(measure.index) ?? {};
    const inSight = state.enlarged ? state.enlarged === measure.plane : isShown(state, measure.plane);
    const enlarged = inSight ? state.enlarged : measure.plane;
    set.call(this._workspace, { ...moved, measure: measure.id, plane: measure.plane, enlarged });
  }

  /**
   * From one to the next, round and round.
   * @param {1 | -1} by
   */
  next(by) {
    const { all } = this;
    if (!all.length) return;
    const at = all.findIndex(({ id }) => id === this._workspace.state.measure);
    const start = at < 0 && by < 0 ? 0 : at;
    this.goTo(all[(start + by + all.length) % all.length]);
  }

  /** @param {() => void} change */
  _step(change) {
    this.begin();
    change();
    this.end();
  }

  /**
   * @param {Measure[]} measures
   * @param {string | null} measure
   */
  _set(measures, measure) {
    this._workspace.set({ measures, measure });
  }

  /**
   * With the figures of its pixels, if its image is the one in view.
   * @param {Measure} measure
   * @returns {Measure}
   */
  _counted(measure) {
    const { state, stage } = this._workspace;
    const source = stage.source(measure.plane);
    if (!source || source.index(state) !== measure.index) return measure;
    const values = source.measured(state);
    if (!values) return measure;
    const roi = roiFigures(measure, values, source.grid.width, source.grid);
    return { ...measure, slab: slabText(state), roi };
  }
}

/** Nobody else's: other tabs make up theirs. */
function newId() {
  const bytes = globalThis.crypto.getRandomValues(new Uint8Array(10));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/**
 * @param {State} state
 * @param {PlaneName} plane
 */
const isShown = ({ panes }, plane) => plane === "axial" || panes === 4 || (panes === 2 && plane === "coronal");
