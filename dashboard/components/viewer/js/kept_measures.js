// A viewer's part in the measurements of its series: it shows what is kept, and hands on what is
// changed.

import { isLeaving } from "./leaving.js";
import { homeOf } from "./measure_home.js";
import { measureOf, rowOf } from "./measure_rows.js";

/** @import { Measure } from "./measure_kinds.js" */
/** @import { MeasureHome } from "./measure_home.js" */
/** @import { MeasureRow } from "./measure_rows.js" */
/** @import { Report } from "./server_data.ts" */
/** @import { Workspace } from "./workspace.js" */

export class KeptMeasures {
  /** @param {Pick<Workspace, "data" | "state" | "stage" | "measures" | "take" | "redraw">} workspace */
  constructor(workspace) {
    this._workspace = workspace;
    /** @type {MeasureHome | null} */
    this._home = null;
    this._stop = () => {};
    /** @type {Report | null} */
    this._report = null;
    /**
     * The rows that are in view.
     * @type {MeasureRow[] | null}
     */
    this._shown = null;
    /**
     * The list that is being taken over from the server: no change of the reader's.
     * @type {Measure[] | null}
     */
    this._adopted = null;
    /**
     * Of a measurement that has not changed since.
     * @type {WeakMap<Measure, MeasureRow>}
     */
    this._rows = new WeakMap();
  }

  /** Why what was measured is not kept, "" where it is. */
  get problem() {
    return this._home?.problem ?? "";
  }

  /** Where files of them are, null where there is no server behind. */
  get url() {
    return this._home?.url ?? null;
  }

  /** A series is opened: its measurements are shown as soon as its header is there. */
  open() {
    this.leave();
    this._home = homeOf(this._workspace.data);
    this._shown = null;
    this._workspace.measures.use(this._home.history);
    this._stop = this._home.listen(() => this._hear());
  }

  /**
   * The server has said something new of the series.
   * @param {Report | null} report tells it that there is something new here; null where another
   *   viewer does
   */
  update(report) {
    this._report = report;
    this._home?.heard(this._workspace.data.measurements?.revision ?? -1);
  }

  _hear() {
    const revision = this._home?.revision ?? -1;
    const { measurements } = this._workspace.data;
    // What a page made of them, such as a report, is out of date.
    if (measurements && revision > measurements.revision && !isLeaving()) {
      this._report?.("measured", revision);
    }
    this._workspace.redraw();
  }

  /** Show what came from elsewhere. */
  settle() {
    const { stage, state } = this._workspace;
    const rows = this._home?.rows ?? null;
    if (!rows || rows === this._shown || !stage.images) return;
    this._shown = rows;
    const measures = rows.flatMap((row) => {
      const source = stage.source(row.plane);
      if (!source) return [];
      const measure = measureOf(row, source);
      this._rows.set(measure, row);
      return [measure];
    });
    this._adopted = measures;
    const chosen = measures.some(({ id }) => id === state.measure) ? state.measure : null;
    this._workspace.take({ measures, measure: chosen });
    // Undone and done again, the same list is a change.
    this._adopted = null;
  }

  /** @param {Measure[]} measures of the series, changed here or in a linked viewer */
  change(measures) {
    const home = this._home;
    if (!home || measures === this._adopted) return;
    if (home.from !== measures) home.change(measures.map((one) => this._row(one)), measures);
    this._shown = home.rows;
  }

  /** Until all is on the server, or `problem` says why not. */
  async sent() {
    await this._home?.ask();
  }

  leave() {
    this._stop();
    this._stop = () => {};
  }

  /** @param {Measure} measure */
  _row(measure) {
    const source = this._workspace.stage.source(measure.plane);
    const known = this._rows.get(measure);
    if (known || !source) return /** @type {MeasureRow} */ (known);
    const row = rowOf(measure, source);
    this._rows.set(measure, row);
    return row;
  }
}
