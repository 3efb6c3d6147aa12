// Large type in a cookie.

import assert from "node:assert/strict";
import { test } from "node:test";

import { keepLargeType } from "../../../dashboard/components/shell/js/large_type.js";

/** A document that notes what is written into its cookies. */
function page(cookie = "") {
  /** @type {string[]} */
  const written = [];
  return {
    written,
    get cookie() {
      return cookie;
    },
    set cookie(text) {
      written.push(text);
    },
  };
}

test("it is written when it changes, for this site alone", () => {
  const on = page("other=1");
  keepLargeType(on, true);
  assert.deepEqual(on.written, [
    "liverlens_large_type=1; path=/; max-age=31536000; samesite=strict",
  ]);
  const off = page("other=1; liverlens_large_type=1");
  keepLargeType(off, false);
  assert.deepEqual(off.written, ["liverlens_large_type=; path=/; max-age=0; samesite=strict"]);
});

test("nothing is written when nothing changes", () => {
  for (const [cookie, large] of [["", false], ["liverlens_large_type=1", true]]) {
    const same = page(String(cookie));
    keepLargeType(same, Boolean(large));
    assert.deepEqual(same.written, []);
  }
});
