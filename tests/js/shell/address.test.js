// What the address bar says of the place.

import assert from "node:assert/strict";
import { test } from "node:test";

import { addressOf } from "../../../dashboard/components/shell/js/address.js";

test("page, series and slice stand in it, and what else was there stays", () => {
  const place = { series: "a-b_c", slice: 25 };
  assert.equal(addressOf("http://me:1/risk", place), "http://me:1/risk?series=a-b_c&slice=25");
  assert.equal(
    addressOf("http://me:1/?embed=true&series=old&slice=3#x", place),
    "http://me:1/?embed=true&series=a-b_c&slice=25#x",
  );
});

test("without a series there is neither", () => {
  const nothing = { series: null, slice: null };
  assert.equal(addressOf("http://me:1/?series=old&slice=3", nothing), "http://me:1/");
  assert.equal(addressOf("http://me:1/explain", nothing), "http://me:1/explain");
});
