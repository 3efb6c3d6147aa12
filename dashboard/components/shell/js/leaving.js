// Whether the reader has clicked a link to another page that Streamlit has not opened yet.
//
// Until it has, whatever a component sends names the old page, and of two requests that wait on the
// server the newer one decides which page runs: the click would be lost.

/** After this long the click led nowhere, as on a lost connection. */
const MOST_MS = 10_000;

/**
 * @param {Window} window
 * @returns {() => boolean} whether another page is on its way now; to be asked on each page
 */
export function watchLinks(window) {
  /** @type {{ from: string, at: number } | null} */
  let left = null;
  // Before Streamlit hears of the click.
  window.addEventListener(
    "click",
    (event) => {
      if (leadsToAnotherPage(event, window.location)) {
        left = { from: window.location.pathname, at: Date.now() };
      }
    },
    true,
  );
  return () => {
    // For good: the reader may soon be back at the address that was left.
    if (left && (window.location.pathname !== left.from || Date.now() - left.at >= MOST_MS)) {
      left = null;
    }
    return left !== null;
  };
}

/** @param {MouseEvent} event @param {Location} here */
function leadsToAnotherPage(event, here) {
  if (event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey) return false;
  const link = /** @type {Element | null} */ (event.target)?.closest("a[href]");
  if (!link || link.getAttribute("target") === "_blank") return false;
  // Streamlit's link to its first page has an empty address.
  const url = new URL(link.getAttribute("href") || "./", here.href);
  return url.origin === here.origin && url.pathname !== here.pathname;
}
