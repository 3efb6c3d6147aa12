// The room the workspace takes: down to the foot of the window, findings beside or below.

import { typeSize } from "./ink.js";

const LOWEST = 460; // px; below this the page scrolls instead
const FOOT = 28; // px of the app's footer at the usual size of text
const GAP = 10; // px above the footer
const NARROW = 900; // px of width under which the findings go below the image

/**
 * How far the boxes around an element are scrolled down, px.
 * @param {Element | null} element
 */
function scrolledAround(element) {
  let total = 0;
  for (let box = element?.parentElement; box; box = box.parentElement) total += box.scrollTop;
  return total;
}

/**
 * Keep `root` as tall as the window leaves room for, and mark it when narrow.
 * @param {HTMLElement} root
 */
export function keepInWindow(root) {
  /** @type {number | null} */
  let fixed = null;
  const tree = root.getRootNode();
  // The element that Streamlit made for the component.
  const host = tree instanceof ShadowRoot ? tree.host : root;
  const apply = () => {
    const narrow = root.clientWidth < NARROW && !root.classList.contains("alone");
    root.classList.toggle("narrow", narrow);
    const top = root.getBoundingClientRect().top + scrolledAround(host);
    const foot = FOOT * typeSize() + GAP;
    const room = Math.max(LOWEST, fixed ?? Math.floor(window.innerHeight - top - foot));
    root.style.setProperty("--room", `${room}px`);
  };
  const observer = new ResizeObserver(apply);
  observer.observe(root);
  // Notices above come and go: the blocks around the component change their height with them.
  const block = host.closest("[data-testid=stMainBlockContainer]");
  if (block) observer.observe(block);
  window.addEventListener("resize", apply);
  return {
    /** @param {number | null} height px; null to fill the window */
    refresh(height) {
      fixed = height;
      apply();
    },
    stop() {
      observer.disconnect();
      window.removeEventListener("resize", apply);
    },
  };
}
