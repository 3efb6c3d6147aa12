// What was made of the slices drawn last.

const KEPT_SLICES = 48;

/** @template T */
export class SliceCache {
  /** @param {(slice: number) => T} make */
  constructor(make) {
    this._make = make;
    /** @type {Map<number, T>} */
    this._kept = new Map();
  }

  /**
   * @param {number} slice
   * @returns {T}
   */
  get(slice) {
    const kept = this._kept.get(slice);
    if (kept !== undefined) return kept;
    const made = this._make(slice);
    this._kept.set(slice, made);
    if (this._kept.size > KEPT_SLICES) {
      const [oldest] = this._kept.keys();
      this._kept.delete(oldest);
    }
    return made;
  }

  clear() {
    this._kept.clear();
  }
}
