// Whether two parts of a page are in sight at once.

import assert from "node:assert/strict";
import { test } from "node:test";

import { fitTogether } from "../../../dashboard/components/tour/js/find.js";

/** @param {number} top @param {number} bottom */
const lying = (top, bottom) =>
  /** @type {Element} */ (/** @type {unknown} */ ({ getBoundingClientRect: () => ({ top, bottom }) }));

test("from the top of the upper to the bottom of the lower one, whichever is which", () => {
  const [images, chart] = [lying(180, 540), lying(560, 860)];
  assert.equal(fitTogether(images, chart, 680), true);
  assert.equal(fitTogether(chart, images, 680), true);
  assert.equal(fitTogether(images, chart, 679), false);
});

test("it does not matter how far the page is scrolled", () => {
  assert.equal(fitTogether(lying(-320, 40), lying(60, 360), 680), true);
});
