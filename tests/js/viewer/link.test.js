// Viewers that follow each other.

import assert from "node:assert/strict";
import { test } from "node:test";

import { Link } from "../../../dashboard/components/viewer/js/link.js";
import { LinkedView } from "../../../dashboard/components/viewer/js/linked_view.js";
import { firstState } from "../../../dashboard/components/viewer/js/view_state.js";
import { viewerData } from "./made_data.js";

test("a link reaches the others of its group and nobody else", () => {
  /** @type {string[]} */
  const heard = [];
  const join = (/** @type {string} */ group, /** @type {string} */ name) =>
    new Link(group, (change) => heard.push(name + change));
  const [a, b, c, other] = [join("g", "a"), join("g", "b"), join("g", "c"), join("h", "o")];
  a.send(1);
  c.leave();
  b.send(2);
  other.send(3);
  assert.deepEqual(heard, ["b1", "c1", "a2"]);
});

/** A viewer of a group, and what it was made to take. @param {string} volume */
function viewerOf(volume) {
  const workspace = {
    data: viewerData({ volume }),
    state: firstState(),
    stage: /** @type {any} */ ({ images: null }),
    projection: /** @type {any} */ ({
      toImage: (/** @type {number[]} */ [x, y]) => [x / 2, y / 2],
    }),
    /** @type {object[]} */
    taken: [],
    take: (/** @type {object} */ change) => void workspace.taken.push(change),
  };
  return { workspace, linked: new LinkedView("viewers", workspace) };
}

test("viewers share the view and the tools, not the pointer or the marked lesion", () => {
  const [one, two] = [viewerOf("/ct"), viewerOf("/ct")];
  one.linked.send({ slice: 3, pointer: [1, 2], lesion: 4, tool: "pan", help: true });
  one.linked.send({ pointer: [1, 3] });
  assert.deepEqual(two.workspace.taken, [{ slice: 3, tool: "pan", help: true }]);
  assert.deepEqual(one.workspace.taken, []);
  one.linked.leave();
  two.linked.leave();
});

test("viewers of another series do not follow", () => {
  const [one, two] = [viewerOf("/ct"), viewerOf("/other")];
  one.linked.send({ slice: 3 });
  assert.deepEqual(two.workspace.taken, []);
  one.linked.leave();
  two.linked.leave();
});

test("the place under the pointer is sent in image coordinates, once", () => {
  const [one, two] = [viewerOf("/ct"), viewerOf("/ct")];
  one.linked.sendCursor([10, 20]);
  one.linked.sendCursor([10, 20]);
  one.linked.sendCursor(null);
  assert.deepEqual(two.workspace.taken, [{ cursor: [5, 10], cursorPlane: "axial" }, { cursor: null, cursorPlane: "axial" }]);
  one.linked.leave();
  two.linked.leave();
});

test("where one viewer takes over the pointer, the other need not say that it has none", () => {
  const [one, two] = [viewerOf("/ct"), viewerOf("/ct")];
  one.linked.sendCursor([10, 20]);
  two.linked.sendCursor([30, 40]);
  one.linked.sendCursor(null);
  assert.deepEqual(two.workspace.taken, [{ cursor: [5, 10], cursorPlane: "axial" }]);
  one.linked.leave();
  two.linked.leave();
});

test("a state that was changed shares its view", () => {
  const [one, two] = [viewerOf("/ct"), viewerOf("/ct")];
  one.linked.send({ ...firstState(), zoom: 2 });
  const [taken] = two.workspace.taken;
  assert.equal("zoom" in taken && taken.zoom, 2);
  assert.ok(!("pointer" in taken));
  one.linked.leave();
  two.linked.leave();
});
