// Colours of the strip. Class colours come from the server (`core.labels`).

import { along } from "./heat_table.js";

/** p(malignant): grey-blue, amber, red. */
const SUSPICION = [
  [0.0, [50, 68, 84]],
  [0.25, [84, 84, 78]],
  [0.5, [190, 132, 52]],
  [0.75, [222, 88, 44]],
  [1.0, [240, 52, 40]],
];
const NO_LIVER = [27, 35, 43];

const css = (rgb) => `rgb(${rgb.join(" ")})`;

/**
 * Colour of a slice on the strip: how malignant it looks, in the benign colour where that is the
 * likelier of the two, nearly black where there is no liver to judge.
 */
export function suspicionColour(slice, benign) {
  if (!(slice.liver_area_mm2 > 0)) return css(NO_LIVER);
  if (slice.p_benign > slice.p_malignant && slice.p_benign > 0.2) {
    const base = along(SUSPICION, 0);
    const t = Math.min(1, slice.p_benign);
    return css(base.map((x, i) => Math.round(x + t * (hex(benign)[i] - x))));
  }
  return css(along(SUSPICION, slice.p_malignant));
}

const hex = (text) => [1, 3, 5].map((at) => parseInt(text.slice(at, at + 2), 16));
