// What the component's script in the page calls: `show` at each change, `leave` at the end.

import { Deck } from "./deck.js";
import { Workspace } from "./workspace.js";

const shown = new WeakMap();

/** @param component as Streamlit's components v2 hand it over. */
export function show({ data, parentElement, setStateValue }) {
  if (!shown.has(parentElement)) {
    const Kind = data.panes ? Deck : Workspace;
    shown.set(parentElement, new Kind(parentElement, data));
  }
  shown.get(parentElement).update(data, setStateValue);
}

export function leave(parentElement) {
  shown.get(parentElement)?.dispose();
  shown.delete(parentElement);
}
