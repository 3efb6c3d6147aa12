// A colour scale: colours at some values, and those between them.

/** @typedef {[red: number, green: number, blue: number]} Rgb each 0..255 */
/** @typedef {[value: number, colour: Rgb][]} Stops rising by value */

/**
 * The colour at `value`: linear between the stops around it, that of the end beyond them.
 * @param {Stops} stops
 * @param {number} value
 * @returns {Rgb}
 */
export function along(stops, value) {
  const at = stops.findIndex(([stop]) => stop >= value);
  const next = at < 0 ? stops.length - 1 : Math.max(1, at);
  const [from, [r, g, b]] = stops[next - 1];
  const [to, [red, green, blue]] = stops[next];
  const t = Math.min(1, Math.max(0, (value - from) / (to - from)));
  /**
   * @param {number} a
   * @param {number} z
   */
  const mix = (a, z) => Math.round(a + t * (z - a));
  return [mix(r, red), mix(g, green), mix(b, blue)];
}
