// What the component's script in the page calls: `show` at each change, `leave` at the end.

import { Workspace } from "./workspace.js";

const workspaces = new WeakMap();

/** @param component as Streamlit's components v2 hand it over. */
export function show({ data, parentElement, setStateValue }) {
  if (!workspaces.has(parentElement)) {
    workspaces.set(parentElement, new Workspace(parentElement, data));
  }
  workspaces.get(parentElement).update(data, setStateValue);
}

export function leave(parentElement) {
  workspaces.get(parentElement)?.dispose();
  workspaces.delete(parentElement);
}
