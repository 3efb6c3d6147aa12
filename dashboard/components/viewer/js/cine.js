// The slices of a plane, one after another by themselves.

/** @import { State } from "./view_state.js" */
/** @import { Workspace } from "./workspace.js" */

export class Cine {
  /** @param {Pick<Workspace, "state" | "stage" | "scroll" | "planes">} workspace */
  constructor(workspace) {
    this._workspace = workspace;
    this._rate = 0;
    /** @type {ReturnType<typeof setInterval> | undefined} */
    this._timer = undefined;
  }

  /**
   * Start, stop or change the speed, as the state says.
   * @param {Pick<State, "cine" | "cineRate">} state
   */
  follow({ cine, cineRate }) {
    const rate = cine ? cineRate : 0;
    if (rate === this._rate) return;
    this.stop();
    this._rate = rate;
    if (rate) this._timer = setInterval(() => this._next(), 1000 / rate);
  }

  stop() {
    clearInterval(this._timer);
    this._rate = 0;
  }

  /** Towards the feet, as one reads; after the last the first. */
  _next() {
    const { state, stage } = this._workspace;
    const index = stage.source(state.plane)?.index(state);
    if (index === undefined) return;
    if (index === 0) this._workspace.planes.goToEnd(1);
    else this._workspace.scroll(-1);
  }
}
