// What a viewer does about a jump that the server asks for. A jump holds once for each nonce.

import { leaveStand } from "./beside.js";
import * as memory from "./memory.js";

/** @import { ReportAtRest } from "./report_at_rest.js" */
/** @import { Jump } from "./server_data.ts" */
/** @import { Workspace } from "./workspace.js" */

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

/**
 * Go where the server asks the viewer to go, once.
 * @param {Pick<Workspace, "data" | "state" | "lesions" | "goTo" | "take">} workspace
 * @param {Pick<ReportAtRest, "serverKnows" | "restart">} atRest
 */
export function followJump(workspace, atRest) {
  const { viewer, jump } = workspace.data;
  const answer = answerTo(jump, memory.recallNonce(viewer), workspace.state.slice);
  if (!jump || answer === "none") return;
  memory.keepNonce(viewer, jump.nonce);
  if (answer === "stay") {
    atRest.serverKnows({ slice: undefined });
    atRest.restart();
    return;
  }
  workspace.lesions.follow(jump);
  if (answer === "mark") return;
  atRest.serverKnows({ slice: jump.slice });
  // Linked viewers that are each told their own place don't follow each other there.
  if (!jump.place_mm && !workspace.data.beside) return workspace.goTo(jump.slice);
  leaveStand(workspace);
  workspace.take({ slice: jump.slice });
}
