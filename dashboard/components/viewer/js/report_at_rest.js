// Telling the server what is in view, once the hand has come to rest on it.

/** @import { Window } from "./server_data.ts" */

/** Slice and window must stay this long before the server hears of them. */
const REST_MS = 400;

/** @typedef {{slice: number, window: Window}} Seen what the server is told of */

export class ReportAtRest {
  /**
   * @param {() => Seen | null} inView what is in view now; null while a drag is under way
   * @param {(seen: Seen) => boolean} tell the server; false if it can't be told
   */
  constructor(inView, tell) {
    this._inView = inView;
    this._tell = tell;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this._timer = undefined;
    /**
     * What the server knows.
     * @type {Partial<Seen>}
     */
    this._known = {};
  }

  /**
   * The server knows this much and need not be told.
   * @param {Partial<Seen>} known in place of what it knew; undefined for what it knows no more
   */
  serverKnows(known) {
    this._known = { ...this._known, ...known };
  }

  /**
   * Something moved. The server is told once it has rested and the screen has caught up: on a slow
   * machine a frame, and with it the next turn of the wheel, takes longer than `REST_MS`.
   */
  restart() {
    this.stop();
    this._timer = setTimeout(() => {
      const seen = this._inView();
      if (!seen) this.restart();
      else requestAnimationFrame(() => this._tellIfStill(seen));
    }, REST_MS);
  }

  /** Tell the server at once, whatever it knows. */
  tellNow() {
    const seen = this._inView();
    if (seen && this._tell(seen)) this._known = seen;
  }

  stop() {
    clearTimeout(this._timer);
  }

  /** @param {Seen} seen */
  _tellIfStill(seen) {
    const now = this._inView();
    if (!now || !same(now, seen) || same(this._known, seen)) return;
    if (this._tell(seen)) this._known = seen;
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
