// A viewer's part in a group that moves as one: what it sends, what it follows, and the place under
// the pointer, which the others mark.

import { frameOf, standAt } from "./beside.js";
import { canFollow, counterpart, inTheMiddle, sameCursor } from "./counterpart.js";
import { Link } from "./link.js";
import { linkedPartOf, viewOf } from "./view_state.js";

/** @import { Point } from "./projection.js" */
/** @import { State } from "./view_state.js" */
/** @import { Workspace } from "./workspace.js" */

/** @typedef {Pick<Workspace, "data" | "state" | "projection" | "stage" | "take">} Viewer */
/** @typedef {{from: Viewer, change: Partial<State>}} Message */

export class LinkedView {
  /**
   * @param {string} group
   * @param {Viewer} workspace
   */
  constructor(group, workspace) {
    this._workspace = workspace;
    /** @type {Point | null} */
    this._sentCursor = null;
    /**
     * Whom to follow once both images are there.
     * @type {Viewer | null}
     */
    this._behind = null;
    /** @type {Link<Message>} */
    this._link = new Link(group, (message) => this._follow(message));
  }

  /** @param {Partial<State>} change of this viewer */
  send(change) {
    const shared = linkedPartOf(change);
    const { frame, beside } = this._workspace.data;
    // Each model numbers its own lesions; those of another series are matched.
    if ((frame || beside) && change.lesion !== undefined) shared.lesion = change.lesion;
    if (change.linked) this._stand();
    // Linked again, the others come to where this one is.
    if (frame && change.linked) Object.assign(shared, viewOf(this._workspace.state));
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

  /** After each frame: catch up with a viewer that moved before both images were there. */
  settle() {
    if (!frameOf(this._workspace)) this._stand();
    const from = this._behind;
    if (!from || !canFollow(from, this._workspace)) return;
    this._behind = null;
    this._workspace.take(counterpart(viewOf(from.state), from, this._workspace));
  }

  /** Where nothing is aligned, this viewer and the others stand at one place from now on. */
  _stand() {
    const { data, stage } = this._workspace;
    if (data.beside && stage.images) standAt(this._workspace, inTheMiddle(this._workspace));
  }

  leave() {
    this._link.leave();
  }

  /** @param {Partial<State>} change */
  _send(change) {
    this._link.send({ from: this._workspace, change });
  }

  /**
   * What another viewer did. It is sent no further.
   * @param {Message} message
   */
  _follow({ from, change }) {
    const { data } = this._workspace;
    const isSame = from.data.volume === data.volume;
    const isRelated = (from.data.frame && data.frame) || (from.data.beside && data.beside);
    if (!isSame && !isRelated) return;
    if (change.linked) this._stand();
    // Where one points, the others don't.
    if (change.cursor) this._sentCursor = null;
    this._workspace.take(isSame ? change : this._inThisSeries(from, change));
  }

  /**
   * @param {Viewer} from
   * @param {Partial<State>} change
   * @returns {Partial<State>}
   */
  _inThisSeries(from, change) {
    const to = this._workspace;
    const { cursor, cursorPlane } = change;
    if (cursor !== undefined && cursorPlane) {
      // Where nothing is aligned, it is not known to be the same place.
      const isMarked = cursor && to.state.linked && !to.data.beside;
      return { cursor: isMarked ? sameCursor(cursor, cursorPlane, from, to) : null, cursorPlane };
    }
    if (!canFollow(from, to)) this._behind = from;
    return counterpart(change, from, to);
  }
}
