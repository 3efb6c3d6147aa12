// What a reader has done to the outlines, step by step: undone and done again without limit. A step
// holds the slices that it changed as runs, before and after.

/** @import { LabelVolume } from "./label_volume.js" */
/** @import { FindingRow, SliceLabels } from "./annotation_data.ts" */

/**
 * What is known of the outlines beside their voxels; replaced as a whole, never changed.
 * @typedef {{findings: FindingRow[], sliceLabels: SliceLabels}} Notes
 */
/** @typedef {{z: number, before: number[], after: number[]}} SliceStep */
/** @typedef {{what: string, slices: SliceStep[], before: Notes, after: Notes}} Step */

export class EditSteps {
  /**
   * @param {LabelVolume} volume
   * @param {Notes} notes
   */
  constructor(volume, notes) {
    this.volume = volume;
    this.notes = notes;
    /** @type {Step[]} */
    this._past = [];
    /** @type {Step[]} */
    this._future = [];
    /**
     * The step under way: its slices as they were.
     * @type {{what: string, slices: Map<number, number[]>, notes: Notes} | null}
     */
    this._open = null;
  }

  /** What follows is one step, until `end`. @param {string} what in words, such as "Erase" */
  begin(what) {
    this._open = { what, slices: new Map(), notes: this.notes };
  }

  /** Before a slice is written to within a step. */
  keep = (/** @type {number} */ z) => {
    const open = this._open;
    if (!open) throw new Error("A slice is written to outside of a step.");
    if (!open.slices.has(z)) open.slices.set(z, this.volume.runs(z));
  };

  /** @returns {Step | null} null where nothing changed */
  end() {
    const open = this._open;
    this._open = null;
    if (!open) return null;
    const slices = [...open.slices]
      .map(([z, before]) => ({ z, before, after: this.volume.runs(z) }))
      .filter(({ before, after }) => !isSame(before, after));
    if (!slices.length && open.notes === this.notes) return null;
    const step = { what: open.what, slices, before: open.notes, after: this.notes };
    this._past.push(step);
    this._future = [];
    return step;
  }

  /** What would be undone, null for nothing. */
  get last() {
    return this._past.at(-1) ?? null;
  }

  /** What would be done again, null for nothing. */
  get next() {
    return this._future.at(-1) ?? null;
  }

  /** @returns {Step | null} what was undone */
  undo() {
    const step = this._past.pop() ?? null;
    if (!step) return null;
    this._future.push(step);
    for (const { z, before } of step.slices) this.volume.setRuns(z, before);
    this.notes = step.before;
    return step;
  }

  /** @returns {Step | null} what was done again */
  redo() {
    const step = this._future.pop() ?? null;
    if (!step) return null;
    this._past.push(step);
    for (const { z, after } of step.slices) this.volume.setRuns(z, after);
    this.notes = step.after;
    return step;
  }

  /** Nothing is undone past what came from elsewhere. */
  forget() {
    this._past = [];
    this._future = [];
    this._open = null;
  }
}

/**
 * @param {number[]} a
 * @param {number[]} b
 */
const isSame = (a, b) => a.length === b.length && a.every((value, i) => value === b[i]);
