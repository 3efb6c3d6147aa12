// A viewer's part in a group that moves as one: what it sends, what it follows, and the place under
// the pointer, which the others mark.

import { Link } from "./link.js";
import { linkedPartOf } from "./view_state.js";

/** @import { Point } from "./projection.js" */
/** @import { State } from "./view_state.js" */
/** @import { Workspace } from "./workspace.js" */

/** @typedef {{volume: string, change: Partial<State>}} Message `volume` names the series */

export class LinkedView {
  /**
   * @param {string} group
   * @param {Pick<Workspace, "data" | "state" | "projection" | "take">} workspace
   */
  constructor(group, workspace) {
    this._workspace = workspace;
    /** @type {Point | null} */
    this._sentCursor = null;
    /** @type {Link<Message>} */
    this._link = new Link(group, (message) => this._follow(message));
  }

  /** @param {Partial<State>} change of this viewer */
  send(change) {
    const shared = linkedPartOf(change);
    if (Object.keys(shared).length) this._send(shared);
  }

  /**
   * The others mark the same place in the body; once per frame is often enough.
   * @param {Point | null} pointer on the screen
   */
  sendCursor(pointer) {
    const { projection } = this._workspace;
    const cursor = pointer && projection ? projection.toImage(pointer) : null;
    if (String(cursor) === String(this._sentCursor)) return;
    this._sentCursor = cursor;
    this._send({ cursor, cursorPlane: this._workspace.state.plane });
  }

  leave() {
    this._link.leave();
  }

  /** @param {Partial<State>} change */
  _send(change) {
    this._link.send({ volume: this._workspace.data.volume, change });
  }

  /**
   * What another viewer of the same series did. It is sent no further.
   * @param {Message} message
   */
  _follow({ volume, change }) {
    if (volume !== this._workspace.data.volume) return;
    // Where one points, the others don't.
    if (change.cursor) this._sentCursor = null;
    this._workspace.take(change);
  }
}
