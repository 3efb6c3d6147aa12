// The colours of a heatmap. A byte stands for a share of the full scale: 0..255 for 0..1, or, in a
// signed map, 1..255 for -1..1 with 128 for nothing.

/** [value, [r, g, b]] stops; black-body like, dark to bright, readable over grey. */
const HEAT = [
  [0.0, [10, 4, 30]],
  [0.25, [87, 15, 109]],
  [0.5, [188, 55, 84]],
  [0.75, [249, 142, 9]],
  [1.0, [252, 255, 164]],
];
/** For and against, apart in hue for colour-blind readers too; both grow lighter outwards. */
const FOR = [
  [0.0, [90, 12, 16]],
  [0.5, [226, 62, 42]],
  [1.0, [255, 206, 168]],
];
const AGAINST = [
  [0.0, [10, 34, 104]],
  [0.5, [44, 118, 236]],
  [1.0, [178, 222, 255]],
];

/** Below this share of the scale nothing is drawn, whatever the threshold. */
export const HEAT_FLOOR = 0.05;
/** From this share on the colour is drawn with the full opacity. */
const HEAT_FULL = 0.4;

/** The colour at `value` between the stops around it. */
export function along(stops, value) {
  const next = Math.max(1, stops.findIndex(([at]) => at >= value));
  const [[from, a], [to, b]] = [stops[next - 1], stops[next]];
  const t = Math.min(1, Math.max(0, (value - from) / (to - from)));
  return a.map((x, i) => Math.round(x + t * (b[i] - x)));
}

/** The share of the full scale, -1..1, that a byte stands for. */
export function shareOf(byte, signed) {
  return signed ? Math.max(-1, (byte - 128) / 127) : byte / 255;
}

/**
 * How a map is looked at: {signed, magnitude, threshold}.
 * `signed`: its bytes have a sign; `magnitude`: show the size alone; `threshold`: least share drawn.
 */
export function isDrawn(byte, { signed, threshold }) {
  return Math.abs(shareOf(byte, signed)) >= Math.max(threshold, HEAT_FLOOR);
}

/** [r, g, b, alpha 0..255] of a share -1..1. */
function colour(share, { signed, magnitude, threshold }) {
  const size = Math.abs(share);
  const stops = !signed || magnitude ? HEAT : share < 0 ? AGAINST : FOR;
  const drawn = size >= Math.max(threshold, HEAT_FLOOR);
  const alpha = drawn ? Math.min(1, (size - HEAT_FLOOR) / (HEAT_FULL - HEAT_FLOOR)) : 0;
  // What is above a high threshold was chosen to be seen: never fainter than a third.
  return [...along(stops, size), 255 * (drawn && threshold > HEAT_FLOOR ? Math.max(1 / 3, alpha) : alpha)];
}

/** 256 RGBA entries, one for each byte. */
export function heatTable(look) {
  const entries = Array.from({ length: 256 }, (_, byte) => colour(shareOf(byte, look.signed), look));
  return new Uint8ClampedArray(entries.flat());
}

/** The colour bar as a CSS gradient from the bottom up; what is not drawn is left dark. */
export function heatGradient(look) {
  const lowest = look.signed && !look.magnitude ? -1 : 0;
  const steps = 48;
  const stops = Array.from({ length: steps + 1 }, (_, i) => {
    const share = lowest + (i / steps) * (1 - lowest);
    const [r, g, b, alpha] = colour(share, look);
    return `rgb(${r} ${g} ${b} / ${alpha > 0 ? 1 : 0}) ${((100 * i) / steps).toFixed(1)}%`;
  });
  return `linear-gradient(to top, ${stops.join(", ")})`;
}

/** Colours of the outline of what speaks for and against. */
export const OUTLINE = { for: "rgb(255 196 84)", against: "rgb(122 190 255)" };

/** Of the threshold, at each press of its key. */
export const STEP = 0.05;
const HIGHEST = 0.95;

/** Draw the heatmap from a higher or a lower share of the scale on. */
export function moveThreshold(workspace, step) {
  const moved = Math.round(100 * (workspace.state.heatThreshold + step)) / 100;
  const heatThreshold = Math.min(HIGHEST, Math.max(HEAT_FLOOR, moved));
  workspace.set({ heatThreshold, heat: true });
}
