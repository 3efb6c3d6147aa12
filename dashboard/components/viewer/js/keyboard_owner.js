// Which of several viewers on a page the keys go to: the one that was last under the pointer.

/** @import { Workspace } from "./workspace.js" */

/** @type {Workspace | null} */
let owner = null;

/**
 * Whether a key pressed anywhere on the page is meant for this viewer.
 * @param {Workspace} workspace
 */
export function ownsKeyboard(workspace) {
  if (!owner?.root.isConnected) owner = workspace;
  const dialog = document.querySelector("[role=dialog], [data-testid=stDialog]");
  return owner === workspace && !dialog && workspace.root.offsetParent !== null;
}

/**
 * The pointer is over the image: keys come here, not to a widget that was clicked before.
 * @param {Workspace} workspace
 */
export function takeKeyboard(workspace) {
  owner = workspace;
  const { root } = workspace;
  const focused = document.activeElement;
  const typing = focused?.matches("textarea, [contenteditable=true], input:not([type=radio])");
  const tree = /** @type {Document | ShadowRoot} */ (root.getRootNode());
  if (!typing && !root.contains(tree.activeElement)) root.focus({ preventScroll: true });
}
