// Numbers: kept within a range, and written with a typographic minus.

/**
 * @param {number} value
 * @param {number} low
 * @param {number} high
 */
export const clamp = (value, low, high) => Math.min(high, Math.max(low, value));

/**
 * "−384.5": a typographic minus, fixed decimals, and no minus before a zero.
 * @param {number} value
 */
export function signed(value, decimals = 0) {
  const text = Math.abs(value).toFixed(decimals);
  return value < 0 && Number(text) !== 0 ? `−${text}` : text;
}
