// Which of several viewers on a page the keys go to: the one last under the pointer.

let hearing = null;

/** Whether a key pressed anywhere on the page is meant for this viewer. */
export function hearsKeys(workspace) {
  if (!hearing?.root.isConnected) hearing = workspace;
  const dialog = document.querySelector("[role=dialog], [data-testid=stDialog]");
  return hearing === workspace && !dialog && workspace.root.offsetParent !== null;
}

/** The hand is on the image: keys come here, not to a widget that was clicked before. */
export function takeKeys(workspace) {
  hearing = workspace;
  const { root } = workspace;
  const focused = document.activeElement;
  const typing = focused?.matches("textarea, [contenteditable=true], input:not([type=radio])");
  if (!typing && !root.contains(root.getRootNode().activeElement)) {
    root.focus({ preventScroll: true });
  }
}
