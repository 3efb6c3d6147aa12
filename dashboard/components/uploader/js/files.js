// Which files were dropped, in which order they go, and as what.

/** @typedef {{ file: File, path: string }} Named */

/**
 * All files in what was dropped, folders at any depth. Must be called within the drop event: the
 * browser forgets the items after it.
 *
 * @param {DataTransfer} transfer
 * @returns {Promise<Named[]>}
 */
export async function dropped(transfer) {
  const entries = [...transfer.items]
    .map((item) => item.webkitGetAsEntry?.() ?? item.getAsFile())
    .filter((entry) => entry !== null);
  /** @type {Named[]} */
  const found = [];
  // Not recursive: folders can be nested deeper than the stack.
  while (entries.length > 0) {
    const entry = entries.pop();
    if (entry instanceof File) {
      found.push({ file: entry, path: entry.name });
    } else if (entry?.isFile) {
      const own = /** @type {FileSystemFileEntry} */ (entry);
      /** @type {File} */
      const file = await new Promise((resolve, reject) => own.file(resolve, reject));
      found.push({ file, path: entry.fullPath });
    } else if (entry?.isDirectory) {
      const reader = /** @type {FileSystemDirectoryEntry} */ (entry).createReader();
      // Chromium gives a hundred at a time, and none when it has given all.
      for (;;) {
        /** @type {FileSystemEntry[]} */
        const some = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
        if (some.length === 0) break;
        entries.push(...some);
      }
    }
  }
  return found;
}

/**
 * The files in the order in which they are sent: by path, but the one in the middle first, so that
 * the first slice that can be shown lies in the body.
 *
 * @param {Named[]} files
 */
export function inOrder(files) {
  const sorted = [...files].sort((a, b) =>
    a.path.localeCompare(b.path, undefined, { numeric: true }),
  );
  const [middle] = sorted.splice(Math.floor(sorted.length / 2), 1);
  return middle ? [middle, ...sorted] : sorted;
}

/**
 * The body of the request, as `dashboard/state/upload_body.py` takes it apart. The browser reads
 * each file when its turn comes.
 *
 * @param {Named[]} files
 */
export function bodyOf(files) {
  const list = files.map(({ file, path }) => [path, file.size]);
  const text = new TextEncoder().encode(JSON.stringify(list));
  const length = new DataView(new ArrayBuffer(4));
  length.setUint32(0, text.length);
  return new Blob([length, text, ...files.map(({ file }) => file)]);
}

/** How many files are through after so many of their bytes. @param {number[]} sizes @param {number} bytes */
export function filesThrough(sizes, bytes) {
  let end = 0;
  let count = 0;
  for (const size of sizes) {
    end += size;
    if (end > bytes) break;
    count += 1;
  }
  return count;
}
