// On a small screen the menu lies over the page: a tap on what it offers puts it away.

/** Below it, Streamlit lays the sidebar over the page. */
const NARROW_PX = 768;
/** What leads elsewhere; not the cross on a card, nor what opens further choices. */
const LEADS_ELSEWHERE =
  "[data-testid=stPageLink] a, [class*=st-key-pick-] button, [class*=st-key-sample-] button";

/** @param {Window} window */
export function closeAfterTap(window) {
  window.document.addEventListener("click", (event) => {
    const target = /** @type {Element | null} */ (event.target);
    if (window.innerWidth >= NARROW_PX || !target?.closest(LEADS_ELSEWHERE)) return;
    const sidebar = target.closest("[data-testid=stSidebar]");
    /** @type {HTMLElement | null | undefined} */
    const button = sidebar?.querySelector("[data-testid=stSidebarCollapseButton] button");
    // After Streamlit has taken the click itself.
    if (button) window.setTimeout(() => button.click());
  });
}
