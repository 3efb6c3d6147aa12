// A click on another page, until that page is there.

import assert from "node:assert/strict";
import { afterEach, beforeEach, mock, test } from "node:test";

import { watchLinks } from "../../../dashboard/components/shell/js/leaving.js";

beforeEach(() => mock.timers.enable({ apis: ["Date"] }));
afterEach(() => mock.timers.reset());

/** A page at /models, whose links can be clicked. */
class Page extends EventTarget {
  location = new URL("http://127.0.0.1:8501/models?slice=7");

  /** @param {string} href @param {object} held @param {string | null} target */
  click(href, held = {}, target = null) {
    /** @type {Record<string, string | null>} */
    const attributes = { href, target };
    const link = {
      getAttribute: (/** @type {string} */ name) => attributes[name],
      closest: () => link,
    };
    const event = Object.assign(new Event("click"), { button: 0, ...held });
    Object.defineProperty(event, "target", { value: link });
    this.dispatchEvent(event);
  }
}

function open() {
  const page = new Page();
  return { page, leaving: watchLinks(/** @type {any} */ (page)) };
}

test("from the click until the address has changed", () => {
  const { page, leaving } = open();
  assert.equal(leaving(), false);
  page.click("http://127.0.0.1:8501/risk");
  assert.equal(leaving(), true);
  page.location.pathname = "/risk";
  assert.equal(leaving(), false);
});

test("the first page has an empty address", () => {
  const { page, leaving } = open();
  page.click("");
  assert.equal(leaving(), true);
  page.location.pathname = "/";
  assert.equal(leaving(), false);
  page.click("");
  assert.equal(leaving(), false);
});

test("who comes back to the address that was left is there", () => {
  const { page, leaving } = open();
  page.click("risk");
  page.location.pathname = "/risk";
  assert.equal(leaving(), false);
  page.location.pathname = "/models";
  assert.equal(leaving(), false);
});

test("no link to another page of the app counts", () => {
  const { page, leaving } = open();
  page.click("http://127.0.0.1:8501/models");
  page.click("https://example.org/risk");
  page.click("http://127.0.0.1:8501/risk", { ctrlKey: true });
  page.click("http://127.0.0.1:8501/risk", {}, "_blank");
  assert.equal(leaving(), false);
});

test("a click that leads nowhere is forgotten", () => {
  const { page, leaving } = open();
  page.click("http://127.0.0.1:8501/risk");
  mock.timers.tick(9_999);
  assert.equal(leaving(), true);
  mock.timers.tick(1);
  assert.equal(leaving(), false);
});
