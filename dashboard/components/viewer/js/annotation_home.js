// The outlines of one series, as this page has them and as the server keeps them. After each step
// the server is told the slices that changed, and nothing else.

import { EditSteps } from "./edit_steps.js";
import { LabelVolume } from "./label_volume.js";
import { Refusal } from "./measure_home.js";
import { decode, encode } from "./runs.js";
import { exchange, UNREACHABLE } from "./annotation_exchange.js";

/** @import { Step } from "./edit_steps.js" */
/** @import { Exchange } from "./annotation_exchange.js" */
/** @import { AnnotationAnswer, AnnotationData } from "./annotation_data.ts" */
/** @import { Raster } from "./raster.js" */

/** @typedef {Pick<Raster, "width" | "height" | "shown" | "asStored">} Order of pixels on the screen */

/** After a step, before it is sent. */
const REST_MS = 120;
/** Until the server is tried again. */
const RETRY_MS = 4000;

export class AnnotationHome {
  /**
   * @param {AnnotationData} data
   * @param {Exchange} talk
   */
  constructor(data, talk = exchange) {
    this.data = data;
    this._talk = talk;
    /** Null until the outlines are there. @type {EditSteps | null} */
    this.steps = null;
    /** What the server says of the last answer. @type {AnnotationAnswer | null} */
    this.answer = null;
    /** Why what is here is not kept, "" where it is. */
    this.problem = "";
    /** Whether another tab has changed the same series, so that a person has to choose. */
    this.conflict = false;
    /** Of the server's last answer. */
    this.revision = -1;
    /** @type {Order | null} */
    this._order = null;
    this._count = 0;
    /** Slices that the server has not heard of. @type {Set<number>} */
    this._unsent = new Set();
    this._notesUnsent = false;
    /** @type {Set<() => void>} */
    this._listeners = new Set();
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this._timer = undefined;
    /** @type {Promise<void> | null} */
    this._busy = null;
  }

  /** @param {() => void} listener @returns function that stops it */
  listen(listener) {
    this._listeners.add(listener);
    return () => this._listeners.delete(listener);
  }

  get isListenedTo() {
    return this._listeners.size > 0;
  }

  /** Whether something here is not on the server yet. */
  get isUnsent() {
    return this._unsent.size > 0 || this._notesUnsent;
  }

  /** Whether a reader has changed the outlines, now or earlier. */
  get isCorrected() {
    return Boolean(this.answer?.corrected) || this.isUnsent;
  }

  /**
   * Fetch the outlines, once.
   * @param {Order} order
   * @param {number} count of slices
   */
  load(order, count) {
    this._order = order;
    this._count = count;
    if (this.steps || this._busy) return this._busy ?? Promise.resolve();
    return this._alone(() => this._fetch());
  }

  /**
   * What the page says of the series now: another address, or a change.
   * @param {AnnotationData} data
   */
  heard(data) {
    const before = this.data;
    this.data = data;
    if (!this.steps) {
      // Nothing was there to be lost: it is asked for anew.
      if (data.url !== before.url) this.problem = "";
      return;
    }
    if (data.url !== before.url) {
      // The series was opened again, and counts anew: what was painted meanwhile goes there.
      this.revision = -1;
      if (this.isUnsent) void this.keepMine();
      else void this.reload();
    } else if (data.revision > this.revision) void this.ask();
  }

  /** A step was made, undone or done again. @param {Step | null} step */
  stepped(step) {
    if (!step) return;
    for (const { z } of step.slices) this._unsent.add(z);
    if (step.before !== step.after) this._notesUnsent = true;
    this._later(REST_MS);
    this._tell();
  }

  /** Take over what another tab has changed, unless something here is unsent. */
  ask() {
    return this._alone(async () => {
      if (this.isUnsent || this.conflict) return;
      await this._fetch({ newest: true, known: this.revision });
    });
  }

  /** Of two tabs' outlines, take the other's; those here are given up. */
  reload() {
    return this._alone(async () => {
      await this._fetch({ newest: true });
      this.conflict = false;
    });
  }

