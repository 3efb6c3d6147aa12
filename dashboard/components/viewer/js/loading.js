// Loading volumes for a workspace, with progress, retry and one sentence when it fails.

import { el, setText } from "./dom.js";
import { LoadError } from "./load_error.js";
import { getVolume } from "./volume_downloads.js";

/** @import { Listener } from "./volume_downloads.js" */

const MB = 1e6;

/**
 * "Loading 40 % · 21 of 52 MB"
 * @param {number} received bytes
 * @param {number} total bytes, 0 before it is known
 */
export function progressText(received, total) {
  const megabytes = (/** @type {number} */ bytes) => (bytes / MB).toFixed(0);
  const percent = Math.round(100 * shareOf(received, total));
  return `Loading ${percent} % · ${megabytes(received)} of ${megabytes(total)} MB`;
}

/**
 * @param {number} received
 * @param {number} total
 */
const shareOf = (received, total) => (total ? received / total : 0);

/** The line over the image: progress, or what went wrong and a button to try again. */
export class Status {
  constructor() {
    this._words = el("p");
    this._filled = el("div");
    this._bar = el("div", { class: "progress" }, this._filled);
    this._retry = el("button", { type: "button", class: "tool" }, "Retry");
    this.node = el(
      "div",
      { class: "status", role: "status", hidden: true },
      this._words,
      this._bar,
      this._retry,
    );
  }

  /**
   * @param {number} received bytes
   * @param {number} total bytes
   */
  progress(received, total) {
    setText(this._words, progressText(received, total));
    this._filled.style.width = `${100 * shareOf(received, total)}%`;
    this._show({ bar: true, retry: false });
  }

  /**
   * @param {unknown} error
   * @param {() => void} retry
   */
  failed(error, retry) {
    setText(this._words, error instanceof LoadError ? error.message : "The images can't be shown.");
    this._retry.onclick = retry;
    this._show({ bar: false, retry: true });
    // What is not one of our sentences is a fault of ours: leave its trace in the console.
    if (!(error instanceof LoadError)) console.error(error);
  }

  clear() {
    this.node.hidden = true;
  }

  /** @param {{bar: boolean, retry: boolean}} parts */
  _show({ bar, retry }) {
    this.node.hidden = false;
    this.node.classList.toggle("error", retry);
    this._bar.hidden = !bar;
    this._retry.hidden = !retry;
  }
}

/** One volume at a time: a new `open` cancels the one under way. */
export class Slot {
  constructor() {
    /** @type {string | null} */
    this.url = null;
    /** @type {(() => void) | null} */
    this._cancel = null;
  }

  /**
   * Get the volume at `url`, null for none.
   * @param {string | null} url
   * @param {Listener} listener
   * @param {number} first the slice that arrives before the others
   */
  open(url, listener, first = 0) {
    this.stop();
    this.url = url;
    if (url !== null) this._cancel = getVolume(url, listener, first);
  }

  /** Cancel what is under way; the URL stays, so that it is not asked for again by itself. */
  stop() {
    this._cancel?.();
    this._cancel = null;
  }

  close() {
    this.stop();
    this.url = null;
  }
}
