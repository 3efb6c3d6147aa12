// What was made of the slices drawn last.

const KEPT_SLICES = 48;

export class SliceCache {
  /** @param make(z) makes what is kept for slice z. */
  constructor(make) {
    this._make = make;
    this._kept = new Map();
  }

  get(z) {
    if (!this._kept.has(z)) {
      this._kept.set(z, this._make(z));
      if (this._kept.size > KEPT_SLICES) this._kept.delete(this._kept.keys().next().value);
    }
    return this._kept.get(z);
  }

  clear() {
    this._kept.clear();
  }
}
