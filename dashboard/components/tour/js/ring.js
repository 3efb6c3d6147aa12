// A ring around what a stop is about. It lies over the page, follows its target, and goes.

const SHOWN_MS = 5000;
const GAP = 4; // px around the target

/** @type {HTMLElement | null} */
let ring = null;
/** @type {number} */
let frame = 0;

/** @param {Element} target */
export function ringAround(target) {
  removeRing();
  const made = document.createElement("div");
  made.className = "ll-ring";
  made.setAttribute("aria-hidden", "true");
  document.body.append(made);
  ring = made;
  const until = performance.now() + SHOWN_MS;
  const follow = () => {
    if (performance.now() > until || !target.isConnected) return removeRing();
    const box = target.getBoundingClientRect();
    made.style.left = `${box.left - GAP}px`;
    made.style.top = `${box.top - GAP}px`;
    made.style.width = `${box.width + 2 * GAP}px`;
    made.style.height = `${box.height + 2 * GAP}px`;
    frame = requestAnimationFrame(follow);
  };
  follow();
}

export function removeRing() {
  cancelAnimationFrame(frame);
  ring?.remove();
  ring = null;
}
