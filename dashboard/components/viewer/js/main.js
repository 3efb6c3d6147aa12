// What the component's script in the page calls: `show` at each change, `leave` at the end.

import { Deck } from "./deck.js";
import { Workspace } from "./workspace.js";

/** @import { Component } from "./server_data.ts" */

/** @type {WeakMap<Component["parentElement"], Deck | Workspace>} */
const shown = new WeakMap();

/** @param {Component} component */
export function show({ data, parentElement, setStateValue }) {
  let viewer = shown.get(parentElement);
  if ("panes" in data) {
    if (!(viewer instanceof Deck)) viewer = new Deck(parentElement, data);
    viewer.update(data, setStateValue);
  } else {
    if (!(viewer instanceof Workspace)) viewer = new Workspace(parentElement, data);
    viewer.update(data, setStateValue);
  }
  shown.set(parentElement, viewer);
}

/** @param {Component["parentElement"]} parentElement */
export function leave(parentElement) {
  shown.get(parentElement)?.dispose();
  shown.delete(parentElement);
}
