import assert from "node:assert/strict";
import { test } from "node:test";

import { SliceCache } from "../../../dashboard/components/viewer/js/slice_cache.js";

test("a slice is made once, and again only when 48 others came after it", () => {
  /** @type {number[]} */
  const made = [];
  const cache = new SliceCache((z) => {
    made.push(z);
    return z * 10;
  });
  assert.deepEqual([cache.get(0), cache.get(0), cache.get(1)], [0, 0, 10]);
  assert.deepEqual(made, [0, 1]);
  for (let z = 2; z <= 47; z++) cache.get(z);
  cache.get(0);
  assert.equal(made.length, 48);
  cache.get(48);
  assert.equal(cache.get(0), 0);
  assert.deepEqual(made.slice(-2), [48, 0]);
});

test("cleared, it makes everything again", () => {
  let made = 0;
  const cache = new SliceCache(() => ++made);
  cache.get(5);
  cache.clear();
  assert.equal(cache.get(5), 2);
});
