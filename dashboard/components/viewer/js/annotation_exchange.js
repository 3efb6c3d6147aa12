// How the page and the server talk about a series' outlines.

import { Refusal } from "./measure_home.js";

/** @import { AnnotationAnswer, AnnotationChanges } from "./annotation_data.ts" */

export const UNREACHABLE =
  "The server can't be reached. What you painted stays on this page and is sent as soon as it can be.";

/** Of a body that outlives its page, in browsers. */
const KEPT_ALIVE_LETTERS = 60_000;
const CONFLICT = 409;

/**
 * How it is asked.
 * @typedef {object} Asked
 * @property {boolean} [isLast] whether the page is about to go
 * @property {number} [known] the revision that is here: the outlines come only if there is another
 * @property {boolean} [newest] whether the server looks into the worklist first
 */
/**
 * Sends changes, or asks where there are none.
 * @typedef {(url: string, changes: AnnotationChanges | null, asked?: Asked) =>
 *   Promise<AnnotationAnswer>} Exchange
 */

/** Reads what is kept of earlier versions. @typedef {(url: string) => Promise<any>} Read */

/** @type {Read} */
export async function read(url) {
  const answer = await fetch(url, { cache: "no-store" });
  if (answer.ok) return answer.json();
  if (answer.status >= 500) throw new Error(answer.statusText);
  throw new Refusal(await answer.text());
}

/** @type {Exchange} */
export async function exchange(url, changes, { isLast = false, known, newest = false } = {}) {
  const body = changes && JSON.stringify(changes);
  const wanted = [...(newest ? ["newest=1"] : []), ...(known === undefined ? [] : [`known=${known}`])];
  const asked = wanted.length ? `${url}?${wanted.join("&")}` : url;
  const answer = await fetch(
    body === null ? asked : url,
    body === null
      ? { cache: "no-store" }
      : {
          method: "POST",
          body,
          headers: { "Content-Type": "application/json" },
          keepalive: isLast && body.length < KEPT_ALIVE_LETTERS,
        },
  );
  if (answer.ok) return answer.json();
  if (answer.status >= 500) throw new Error(answer.statusText);
  const refusal = new Refusal(await answer.text());
  refusal.isConflict = answer.status === CONFLICT;
  throw refusal;
}
