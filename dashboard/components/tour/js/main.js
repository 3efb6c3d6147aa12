// What the tour does in the browser: its keys, the focus, and the ring around what is meant.

import { firstShown, fitTogether } from "./find.js";
import { stepOf } from "./keys.js";
import { removeRing, ringAround } from "./ring.js";

/**
 * @typedef {object} Data
 * @property {string} stop
 * @property {string[]} targets what is ringed: the first that is on the page
 * @property {string[]} narrow the same in a narrow window, and where `beside` has no room
 * @property {string[]} beside what stays in sight with it
 */

const PANEL = ".st-key-tour";
const FOOT = ".st-key-footer";
/** Above and below what is brought into view: what theme/tour.css leaves of its scroll-padding. */
const CLEARANCE_PX = 18;
/** What uses keys itself. */
const TYPED_INTO = "textarea, select, [contenteditable=true], input:not([type=checkbox])";
const OPEN_OVER_THE_PAGE = "[role=dialog], [data-testid=stDialog], [data-testid=stPopoverBody]";
/** In which a stop's page is drawn, its images read; after that nothing is ringed. */
const PATIENCE_MS = 120_000;
/** For the first of the targets; after that any will do. */
const BEST_MS = 20_000;
const LOOK_AGAIN_MS = 100;
/** In which it is brought into view again: charts and images get their heights late. */
const SETTLE_MS = 10_000;
/** What a reader does who looks at something else from then on. */
const ACTS = ["keydown", "pointerdown", "touchstart", "wheel"];
/** Windows in which the findings, or the chart, don't stand beside the image. */
const NARROW = "(max-width: 1219px)";

/** The stop that was shown last. */
let shown = "";
let listening = false;
/** @type {number | undefined} */
let looking;
/** @type {number | undefined} */
let staying;

/** @param {{ data: Data }} component */
export function show({ data }) {
  if (!listening) {
    listening = true;
    // Not in the capture phase: a viewer that the keys are meant for has taken them by then.
    window.addEventListener("keydown", onKey);
    window.addEventListener("pointerover", onPointer);
    for (const act of ACTS) window.addEventListener(act, leave, { capture: true, passive: true });
  }
  if (data.stop === shown) return;
  shown = data.stop;
  window.clearInterval(looking);
  leave();
  removeRing();
  if (shown) arrive(data);
}

/** @param {Data} data */
function arrive({ targets: wide, narrow, beside }) {
  const targets = window.matchMedia(NARROW).matches ? narrow : wide;
  const begun = performance.now();
  let hasKeyboard = false;
  looking = window.setInterval(() => {
    if (!isAtRest()) return;
    if (!hasKeyboard) takeKeyboard();
    hasKeyboard = true;
    const waited = performance.now() - begun;
    const target = firstShown(document, waited < BEST_MS ? targets.slice(0, 1) : targets);
    if (!target && waited < PATIENCE_MS) return;
    window.clearInterval(looking);
    if (!target) return;
    keepClearOfPanel();
    const best = () => lessCrowded(firstShown(document, targets) ?? target, narrow, beside);
    const first = best();
    bring(first);
    ringAround(first);
    stay(best);
  }, LOOK_AGAIN_MS);
}

/**
 * The target, or the narrow one where `beside` would be out of sight.
 * @param {Element} target
 * @param {string[]} narrow
 * @param {string[]} beside
 */
function lessCrowded(target, narrow, beside) {
  const company = firstShown(document, beside);
  const isCrowded = company && !fitTogether(company, target, room());
  return (isCrowded && firstShown(document, narrow)) || target;
}

/** In view while the page settles, until the reader acts. @param {() => Element} best */
function stay(best) {
  const begun = performance.now();
  let before = NaN;
  staying = window.setInterval(() => {
    const target = best();
    const { top } = target.getBoundingClientRect();
    // Not while it is still moving there.
    if (top === before && !isClear(target)) bring(target);
    before = top;
    if (performance.now() - begun > SETTLE_MS) leave();
  }, LOOK_AGAIN_MS);
}

function leave() {
  window.clearInterval(staying);
}

/** Whether it stands between the panel and the footer. @param {Element} target */
function isClear(target) {
  const { top, bottom } = target.getBoundingClientRect();
  const { above, below } = edges();
  return top >= above && bottom <= below;
}

/** Into view. @param {Element} target */
function bring(target) {
  const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  // Of what is too tall, the head is in sight.
  const block = target.getBoundingClientRect().height > room() ? "start" : "nearest";
  target.scrollIntoView({ block, behavior: calm ? "auto" : "smooth" });
}

/** px between the panel and the footer. */
function room() {
  const { above, below } = edges();
  return below - above - CLEARANCE_PX;
}

/** Where the panel ends and the footer begins, px from the window's top. */
function edges() {
  const above = document.querySelector(PANEL)?.getBoundingClientRect().bottom ?? 0;
  const below = document.querySelector(FOOT)?.getBoundingClientRect().top ?? window.innerHeight;
  return { above, below };
}

/** What is brought into view from now on stands below the panel, however tall its words make it. */
function keepClearOfPanel() {
  const height = document.querySelector(PANEL)?.getBoundingClientRect().height;
  if (height) document.documentElement.style.setProperty("--tour", `${Math.ceil(height)}px`);
}

/** Whether no script runs: nothing is about to be redrawn. */
function isAtRest() {
  const app = document.querySelector("[data-testid=stApp]");
  return app?.getAttribute("data-test-script-state") === "notRunning";
}

/** @param {"next" | "back" | "end"} step */
function buttonOf(step) {
  return /** @type {HTMLButtonElement | null} */ (
    document.querySelector(`.st-key-tour-${step} button`)
  );
}

/** The keys come to the panel: its button for the next stop, or for the end, has the focus. */
function takeKeyboard() {
  (buttonOf("next") ?? buttonOf("end"))?.focus({ preventScroll: true });
}

/** The pointer is over the panel: keys come here, not to a viewer that it was over before.
 * @param {PointerEvent} event */
function onPointer(event) {
  const target = /** @type {Element | null} */ (event.target);
  if (!target?.closest?.(PANEL)) return;
  if (!document.activeElement?.closest(PANEL)) takeKeyboard();
}

/** @param {KeyboardEvent} event */
function onKey(event) {
  if (event.defaultPrevented || event.isComposing || !document.querySelector(PANEL)) return;
  const [target] = event.composedPath();
  const element = target instanceof Element ? target : null;
  if (element?.closest(TYPED_INTO) || document.querySelector(OPEN_OVER_THE_PAGE)) return;
  const focus = element?.closest(PANEL)
    ? "panel"
    : !element || element === document.body
      ? "nowhere"
      : "elsewhere";
  const step = stepOf(event, focus);
  const button = step && buttonOf(step);
  if (!button) return;
  event.preventDefault();
  if (!button.disabled) button.click();
}
