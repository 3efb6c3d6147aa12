// Viewers of one page that follow each other, without asking the server.

const groups = new Map();

/** A seat in a group: what one viewer tells, the others of its group take in. */
export class Link {
  /** @param follow(change) called with what another viewer of the group told. */
  constructor(group, follow) {
    this._group = group;
    this._follow = follow;
    if (!groups.has(group)) groups.set(group, new Set());
    groups.get(group).add(this);
  }

  /** Pass a change on. Who follows must not tell it again: then nothing can echo. */
  tell(change) {
    for (const other of [...(groups.get(this._group) ?? [])]) {
      if (other !== this) other._follow(change);
    }
  }

  leave() {
    const seats = groups.get(this._group);
    seats?.delete(this);
    if (seats?.size === 0) groups.delete(this._group);
  }
}
