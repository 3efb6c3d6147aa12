// Telling the server which slice is in view, once the hand has come to rest on it.

const REST_MS = 400; // how long the slice must rest before the server hears of it

export class Rest {
  /** @param slice() the slice in view now; report(slice) tells the server. */
  constructor(slice, report) {
    this._slice = slice;
    this._report = report;
    this._timer = null;
    this._believed = null;
  }

  /** The server knows of this slice: it need not be told. */
  believes(slice) {
    this._believed = slice;
  }

  /**
   * Tell the server once the slice has rested and the screen has caught up: on a slow machine
   * frames, and with them the next turn of the wheel, come later than the rest is long.
   */
  restart() {
    this.stop();
    this._timer = setTimeout(() => {
      const slice = this._slice();
      requestAnimationFrame(() => {
        if (slice === this._slice()) this._tell(slice);
      });
    }, REST_MS);
  }

  stop() {
    clearTimeout(this._timer);
  }

  _tell(slice) {
    if (slice !== this._believed && this._report(slice)) this._believed = slice;
  }
}
