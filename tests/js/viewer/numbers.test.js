import assert from "node:assert/strict";
import { test } from "node:test";

import { clamp, signed } from "../../../dashboard/components/viewer/js/numbers.js";

test("a number is kept within its range", () => {
  assert.deepEqual([-1, 0.5, 7, Infinity].map((x) => clamp(x, 0, 5)), [0, 0.5, 5, 5]);
});

test("a minus is typographic, and there is none before a zero", () => {
  assert.equal(signed(-384.5, 1), "−384.5");
  assert.equal(signed(384.5, 1), "384.5");
  assert.equal(signed(-0.04, 1), "0.0");
  assert.equal(signed(-3), "−3");
});
