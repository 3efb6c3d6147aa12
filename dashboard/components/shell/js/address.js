/**
 * The address of the same page with that series and slice, or without any.
 *
 * @param {string} href
 * @param {{ series: string | null, slice: number | null }} place
 */
export function addressOf(href, { series, slice }) {
  const url = new URL(href);
  for (const [name, value] of [
    ["series", series],
    ["slice", series === null ? null : slice],
  ]) {
    if (value === null) url.searchParams.delete(/** @type {string} */ (name));
    else url.searchParams.set(/** @type {string} */ (name), String(value));
  }
  return url.href;
}
