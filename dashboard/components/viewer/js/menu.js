// A button that opens a list of commands.

import { el } from "./dom.js";

/** @import { Child } from "./dom.js" */

/** @typedef {{node: HTMLElement, title: HTMLElement, button: HTMLButtonElement}} Menu */

/**
 * @param {string} words on the button
 * @param {string} title what the list is for
 * @param {Child[]} rows buttons
 * @returns {Menu}
 */
export function menu(words, title, rows) {
  const label = el("span", {}, words);
  const list = el("div", { class: "menu-list", hidden: true, role: "group", "aria-label": title }, ...rows);
  const button = el(
    "button",
    { type: "button", class: "tool", title, "aria-haspopup": "true", "aria-expanded": "false" },
    label,
    el("i", { "aria-hidden": "true", class: "menu-arrow" }, "▾"),
  );
  const node = el("div", { class: "menu" }, button, list);
  const open = (/** @type {boolean} */ isOpen) => {
    list.hidden = !isOpen;
    button.setAttribute("aria-expanded", String(isOpen));
    if (isOpen) keepInside(node, list);
  };
  button.addEventListener("click", () => open(list.hidden !== false));
  list.addEventListener("click", (event) => {
    const onButton = event.target instanceof Element && event.target.closest("button");
    if (onButton && !onButton.classList.contains("stays")) open(false);
  });
  node.addEventListener("focusout", (event) => {
    const next = event.relatedTarget;
    if (!(next instanceof Node) || !node.contains(next)) open(false);
  });
  node.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || list.hidden) return;
    event.stopPropagation();
    open(false);
    button.focus();
  });
  return { node, title: label, button };
}

/**
 * A list that would reach beyond the right edge opens to the left.
 * @param {HTMLElement} node
 * @param {HTMLElement} list
 */
function keepInside(node, list) {
  list.classList.remove("leftwards");
  const { right } = list.getBoundingClientRect();
  const edge = node.closest(".workspace")?.getBoundingClientRect().right ?? window.innerWidth;
  list.classList.toggle("leftwards", right > edge);
}
