// Colour scales. Class colours come from the server (`core.labels`).

/** [value, [r, g, b]] stops; black-body like, dark to bright, readable over grey. */
const HEAT = [
  [0.0, [10, 4, 30]],
  [0.25, [87, 15, 109]],
  [0.5, [188, 55, 84]],
  [0.75, [249, 142, 9]],
  [1.0, [252, 255, 164]],
];
/** p(malignant): grey-blue, amber, red. */
const SUSPICION = [
  [0.0, [50, 68, 84]],
  [0.25, [84, 84, 78]],
  [0.5, [190, 132, 52]],
  [0.75, [222, 88, 44]],
  [1.0, [240, 52, 40]],
];
const NO_LIVER = [27, 35, 43];

/** Below this value a heatmap is not drawn at all. */
const HEAT_FLOOR = 0.05;
/** From this value on it is drawn with the full opacity. */
const HEAT_FULL = 0.4;

function along(stops, value) {
  const next = Math.max(1, stops.findIndex(([at]) => at >= value));
  const [[from, a], [to, b]] = [stops[next - 1], stops[next]];
  const t = Math.min(1, Math.max(0, (value - from) / (to - from)));
  return a.map((x, i) => Math.round(x + t * (b[i] - x)));
}

const css = (rgb) => `rgb(${rgb.join(" ")})`;

/** 256 RGBA entries for heat 0..1; opacity grows from nothing at the floor. */
export const HEAT_TABLE = new Uint8ClampedArray(
  Array.from({ length: 256 }, (_, i) => {
    const value = i / 255;
    const alpha = (value - HEAT_FLOOR) / (HEAT_FULL - HEAT_FLOOR);
    return [...along(HEAT, value), 255 * Math.min(1, Math.max(0, alpha))];
  }).flat(),
);

/** The heat scale as a CSS gradient, 0 at the bottom. */
export const HEAT_GRADIENT = `linear-gradient(to top, ${HEAT.map(
  ([at, rgb]) => `${css(rgb)} ${at * 100}%`,
).join(", ")})`;

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
