// The outlines that a reader edits, made ready to draw: what `MaskLayer` is to the model's.

import { labelOf } from "./label_volume.js";
import { readMask } from "./mask_layer.js";

/** @import { EditSteps, Notes } from "./edit_steps.js" */
/** @import { SliceMask } from "./mask_layer.js" */
/** @import { Voxels } from "./raster.js" */
/** @import { FindingRow } from "./annotation_data.ts" */
/** @import { Labels, LesionClass } from "./server_data.ts" */

/** Lesions up to this number are numbered on the image, see dashboard/components/viewer/mask.py. */
const MOST_NUMBERED = 63;
/** Layers differ, so that images cut from one are not taken for another's. */
let made = 0;

export class EditLayer {
  /**
   * @param {EditSteps} steps
   * @param {number} width of a slice
   * @param {Labels["codes"]} codes
   * @param {Record<string, LesionClass>} classes of kinds
   */
  constructor(steps, width, codes, classes) {
    this.steps = steps;
    this._width = width;
    this._codes = codes;
    this._classes = classes;
    /** As a volume that is there: `received` tells images that were cut before a step from others. */
    this.volume = { url: `edited ${made++}`, received: 0, complete: true };
    /** @type {Notes | null} */
    this._notes = null;
    /** Label -> byte as the viewer draws it. */
    this._bytes = new Uint8Array(256);
    /** @type {Map<number, {version: number, notes: Notes, mask: SliceMask}>} */
    this._made = new Map();
  }

  /** A step has ended: images of the other planes are cut again. */
  settle() {
    this.volume.received++;
  }

  /** @param {number} z @returns {SliceMask} */
  at(z) {
    const { volume, notes } = this.steps;
    const [kept, version] = [this._made.get(z), volume.version(z)];
    if (kept?.version === version && kept.notes === notes) return kept.mask;
    const mask = this.read(this.bytes(z), this._width);
    this._made.delete(z);
    this._made.set(z, { version, notes, mask });
    if (this._made.size > 48) this._made.delete(/** @type {number} */ (this._made.keys().next().value));
    return mask;
  }

  /**
   * `code + 4 * number` of each pixel; a rejected finding is liver.
   * @param {number} z
   */
  bytes(z) {
    this._learn();
    const bytes = this._bytes;
    return this.steps.volume.read(z).map((label) => bytes[label]);
  }

  /**
   * @param {Voxels} bytes
   * @param {number} width
   */
  read(bytes, width) {
    return readMask(bytes, width, this._codes);
  }

  _learn() {
    const { notes } = this.steps;
    if (notes === this._notes) return;
    this._notes = notes;
    const { background, liver } = this._codes;
    this._bytes.fill(liver);
    this._bytes[0] = background;
    for (const finding of notes.findings) {
      if (finding.rejected) continue;
      const number = finding.number <= MOST_NUMBERED ? finding.number : 0;
      this._bytes[labelOf(finding.number)] = this._codes[classOf(finding, this._classes)] + 4 * number;
    }
  }
}

/**
 * What a finding is: by its kind, or by its looks where the kind doesn't say.
 * @param {FindingRow} finding
 * @param {Record<string, LesionClass>} classes
 */
export const classOf = (finding, classes) => classes[finding.kind] ?? finding.looks;
