// Measurements as files, which the server makes: it has the names of all fields.

/** @import { Workspace } from "./workspace.js" */

/**
 * Have the browser download the measurements.
 * @param {Pick<Workspace, "measures" | "kept">} workspace
 * @param {"json" | "csv"} format
 */
export async function saveMeasures({ measures, kept }, format) {
  if (!measures.all.length || !kept.url) return;
  await kept.sent();
  if (kept.problem) return;
  const link = document.createElement("a");
  link.href = `${kept.url}/measurements.${format}`;
  link.download = "";
  link.click();
}
