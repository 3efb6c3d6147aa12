// What a viewer does about a jump that the server asks for. A jump holds once for each nonce.

/** @import { Jump } from "./server_data.ts" */

/**
 * "none": nothing to do. "stay": the jump was for a reader on another slice, and the server, which
 * believes that they followed, must be told where they are. "mark": the viewer is new on the page
 * and has opened where the jump leads. "go": go there, and mark its lesion.
 * @typedef {"none" | "stay" | "mark" | "go"} Answer
 */

/**
 * @param {Jump | null} jump
 * @param {number | undefined} known nonce of the last jump that this viewer knows
 * @param {number} slice in view
 * @returns {Answer}
 */
export function answerTo(jump, known, slice) {
  if (!jump || jump.nonce === known) return "none";
  if (known === undefined) return "mark";
  const onlyFrom = jump.only_from ?? null;
  return onlyFrom !== null && onlyFrom !== slice ? "stay" : "go";
}