  /** Of two tabs' outlines, keep those here; the other's stay a version of their own. */
  keepMine() {
    return this._alone(async () => {
      const { steps } = this;
      if (!steps) return;
      const there = await this._talk(this.data.url, null, { newest: true });
      this.revision = there.revision;
      for (const z of Object.keys(there.slices ?? {})) this._unsent.add(Number(z));
      for (const z of steps.volume.touched) this._unsent.add(z);
      this._notesUnsent = true;
      // A finding that only the others have keeps its number.
      const { findings } = steps.notes;
      const own = new Set(findings.map(({ number }) => number));
      const others = (there.findings ?? []).filter(({ number }) => !own.has(number));
      if (others.length) steps.notes = { ...steps.notes, findings: [...findings, ...others] };
      this.conflict = false;
      await this._send(true);
    });
  }

  /** The page is about to go: what is new goes now, and nobody waits for an answer. */
  sendLast() {
    if (this.isUnsent && !this.conflict && !this._busy) void this._talk(this.data.url, this._changes(), { isLast: true }).catch(() => {});
  }

  /** @param {number} ms */
  _later(ms) {
    clearTimeout(this._timer);
    this._timer = setTimeout(() => void this._alone(() => this._send()), ms);
  }

  /**
   * One exchange at a time.
   * @param {() => Promise<void>} work
   * @returns {Promise<void>}
   */
  async _alone(work) {
    while (this._busy) await this._busy;
    this._busy = this._try(work).finally(() => (this._busy = null));
    this._tell();
    await this._busy;
    this._tell();
    // Something was painted meanwhile.
    if (!this.problem && this.isUnsent) this._later(REST_MS);
  }

  /** @param {() => Promise<void>} work */
  async _try(work) {
    try {
      await work();
      if (!this.conflict) this.problem = "";
    } catch (error) {
      const isRefused = error instanceof Refusal;
      this.problem = isRefused ? error.message : UNREACHABLE;
      this.conflict = isRefused && error.isConflict;
      if (!isRefused) this._later(RETRY_MS);
    }
  }

  /** @param {boolean} over whether another tab's change is known */
  async _send(over = false) {
    if (!this.isUnsent || this.conflict || !this.steps) return;
    const changes = this._changes();
    const sent = over ? { ...changes, over } : changes;
    const [slices, hadNotes] = [new Set(this._unsent), this._notesUnsent];
    // What is painted while this is under way is unsent again.
    this._unsent = new Set();
    this._notesUnsent = false;
    try {
      this._take(await this._talk(this.data.url, sent));
    } catch (error) {
      for (const z of slices) this._unsent.add(z);
      this._notesUnsent ||= hadNotes;
      throw error;
    }
  }

  /** What the server has to hear. */
  _changes() {
    const steps = /** @type {EditSteps} */ (this.steps);
    const order = /** @type {Order} */ (this._order);
    const slices = [...this._unsent].map((z) => [z, encode(order.asStored(steps.volume.read(z)))]);
    const { findings, sliceLabels } = steps.notes;
    return {
      base: this.revision,
      slices: Object.fromEntries(slices),
      findings,
      slice_labels: sliceLabels,
    };
  }

  /** @param {{newest?: boolean, known?: number}} asked */
  async _fetch(asked = {}) {
    const order = this._order;
    if (!order) return;
    const answer = await this._talk(this.data.url, null, asked);
    const isSame = !answer.slices;
    this._take(answer);
    if (isSame) return;
    const volume = new LabelVolume({ width: order.width, height: order.height, count: this._count });
    const stored = new Uint8Array(order.width * order.height);
    for (const [z, runs] of Object.entries(answer.slices ?? {})) {
      decode(runs, stored);
      volume.write(Number(z)).set(order.shown(stored));
      volume.changed(Number(z));
    }
    const notes = { findings: answer.findings ?? [], sliceLabels: answer.slice_labels ?? {} };
    this.steps = new EditSteps(volume, notes);
    this._unsent.clear();
    this._notesUnsent = false;
  }

  /** @param {AnnotationAnswer} answer */
  _take(answer) {
    this.revision = answer.revision;
    this.answer = answer;
  }

  _tell() {
    for (const listener of this._listeners) listener();
  }
}

/** By series. @type {Map<string, AnnotationHome>} */
const homes = new Map();

/** @param {AnnotationData} data */
export function annotationOf(data) {
  const home = homes.get(data.series) ?? new AnnotationHome(data);
  homes.set(data.series, home);
  return home;
}

globalThis.addEventListener?.("pagehide", () => {
  for (const home of homes.values()) home.sendLast();
});
// Another tab or browser of the same person may have painted meanwhile.
globalThis.addEventListener?.("focus", () => {
  for (const home of homes.values()) if (home.isListenedTo && home.steps) void home.ask();
});
