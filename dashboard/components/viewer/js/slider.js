// A small slider of the toolbar, in percent.

import { el } from "./dom.js";

/**
 * @param {{min: number, max: number, title: string, label: string}} options
 * @param {(share: number) => void} use what was set, as a share 0..1
 */
export function percentSlider({ min, max, title, label }, use) {
  const input = el("input", {
    type: "range",
    class: "opacity",
    min,
    max,
    step: "5",
    title,
    "aria-label": label,
  });
  input.addEventListener("input", () => use(input.valueAsNumber / 100));
  // The arrow keys go back to the slices.
  input.addEventListener("pointerup", () => input.blur());
  return input;
}

/**
 * @param {HTMLInputElement} slider
 * @param {number} share
 */
export function showShare(slider, share) {
  slider.value = String(Math.round(100 * share));
}
