// Probabilities in words.

import assert from "node:assert/strict";
import { test } from "node:test";

import { cautionRows } from "../../../dashboard/components/viewer/js/cautions.js";
import { colourVariables } from "../../../dashboard/components/viewer/js/full_shell.js";
import {
  badgeText,
  coloursOf,
  hasLiver,
  intervalOf,
  probabilityOf,
  sliceText,
  verdictText,
} from "../../../dashboard/components/viewer/js/scores.js";
import { findings, LABELS, scores } from "./made_data.js";

test("the probability of a class", () => {
  const { p_normal, p_benign, p_malignant } = scores();
  const names = /** @type {const} */ (["normal", "benign", "malignant"]);
  assert.deepEqual(
    names.map((name) => probabilityOf(scores(), name)),
    [p_normal, p_benign, p_malignant],
  );
});

test("an interval is there or not", () => {
  const benign = scores({ p_benign_low: 0.1, p_benign_high: 0.3 });
  const malignant = scores({ p_malignant_low: 0.6, p_malignant_high: 0.8 });
  assert.deepEqual(intervalOf(benign, "benign"), [0.1, 0.3]);
  assert.deepEqual(intervalOf(malignant, "malignant"), [0.6, 0.8]);
  assert.equal(intervalOf(scores(), "malignant"), null);
});

test("the verdict above a small viewer", () => {
  assert.equal(verdictText(null), "");
  assert.equal(verdictText(findings()), "Malignant-looking, p(malignant) 0.80");
  const normal = findings({
    headline: "Normal",
    verdict: "p(malignant) 0.30",
  });
  assert.equal(verdictText(normal), "Normal, p(malignant) 0.30");
});

test("the slice in view", () => {
  assert.equal(sliceText(undefined), "");
  assert.equal(sliceText(scores({ p_malignant: 0.25 })), "p(malignant) 0.25");
  const without = scores({ liver_area_mm2: 0 });
  assert.equal(sliceText(without), "p(malignant) 0.70 · no liver");
  assert.ok(!hasLiver(without));
});

test("the badge counts the cautions", () => {
  assert.equal(badgeText(findings()), "Malignant-looking");
  assert.equal(badgeText(findings({ cautions: ["a"] })), "Malignant-looking · 1 caution");
  assert.equal(badgeText(findings({ cautions: ["a", "b"] })), "Malignant-looking · 2 cautions");
});

test("cautions keep their order and say how serious they are, after what needs review", () => {
  const rows = cautionRows({
    patient: { needs_review: true, review_reason: "It might be benign." },
    cautions: ["Half a liver.", "Thick slices."],
    caution_severities: ["stop"],
  });
  assert.deepEqual(
    rows.map(({ kind, word, sentence }) => [kind, word, sentence]),
    [
      ["review", "Needs review", "It might be benign."],
      ["stop", "Stop", "Half a liver."],
      ["warn", "Warning", "Thick slices."], // one that came without a severity
    ],
  );
  assert.deepEqual(cautionRows({ patient: {} }), []);
});

test("the classes' colours for the style sheets", () => {
  assert.equal(
    colourVariables({ ...LABELS.colours, normal: "#111111" }).split(";")[0],
    "--normal: #111111",
  );
});

test("outside the model's reach every colour is the same grey", () => {
  assert.deepEqual(coloursOf(null, LABELS), LABELS.colours);
  assert.deepEqual(coloursOf(findings(), LABELS), LABELS.colours);
  const greyed = coloursOf(findings({ is_outside: true }), LABELS);
  assert.deepEqual(Object.keys(greyed).sort(), Object.keys(LABELS.colours).sort());
  assert.equal(new Set(Object.values(greyed)).size, 1);
  const [red, green, blue] = [1, 3, 5].map((k) => parseInt(greyed.liver.slice(k, k + 2), 16));
  assert.ok(Math.max(red, green, blue) - Math.min(red, green, blue) < 24);
});
