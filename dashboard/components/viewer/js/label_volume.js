// The labels that a reader edits: one byte per voxel in screen order, slice by slice. 0 is nothing,
// 1 liver, n + 1 finding n, as in core/annotation.

import { decode, encode } from "./runs.js";

export const NOTHING = 0;
export const LIVER = 1;
/** The label of a finding's voxels. @param {number} number */
export const labelOf = (number) => number + 1;
/** The finding that a label stands for, 0 for none. @param {number} label */
export const numberOf = (label) => Math.max(0, label - 1);
/** A byte has so many values. */
const LABELS = 256;

/** @typedef {{width: number, height: number, count: number}} Size of a volume */

export class LabelVolume {
  /** @param {Size} size in screen order */
  constructor({ width, height, count }) {
    this.width = width;
    this.height = height;
    this.count = count;
    this._nothing = new Uint8Array(width * height);
    /** Slices that hold something, or did. @type {Map<number, Uint8Array<ArrayBuffer>>} */
    this._slices = new Map();
    /** Of those slices, how many voxels have each label. @type {Map<number, Uint32Array>} */
    this._counts = new Map();
    /** Grows with each change of a slice. @type {Map<number, number>} */
    this._versions = new Map();
  }

  /**
   * The labels of a slice, row by row; to be read only.
   * @param {number} z
   */
  read(z) {
    return this._slices.get(z) ?? this._nothing;
  }

  /**
   * The labels of a slice to write to; call `changed` afterwards.
   * @param {number} z
   */
  write(z) {
    let slice = this._slices.get(z);
    if (!slice) this._slices.set(z, (slice = new Uint8Array(this.width * this.height)));
    return slice;
  }

  /** Something was written to that slice. @param {number} z */
  changed(z) {
    const counts = new Uint32Array(LABELS);
    for (const label of this.read(z)) counts[label]++;
    this._counts.set(z, counts);
    this._versions.set(z, this.version(z) + 1);
  }

  /** @param {number} z */
  version(z) {
    return this._versions.get(z) ?? 0;
  }

  /** @param {number} z */
  runs(z) {
    return encode(this.read(z));
  }

  /**
   * @param {number} z
   * @param {ArrayLike<number>} runs
   */
  setRuns(z, runs) {
    decode(runs, this.write(z));
    this.changed(z);
  }

  /**
   * Voxels with a label on a slice.
   * @param {number} z
   * @param {number} label
   */
  countOn(z, label) {
    return this._counts.get(z)?.[label] ?? 0;
  }

  /**
   * Slices with a label, from the feet up.
   * @param {number} label
   */
  slicesOf(label) {
    const found = [];
    for (let z = 0; z < this.count; z++) if (this.countOn(z, label)) found.push(z);
    return found;
  }

  /**
   * @param {number} label
   * @param {ArrayLike<number>} voxelMl of each slice
   */
  volumeMl(label, voxelMl) {
    let sum = 0;
    for (const [z, counts] of this._counts) sum += counts[label] * voxelMl[z];
    return sum;
  }

  /** Slices that hold something, or did. */
  get touched() {
    return [...this._slices.keys()].sort((a, b) => a - b);
  }
}
