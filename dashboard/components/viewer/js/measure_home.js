// The measurements of one series, as this page has them and as the server keeps them. The server is
// told what changed here, shortly after each change, and answers with all there is: what another
// tab has measured comes with it.

import { changed, changesBetween } from "./measure_rows.js";

/** @import { Measure } from "./measure_kinds.js" */
/** @import { Changes, MeasureRow } from "./measure_rows.js" */
/** @import { SeriesData } from "./server_data.ts" */

/** @typedef {{revision: number, measurements: MeasureRow[]}} Answer */
/**
 * Sends changes, or asks where there are none.
 * @typedef {(url: string, changes: Changes | null) => Promise<Answer>} Exchange
 */

/** After a change, before it is sent: a drag is one change. */
const REST_MS = 300;
/** Until the server is tried again. */
const RETRY_MS = 4000;
const UNREACHABLE =
  "The server can't be reached. What you measured stays on this page and is sent as soon as it can be.";

/** What the server says of something that it does not take. */
export class Refusal extends Error {
  /** Whether another tab has changed the same meanwhile. */
  isConflict = false;
}

/** What can be undone, and done again. */
export class History {
  constructor() {
    /** @type {Measure[][]} */
    this.past = [];
    /** @type {Measure[][]} */
    this.future = [];
  }

  clear() {
    this.past = [];
    this.future = [];
  }
}

export class MeasureHome {
  /**
   * @param {string | null} url null where they live as long as the page
   * @param {Exchange} exchange
   */
  constructor(url, exchange = exchangeWithServer) {
    this.url = url;
    this._exchange = exchange;
    /** @type {MeasureRow[]} */
    this.rows = [];
    /**
     * What `rows` were made of, if a viewer of this page made them.
     * @type {Measure[] | null}
     */
    this.from = null;
    /** Why what is here is not on the server, "" where it is. */
    this.problem = "";
    /** Of the server's last answer. */
    this.revision = -1;
    /** Of all viewers of the series. */
    this.history = new History();
    /** @type {MeasureRow[]} */
    this._known = [];
    /** @type {Set<() => void>} */
    this._listeners = new Set();
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this._timer = undefined;
    /** @type {Promise<void> | null} */
    this._talk = null;
    this._again = false;
  }

  /**
   * Hear of changes from elsewhere, and have the server asked for them.
   * @param {() => void} listener
   * @returns {() => void} ends it
   */
  listen(listener) {
    this._listeners.add(listener);
    void this.ask();
    return () => this._listeners.delete(listener);
  }

  get isListenedTo() {
    return this._listeners.size > 0;
  }

  /**
   * A viewer of this page has changed them.
   * @param {MeasureRow[]} rows
   * @param {Measure[]} from what they were made of
   */
  change(rows, from) {
    this.rows = rows;
    this.from = from;
    if (this.url) this._later(REST_MS);
  }

  /** Ask the server for what there is, and tell it what is new. @returns {Promise<void>} */
  ask() {
    if (!this.url) return Promise.resolve();
    clearTimeout(this._timer);
    if (this._talk) this._again = true;
    this._talk ??= this._talkTo(this.url).finally(() => (this._talk = null));
    return this._talk;
  }

  /** @param {number} revision the server is at, as a page says; the first answer knows it */
  heard(revision) {
    if (this.revision >= 0 && revision > this.revision) void this.ask();
  }

  /** The page is about to go: what is new goes now, and nobody waits for an answer. */
  sendLast() {
    const changes = changesBetween(this._known, this.rows);
    if (this.url && changes) void this._exchange(this.url, changes).catch(() => {});
  }

  /** @param {number} ms */
  _later(ms) {
    clearTimeout(this._timer);
    this._timer = setTimeout(() => void this.ask(), ms);
  }

  /** @param {string} url */
  async _talkTo(url) {
    do {
      this._again = false;
      const sent = this.rows;
      try {
        this._take(await this._exchange(url, changesBetween(this._known, sent)), sent);
        this.problem = "";
      } catch (error) {
        this.problem = error instanceof Refusal ? error.message : UNREACHABLE;
        if (!(error instanceof Refusal)) this._later(RETRY_MS);
        this._again = false;
      }
      for (const listener of this._listeners) listener();
    } while (this._again);
    // Something changed meanwhile: its own timer has found the line busy.
    if (!this.problem && changesBetween(this._known, this.rows)) this._later(REST_MS);
  }

  /**
   * @param {Answer} answer
   * @param {MeasureRow[]} sent what was here when it was asked for
   */
  _take({ revision, measurements }, sent) {
    const since = changesBetween(sent, this.rows);
    const isNews = changesBetween(sent, measurements) !== null;
    this._known = measurements;
    this.revision = revision;
    if (!isNews) return;
    this.rows = changed(measurements, since);
    this.from = null;
    // Its steps are of lists that lack what came from elsewhere.
    this.history.clear();
  }
}

/**
 * By address, or by volume where there is none.
 * @type {Map<string, MeasureHome>}
 */
const homes = new Map();

/** @param {Pick<SeriesData, "volume" | "measurements">} data */
export function homeOf({ volume, measurements }) {
  const key = measurements?.url ?? volume;
  const home = homes.get(key) ?? new MeasureHome(measurements?.url ?? null);
  homes.set(key, home);
  return home;
}

globalThis.addEventListener?.("pagehide", () => {
  for (const home of homes.values()) home.sendLast();
});
// Another tab or browser of the same person may have measured meanwhile.
globalThis.addEventListener?.("focus", () => {
  for (const home of homes.values()) if (home.isListenedTo) void home.ask();
});

/** Of a body that outlives its page, in browsers. */
const KEPT_ALIVE_LETTERS = 60_000;

/** @type {Exchange} */
async function exchangeWithServer(url, changes) {
  const body = changes && JSON.stringify(changes);
  const answer = await fetch(
    url,
    body === null
      ? {}
      : {
          method: "POST",
          body,
          headers: { "Content-Type": "application/json" },
          keepalive: body.length < KEPT_ALIVE_LETTERS,
        },
  );
  if (answer.ok) return answer.json();
  if (answer.status < 500) throw new Refusal(await answer.text());
  throw new Error(answer.statusText);
}
