// One download for all viewers that want the same volume, and one copy of it in the page's memory.

import { keepVolume, recallVolume } from "./memory.js";
import { fetchVolume } from "./volume.js";

/** URL -> what is on its way. */
const underway = new Map();

/**
 * Bring the volume at `url`, from memory or over the network, where slice `first` comes before
 * the others.
 * @param on {volume(volume), progress(received, total), done(), failed(error)}: `volume` comes as
 *   soon as the header is there.
 * @returns function that calls it off; the download stops when nobody wants it any more.
 */
export function bring(url, on, first = 0) {
  const kept = recallVolume(url);
  if (kept) {
    on.volume(kept);
    on.done();
    return () => {};
  }
  if (!underway.has(url)) underway.set(url, new Download(url, first));
  const download = underway.get(url);
  download.join(on);
  return () => download.leave(on);
}

class Download {
  constructor(url, first) {
    this._url = url;
    this._first = first;
    this._listeners = new Set();
    this._abort = new AbortController();
    this._volume = null;
    this._run();
  }

  join(on) {
    this._listeners.add(on);
    if (this._volume) this._call(on, () => on.volume(this._volume));
  }

  leave(on) {
    this._listeners.delete(on);
    if (this._listeners.size) return;
    this._abort.abort();
    this._forget();
  }

  async _run() {
    try {
      const volume = await fetchVolume(this._url, {
        first: this._first,
        signal: this._abort.signal,
        onVolume: (started) => {
          this._volume = started;
          this._callAll((on) => on.volume(started));
        },
        onProgress: (_, received, total) => this._callAll((on) => on.progress?.(received, total)),
      });
      keepVolume(volume);
      this._forget();
      this._callAll((on) => on.done());
    } catch (error) {
      this._forget();
      if (!this._abort.signal.aborted) this._callAll((on) => on.failed(error));
    }
  }

  /** A later download of the same URL may have taken the place. */
  _forget() {
    if (underway.get(this._url) === this) underway.delete(this._url);
  }

  _callAll(call) {
    for (const on of [...this._listeners]) this._call(on, () => call(on));
  }

  /** What goes wrong in one viewer is not the others' loss. */
  _call(on, call) {
    try {
      call();
    } catch (error) {
      this._listeners.delete(on);
      on.failed(error);
    }
  }
}
