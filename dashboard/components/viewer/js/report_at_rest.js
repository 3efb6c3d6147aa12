// Reports to the server what is in view, once the reader has stopped moving.

/** @import { Window } from "./server_data.ts" */

/** Slice and window must stay the same for this long before they are reported. */
const REST_MS = 400;

/** @typedef {{slice: number, window: Window}} Seen what is reported */

export class ReportAtRest {
  /**
   * @param {() => Seen | null} inView what is in view now; null while a drag is under way
   * @param {(seen: Seen) => boolean} send to the server; false if that is not possible now
   */
  constructor(inView, send) {
    this._inView = inView;
    this._send = send;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this._timer = undefined;
    /**
     * What the server knows.
     * @type {Partial<Seen>}
     */
    this._known = {};
  }

  /**
   * The server knows this already; it needs no report.
   * @param {Partial<Seen>} known replaces what it knew; undefined for what it no longer knows
   */
  serverKnows(known) {
    this._known = { ...this._known, ...known };
  }

  /**
   * Something moved. It is reported once it has rested and the screen has caught up: on a slow
   * machine a frame, and with it the next turn of the wheel, takes longer than `REST_MS`.
   */
  restart() {
    this.stop();
    this._timer = setTimeout(() => {
      const seen = this._inView();
      if (!seen) this.restart();
      else requestAnimationFrame(() => this._reportIfStill(seen));
    }, REST_MS);
  }

  /** Report at once, whatever the server knows. */
  reportNow() {
    const seen = this._inView();
    if (seen && this._send(seen)) this._known = seen;
  }

  stop() {
    clearTimeout(this._timer);
  }

  /** @param {Seen} seen */
  _reportIfStill(seen) {
    const now = this._inView();
    if (!now || !same(now, seen) || same(this._known, seen)) return;
    if (this._send(seen)) this._known = seen;
  }
}

/**
 * @param {Partial<Seen>} a
 * @param {Seen} b
 */
function same(a, b) {
  return (
    a.slice === b.slice && a.window?.width === b.window.width && a.window.level === b.window.level
  );
}
