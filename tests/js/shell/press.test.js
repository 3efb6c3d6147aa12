// A download that begins by itself, once.

import assert from "node:assert/strict";
import { test } from "node:test";

import { pressOnce } from "../../../dashboard/components/shell/js/press.js";

/** @param {number} after how many looks the button is there */
function page(after = 0) {
  /** @type {Record<string, string>} */
  const held = {};
  const made = { clicks: 0, looks: 0, asked: "" };
  const button = { click: () => (made.clicks += 1) };
  const window = {
    document: {
      /** @param {string} selector */
      querySelector: (selector) => {
        made.asked = selector;
        return made.looks++ < after ? null : button;
      },
    },
    sessionStorage: {
      /** @param {string} name */
      getItem: (name) => held[name] ?? null,
      /** @type {(name: string, value: string) => void} */
      setItem: (name, value) => {
        held[name] = value;
      },
    },
    /** @param {() => void} call */
    setTimeout: (call) => call(),
  };
  return { made, window: /** @type {any} */ (window) };
}

test("the button in the container is pressed once, however often it is drawn", () => {
  const { made, window } = page();
  pressOnce(window, "report-ready-1");
  pressOnce(window, "report-ready-1");
  assert.deepEqual([made.clicks, made.asked], [1, ".st-key-report-ready-1 button"]);
  pressOnce(window, "report-ready-2");
  assert.equal(made.clicks, 2);
});

test("it is waited for, and not for ever", () => {
  const late = page(3);
  pressOnce(late.window, "a");
  assert.equal(late.made.clicks, 1);
  const never = page(9);
  pressOnce(never.window, "a", 5);
  assert.deepEqual([never.made.clicks, never.made.looks], [0, 5]);
});
