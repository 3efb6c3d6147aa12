// Keys and what they do.

import assert from "node:assert/strict";
import { test } from "node:test";

import { keyShortcuts } from "../../../dashboard/components/viewer/js/command_button.js";
import {
  commandOfKey,
  COMMANDS,
  presetOfKey,
} from "../../../dashboard/components/viewer/js/commands.js";
import { commandRows, otherRows } from "../../../dashboard/components/viewer/js/help.js";

test("no key has two commands, and none is a window's", () => {
  const keys = Object.values(COMMANDS).flatMap(({ keys: own }) => own);
  assert.deepEqual(keys.filter((key, i) => keys.indexOf(key) !== i), []);
  assert.deepEqual(keys.filter((key) => presetOfKey(key) >= 0), []);
});

test("every command has a key that reaches it, and words of its own", () => {
  for (const [name, { key, keys, hint }] of Object.entries(COMMANDS)) {
    assert.notEqual(key.trim(), "", name);
    assert.notEqual(hint.trim(), "", name);
    assert.ok(keys.length > 0, name);
    for (const one of keys) {
      const held = one.length > 1 ? one.split(" ") : [one];
      const modifiers = { ctrl: held.includes("ctrl"), shift: held.includes("shift") };
      assert.equal(commandOfKey(held[held.length - 1], modifiers)?.hint, hint, `${name}: ${one}`);
    }
  }
  const hints = Object.values(COMMANDS).map(({ hint }) => hint);
  assert.deepEqual(hints.filter((hint, i) => hints.indexOf(hint) !== i), []);
});

test("keys are named as ARIA wants them", () => {
  assert.equal(keyShortcuts(["s"]), "S");
  assert.equal(keyShortcuts(["ArrowUp", "ArrowRight"]), "ArrowUp ArrowRight");
  assert.equal(keyShortcuts(["ctrl shift z", "ctrl y"]), "Control+Shift+Z Control+Y");
  assert.equal(keyShortcuts([" "]), "Space");
  assert.equal(keyShortcuts(["+", "="]), "Plus =");
});

test("letters are taken in either case, the names of keys as they are", () => {
  assert.equal(commandOfKey("s"), COMMANDS.suspicious);
  assert.equal(commandOfKey("S"), COMMANDS.suspicious);
  assert.equal(commandOfKey("ArrowUp"), COMMANDS.up);
  assert.equal(commandOfKey("arrowup"), undefined);
  assert.equal(commandOfKey("ä"), undefined);
  assert.equal(commandOfKey("f2"), undefined);
});

test("Ctrl makes another key of a letter, and only there Shift counts", () => {
  assert.equal(commandOfKey("z"), COMMANDS.calm);
  assert.equal(commandOfKey("z", { ctrl: true }), COMMANDS.undo);
  assert.equal(commandOfKey("Z", { ctrl: true, shift: true }), COMMANDS.redo);
  assert.equal(commandOfKey("y", { ctrl: true }), COMMANDS.redo);
  assert.equal(commandOfKey("c", { ctrl: true }), undefined); // the browser's own
});

test("digits are window presets, counted from 1", () => {
  assert.deepEqual(["1", "5", "9"].map(presetOfKey), [0, 4, 8]);
  assert.deepEqual(["0", "a", "12", "Enter"].map(presetOfKey), [-1, -1, -1, -1]);
});

/** What a command calls, with which argument. @param {string} key */
function called(key, shiftKey = false) {
  /** @type {unknown[]} */
  const calls = [];
  const record = (/** @type {string} */ name) => (/** @type {unknown} */ argument) =>
    void calls.push(name, argument);
  const workspace = {
    state: { heatThreshold: 0.5 },
    lesions: { step: record("step") },
    scroll: record("scroll"),
    planes: { goToEnd: record("goToEnd") },
    set: record("set"),
    toggle: record("toggle"),
    zoom: record("zoom"),
  };
  commandOfKey(key)?.run(/** @type {any} */ (workspace), { shiftKey });
  return calls;
}

test("up is towards the head", () => {
  assert.deepEqual(called("ArrowUp"), ["scroll", 1]);
  assert.deepEqual(called("ArrowLeft"), ["scroll", -1]);
  assert.deepEqual(called("PageDown"), ["scroll", -10]);
  assert.deepEqual(called("Home"), ["goToEnd", -1]);
  assert.deepEqual(called("End"), ["goToEnd", 1]);
});

test("Shift turns the direction of L and T", () => {
  assert.deepEqual(called("l"), ["step", 1]);
  assert.deepEqual(called("L", true), ["step", -1]);
  assert.deepEqual(called("t"), ["set", { heatThreshold: 0.55, heat: true }]);
  assert.deepEqual(called("T", true), ["set", { heatThreshold: 0.45, heat: true }]);
});

test("the help lists every command but those that mean nothing here", () => {
  const all = commandRows([]);
  assert.equal(all.length, Object.keys(COMMANDS).length);
  assert.ok(all.some(([key, hint]) => key === "S" && hint === "Most suspicious slice"));
  const without = commandRows(["panel"]);
  assert.equal(without.length, all.length - 1);
  assert.ok(!without.some(([key]) => key === "F"));
});

test("the help lists the windows with their keys, then the mouse", () => {
  const rows = otherRows([{ name: "Lung", width: 1500, level: -600 }]);
  assert.deepEqual(rows[0], ["1", "Lung window, 1500 / −600"]);
  assert.equal(rows[1][0], "Wheel");
  assert.equal(rows.at(-1)?.[0], "Esc");
});
