// Loading volumes for a workspace, with progress, retry and one sentence when it fails.

import { el, setText } from "./dom.js";
import { bring } from "./downloads.js";
import { LoadError } from "./volume.js";

const MB = 1e6;

/** The line over the image: progress, or what went wrong and a button to try again. */
export class Status {
  constructor() {
    this._words = el("p");
    this._bar = el("div", { class: "progress" }, el("div"));
    this._retry = el("button", { type: "button", class: "tool" }, "Retry");
    this.node = el(
      "div",
      { class: "status", role: "status", hidden: true },
      this._words,
      this._bar,
      this._retry,
    );
  }

  progress(received, total) {
    const share = total ? received / total : 0;
    setText(
      this._words,
      `Loading ${Math.round(100 * share)} % · ` +
        `${(received / MB).toFixed(0)} of ${(total / MB).toFixed(0)} MB`,
    );
    this._bar.firstChild.style.width = `${100 * share}%`;
    this._show({ bar: true, retry: false });
  }

  /** All is here; the graphics card is not ready yet. */
  preparing() {
    setText(this._words, "Preparing the image");
    this._show({ bar: false, retry: false });
  }

  failed(error, retry) {
    setText(this._words, error instanceof LoadError ? error.message : "The images can't be shown.");
    this._retry.onclick = retry;
    this._show({ bar: false, retry: true });
    // What is not one of our sentences is a fault of ours: leave its trace for whoever looks.
    if (!(error instanceof LoadError)) console.error(error);
  }

  clear() {
    this.node.hidden = true;
  }

  _show({ bar, retry }) {
    this.node.hidden = false;
    this.node.classList.toggle("error", retry);
    this._bar.hidden = !bar;
    this._retry.hidden = !retry;
  }
}

/** One volume at a time: a new `open` calls off the one under way. */
export class Slot {
  constructor() {
    this.url = null;
    this._callOff = null;
  }

  /**
   * Bring the volume at `url` (null for none), slice `first` before the others.
   * @param on {volume(volume), progress(received, total), done(), failed(error)}: `volume` comes
   *   as soon as the header is there.
   */
  open(url, on, first = 0) {
    this.stop();
    this.url = url;
    if (url !== null) this._callOff = bring(url, on, first);
  }

  /** Call off what is under way; the URL stays, so that it is not asked for again by itself. */
  stop() {
    this._callOff?.();
    this._callOff = null;
  }

  close() {
    this.stop();
    this.url = null;
  }
}
