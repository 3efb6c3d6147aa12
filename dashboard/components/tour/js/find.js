// Finding what a stop is about.

const INSIDE = ">>>";

/**
 * The first of those elements that is on the page and has a size.
 * @param {ParentNode} page
 * @param {string[]} targets selectors; behind ">>>" stands what is inside a component
 * @returns {Element | null}
 */
export function firstShown(page, targets) {
  for (const target of targets) {
    const [outer, inner] = target.split(INSIDE).map((part) => part.trim());
    for (const host of page.querySelectorAll(outer)) {
      const found = inner ? within(host, inner) : host;
      if (found && found.getClientRects().length) return found;
    }
  }
  return null;
}

/**
 * Whether two elements are in sight at once where that many px of the page are.
 * @param {Element} one
 * @param {Element} other
 * @param {number} room px
 */
export function fitTogether(one, other, room) {
  const [a, b] = [one.getBoundingClientRect(), other.getBoundingClientRect()];
  return Math.max(a.bottom, b.bottom) - Math.min(a.top, b.top) <= room;
}

/**
 * @param {Element} host
 * @param {string} selector
 */
function within(host, selector) {
  for (const element of [host, ...host.querySelectorAll("*")]) {
    const found = element.shadowRoot?.querySelector(selector);
    if (found) return found;
  }
  return host.querySelector(selector);
}
