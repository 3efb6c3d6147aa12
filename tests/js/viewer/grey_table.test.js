// The grey of each HU under a window.

import assert from "node:assert/strict";
import { test } from "node:test";

import { greyTable } from "../../../dashboard/components/viewer/js/grey_table.js";

const OPAQUE = 0xff000000;

/** 0..255. @param {{width: number, level: number}} window @param {number[]} hus */
function greys(window, ...hus) {
  const table = greyTable(window);
  return hus.map((hu) => {
    const colour = table[hu & 0xffff];
    const grey = colour & 0xff;
    assert.equal(colour, OPAQUE + grey * 0x010101);
    return grey;
  });
}

test("greys run from level - width / 2 to level + width / 2", () => {
  // Width 160, level 100: 20 HU is black, 180 HU is white, 100 HU half-way.
  const window = { width: 160, level: 100 };
  assert.deepEqual(greys(window, -1000, 20, 60, 100, 180, 3000), [0, 0, 64, 128, 255, 255]);
});

test("another window is another table, the same one is not made twice", () => {
  const abdomen = greyTable({ width: 400, level: 40 });
  assert.equal(greyTable({ width: 400, level: 40 }), abdomen);
  assert.deepEqual(greys({ width: 400, level: 41 }, 41), [128]);
  assert.deepEqual(greys({ width: 1, level: 0 }, -1, 0, 1), [0, 128, 255]);
});
