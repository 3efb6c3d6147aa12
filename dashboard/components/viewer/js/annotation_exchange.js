// How the page and the server talk about a series' outlines.

import { Refusal } from "./measure_home.js";

/** @import { AnnotationAnswer, AnnotationChanges } from "./annotation_data.ts" */

export const UNREACHABLE =
  "The server can't be reached. What you painted stays on this page and is sent as soon as it can be.";

/** Of a body that outlives its page, in browsers. */
const KEPT_ALIVE_LETTERS = 60_000;
const CONFLICT = 409;

/**
 * Sends changes, or asks where there are none; `isLast` where the page is about to go. Asked with
 * the revision that is known, the server sends the outlines only if there is a newer one.
 * @typedef {(url: string, changes: AnnotationChanges | null, isLast?: boolean, known?: number) =>
 *   Promise<AnnotationAnswer>} Exchange
 */

/** @type {Exchange} */
export async function exchange(url, changes, isLast = false, known) {
  const body = changes && JSON.stringify(changes);
  const asked = known === undefined ? url : `${url}?known=${known}`;
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
