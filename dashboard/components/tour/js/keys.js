// Which button of the tour a key presses.

/** @typedef {"next" | "back" | "end"} Step */
/** @typedef {Pick<KeyboardEvent, "key" | "ctrlKey" | "altKey" | "metaKey" | "shiftKey">} Key */

/** @type {Record<string, Step>} */
const PLAIN = {
  ArrowRight: "next",
  ArrowLeft: "back",
  n: "next",
  p: "back",
  Escape: "end",
};
/**
 * What remote controls of projectors send; elsewhere these scroll the page.
 * @type {Record<string, Step>}
 */
const REMOTE = { PageDown: "next", PageUp: "back" };

/**
 * @param {Key} event
 * @param {"panel" | "nowhere" | "elsewhere"} focus what has the focus: the tour's own panel, nothing,
 *   or something that may use keys itself
 * @returns {Step | null}
 */
export function stepOf(event, focus) {
  if (event.altKey || event.metaKey) return null;
  if (event.ctrlKey) return event.key.startsWith("Arrow") ? (PLAIN[event.key] ?? null) : null;
  if (event.shiftKey) return null;
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  if (key === "Escape") return "end";
  if (focus === "elsewhere") return null;
  return PLAIN[key] ?? (focus === "panel" ? (REMOTE[key] ?? null) : null);
}
