// Viewers of one page that follow each other, without asking the server.

/** @type {Map<string, Set<Link<any>>>} */
const groups = new Map();

/**
 * A place in a group: what one viewer sends, the others of its group receive.
 * @template Change
 */
export class Link {
  /**
   * @param {string} group
   * @param {(change: Change) => void} follow called with what another viewer of the group sent
   */
  constructor(group, follow) {
    this._group = group;
    this._follow = follow;
    const members = groups.get(group) ?? new Set();
    groups.set(group, members.add(this));
  }

  /**
   * Pass a change on. A follower must not send it again: then nothing can echo.
   * @param {Change} change
   */
  send(change) {
    for (const other of [...(groups.get(this._group) ?? [])]) {
      if (other !== this) other._follow(change);
    }
  }

  leave() {
    const members = groups.get(this._group);
    members?.delete(this);
    if (members?.size === 0) groups.delete(this._group);
  }
}
