// Files dropped anywhere on the page, or chosen with a button, go to the server in one request.
//
// The component is mounted at several places (a box with buttons here, the one that tells the
// server there); one `Uploads` on the window does the work for all of them and outlives each.

import { element } from "./element.js";
import { Uploads } from "./uploads.js";

/** @typedef {"open" | "reference" | "laboratory"} Purpose */
/**
 * @typedef {object} Data
 * @property {string} url where to send them
 * @property {number} mostFiles
 * @property {number} mostBytes
 * @property {Record<string, string>} words what is shown; {n} and the like stand for figures
 * @property {Purpose} purpose
 * @property {number} heard the newest `arrived` that the server knows of
 * @property {boolean} box whether to draw the box with the buttons
 * @property {boolean} folders whether a folder can be chosen
 */
/** @typedef {(name: string, value: unknown) => void} SetState */

/** @param {{ data: Data, parentElement: HTMLElement, setStateValue: SetState }} component */
export function show ({ data, parentElement, setStateValue }) {
  const place = /** @type {any} */ (window);
  /** @type {Uploads} */
  const uploads = (place.liverlensUploads ??= new Uploads());
  uploads.data = data;
  if (data.box) {
    drawBox(parentElement, data, uploads);
  } else {
    uploads.listen(() => {
      // A request now would undo a click on another page; that page asks again.
      if (place.liverlensLeaving?.()) return;
      // The time tells one arrival from the next.
      setStateValue("arrived", Date.now());
    }, data.heard);
  }
}

/** @param {HTMLElement} parent @param {Data} data @param {Uploads} uploads */
function drawBox(parent, data, uploads) {
  if (parent.querySelector(".drop-box")) return;
  const box = element("div", "drop-box");
  box.append(element("p", "drop-words", data.words.box));
  const row = element("div", "drop-buttons");
  if (data.folders) row.append(...chooser(data.words.folder, true, data, uploads));
  row.append(...chooser(data.words.files, false, data, uploads));
  box.append(row);
  parent.append(box);
}

/**
 * @param {string} label @param {boolean} folder @param {Data} data @param {Uploads} uploads
 * @returns {HTMLElement[]}
 */
function chooser(label, folder, data, uploads) {
  const input = document.createElement("input");
  input.type = "file";
  input.multiple = true;
  input.hidden = true;
  input.webkitdirectory = folder;
  input.addEventListener("change", () => {
    const files = [...(input.files ?? [])];
    uploads.add(
      files.map((file) => ({ file, path: file.webkitRelativePath || file.name })),
      data.purpose,
    );
    input.value = "";
  });
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = label;
  button.addEventListener("click", () => input.click());
  return [button, input];
}
