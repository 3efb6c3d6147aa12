// One download for all viewers that want the same volume, and one copy of it in the page's memory.

import { keepVolume, recallVolume } from "./memory.js";
import { fetchVolume } from "./volume.js";

/** @import { Volume } from "./volume.js" */

/**
 * What a viewer wants to hear of a download.
 * @typedef {object} Listener
 * @property {(volume: Volume) => void} volume as soon as its header is there
 * @property {(received: number, total: number) => void} [progress] bytes
 * @property {() => void} done
 * @property {(error: unknown) => void} failed
 */

/**
 * By URL.
 * @type {Map<string, Download>}
 */
const underway = new Map();

/**
 * Get the volume at `url`, from memory or over the network.
 * @param {string} url
 * @param {Listener} listener
 * @param {number} first the slice that arrives before the others
 * @returns function that cancels; the download stops when nobody wants it any more
 */
export function getVolume(url, listener, first = 0) {
  const kept = recallVolume(url);
  if (kept) {
    listener.volume(kept);
    listener.done();
    return () => {};
  }
  const download = underway.get(url) ?? new Download(url, first);
  underway.set(url, download);
  download.join(listener);
  return () => download.leave(listener);
}

class Download {
  /**
   * @param {string} url
   * @param {number} first
   */
  constructor(url, first) {
    this._url = url;
    this._first = first;
    /** @type {Set<Listener>} */
    this._listeners = new Set();
    this._abort = new AbortController();
    /** @type {Volume | null} */
    this._volume = null;
    void this._run();
  }

  /** @param {Listener} listener */
  join(listener) {
    this._listeners.add(listener);
    const volume = this._volume;
    if (volume) this._call(listener, () => listener.volume(volume));
  }

  /** @param {Listener} listener */
  leave(listener) {
    this._listeners.delete(listener);
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
          this._callAll((listener) => listener.volume(started));
        },
        onProgress: (_, received, total) =>
          this._callAll((listener) => listener.progress?.(received, total)),
      });
      keepVolume(volume);
      this._forget();
      this._callAll((listener) => listener.done());
    } catch (error) {
      this._forget();
      if (!this._abort.signal.aborted) this._callAll((listener) => listener.failed(error));
    }
  }

  /** A later download of the same URL may have taken the place. */
  _forget() {
    if (underway.get(this._url) === this) underway.delete(this._url);
  }

  /** @param {(listener: Listener) => void} call */
  _callAll(call) {
    for (const listener of [...this._listeners]) this._call(listener, () => call(listener));
  }

  /**
   * What goes wrong in one viewer must not stop the others.
   * @param {Listener} listener
   * @param {() => void} call
   */
  _call(listener, call) {
    try {
      call();
    } catch (error) {
      this._listeners.delete(listener);
      listener.failed(error);
    }
  }
}
