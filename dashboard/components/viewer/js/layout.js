// The room the workspace takes: down to the foot of the window, findings beside or below.

const LOWEST = 460; // px; below this the page scrolls instead
const FOOT = 38; // px left for the app's footer and the gap above it
const NARROW = 900; // px of width under which the findings go below the image

/** How far the boxes around an element are scrolled down, px. */
function scrolledAround(element) {
  let total = 0;
  for (let box = element?.parentElement; box; box = box.parentElement) total += box.scrollTop;
  return total;
}

/**
 * Keep `root` as tall as the window leaves room for (or `height` px), and mark it when narrow.
 * @returns {refresh(height), stop()}
 */
export function keepInWindow(root) {
  let fixed = null;
  const apply = () => {
    const narrow = root.clientWidth < NARROW && !root.classList.contains("alone");
    root.classList.toggle("narrow", narrow);
    const scrolled = scrolledAround(root.getRootNode().host);
    const top = root.getBoundingClientRect().top + scrolled;
    const room = Math.max(LOWEST, fixed ?? Math.floor(window.innerHeight - top - FOOT));
    root.style.setProperty("--room", `${room}px`);
  };
  const observer = new ResizeObserver(apply);
  observer.observe(root);
  // Notices above come and go: the blocks around the component change their height with them.
  const block = root.getRootNode().host?.closest("[data-testid=stMainBlockContainer]");
  if (block) observer.observe(block);
  window.addEventListener("resize", apply);
  return {
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
