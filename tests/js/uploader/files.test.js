// What was dropped, in which order it goes, and as what.

import assert from "node:assert/strict";
import { test } from "node:test";

import {
  bodyOf,
  dropped,
  filesThrough,
  inOrder,
} from "../../../dashboard/components/uploader/js/files.js";

/** @param {string} path @param {string} [text] */
function named(path, text = "") {
  return { path, file: new File([text], path.split("/").at(-1) ?? "") };
}

/** A file of a dropped folder, as the browser gives it. @param {string} fullPath */
function fileEntry(fullPath) {
  const file = new File([fullPath], fullPath.split("/").at(-1) ?? "");
  return { isFile: true, isDirectory: false, fullPath, file: (/** @type {any} */ told) => told(file) };
}

/** A folder that gives its content in parts of two. @param {object[]} children */
function folderEntry(children) {
  return {
    isFile: false,
    isDirectory: true,
    createReader() {
      const left = [...children];
      return { readEntries: (/** @type {any} */ told) => told(left.splice(0, 2)) };
    },
  };
}

/** @param {any[]} items @returns {any} */
function transfer(items) {
  return { items };
}

/** @param {object | null} entry */
function item(entry) {
  return { webkitGetAsEntry: () => entry, getAsFile: () => null };
}

test("a folder gives all its files, however deep they lie", async () => {
  const names = ["/p/1", "/p/2", "/p/3", "/p/4", "/p/5"];
  let deep = folderEntry(names.map(fileEntry));
  for (let depth = 0; depth < 3000; depth++) deep = folderEntry([deep]);
  const found = await dropped(transfer([item(deep), item(fileEntry("/alone"))]));
  assert.deepEqual(found.map(({ path }) => path).sort(), ["/alone", ...names]);
});

test("what is no file, such as a text, is left out", async () => {
  assert.deepEqual(await dropped(transfer([item(null)])), []);
});

test("a file that can't be read any more is an error, not a gap", async () => {
  const gone = { ...fileEntry("/1"), file: (/** @type {any} */ _, /** @type {any} */ fail) => fail(new Error("gone")) };
  await assert.rejects(dropped(transfer([item(gone)])), /gone/);
});

test("files go by number, the one in the middle first", () => {
  const order = inOrder(["IM10", "IM9", "IM1", "IM2", "IM100"].map((path) => named(path)));
  assert.deepEqual(order.map(({ path }) => path), ["IM9", "IM1", "IM2", "IM10", "IM100"]);
  assert.deepEqual(inOrder([]), []);
});

test("the body is the length of the list, the list, and the files", async () => {
  const body = bodyOf([named("a/ü", "one"), named("b", "two!")]);
  const bytes = new Uint8Array(await body.arrayBuffer());
  const length = new DataView(bytes.buffer).getUint32(0);
  const list = new TextDecoder().decode(bytes.subarray(4, 4 + length));
  assert.deepEqual(JSON.parse(list), [["a/ü", 3], ["b", 4]]);
  assert.equal(new TextDecoder().decode(bytes.subarray(4 + length)), "onetwo!");
});

test("a file is through with its last byte", () => {
  const sizes = [3, 0, 4];
  assert.deepEqual([0, 2, 3, 6, 7].map((bytes) => filesThrough(sizes, bytes)), [0, 0, 2, 2, 3]);
});
