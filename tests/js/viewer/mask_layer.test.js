// Where the lesions of a slice are.

import assert from "node:assert/strict";
import { test } from "node:test";

import { boxes } from "../../../dashboard/components/viewer/js/mask_layer.js";

const [LIVER, BENIGN, MALIGNANT] = [1, 2, 3];
/** @param {number} number */
const lesion = (number, code = BENIGN) => code + 4 * number;

test("boxes are of all that is not background, and of each numbered lesion", () => {
  const one = lesion(1);
  const two = lesion(2, MALIGNANT);
  // 5 x 4
  const labels = Uint8Array.of(
    ...[0, 0, 0, 0, 0],
    ...[0, one, one, LIVER, 0],
    ...[0, LIVER, one, LIVER, two],
    ...[0, 0, 0, 0, 0],
  );
  assert.deepEqual(boxes(labels, 5, MALIGNANT), {
    all: { left: 1, top: 1, right: 4, bottom: 2 },
    lesions: [
      { number: 1, name: "benign", box: { left: 1, top: 1, right: 2, bottom: 2 } },
      { number: 2, name: "malignant", box: { left: 4, top: 2, right: 4, bottom: 2 } },
    ],
  });
});

test("any malignant pixel makes the lesion malignant", () => {
  const { lesions } = boxes(
    Uint8Array.of(lesion(5), lesion(5, MALIGNANT), lesion(5)),
    3,
    MALIGNANT,
  );
  assert.deepEqual(lesions.map(({ number, name }) => [number, name]), [[5, "malignant"]]);
});

test("a lesion without a number has an outline only", () => {
  const { all, lesions } = boxes(Uint8Array.of(0, BENIGN), 2, MALIGNANT);
  assert.deepEqual(all, { left: 1, top: 0, right: 1, bottom: 0 });
  assert.deepEqual(lesions, []);
});

test("an empty slice has no box", () => {
  assert.deepEqual(boxes(new Uint8Array(6), 3, MALIGNANT), { all: null, lesions: [] });
});
