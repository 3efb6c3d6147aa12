// The words over the images, from what is in view.

import { OUTSIDE } from "./cut.js";
import { heatTitle } from "./heat_figures.js";
import { shownName, shortText } from "./measure_texts.js";
import { badgeText } from "./scores.js";
import { slabText } from "./view_state.js";

/** @import { PlaneName } from "./planes.js" */
/** @import { Readout, UnderPointer } from "./readout.js" */
/** @import { WorkspaceData } from "./server_data.ts" */
/** @import { Stage } from "./stage.js" */
/** @import { State } from "./view_state.js" */
/** @import { Workspace } from "./workspace.js" */

/**
 * @param {Readout} readout
 * @param {Stage} stage
 * @param {Workspace} workspace
 * @param {PlaneName} main the first plane in sight
 */
export function showWords(readout, stage, { state, data, measures, showsFindings }, main) {
  const source = stage.source(main);
  if (!source) return;
  const { window, invert } = state;
  const last = measures.here(main).at(-1);
  const calm = stage.calmMm(state, data);
  const { zoom } = main === "axial" ? state : state[main];
  const { findings } = data;
  readout.show({
    words: source.words(state, data.positions),
    window,
    zoom,
    how: [slabText(state), calm ? `smoothed ${calm} mm` : "", invert ? "inverted" : ""],
    measure: last ? `${shownName(last)} ${shortText(last, source.grid)}` : "",
    pointer: under(stage, state, data),
    sizes: data.sizes ?? "",
    texts: [...(data.texts ?? []), findings?.phase ?? ""].filter(Boolean),
  });
  const badge = findings && !showsFindings ? badgeText(findings) : "";
  readout.showBadge(badge, findings?.colour ?? "");
  const { heat: layer } = stage.layers;
  const look = { magnitude: state.heatMagnitude, threshold: state.heatThreshold };
  const isHere = Boolean(layer?.has(state.slice)) || main !== "axial";
  const title = layer && state.heat ? heatTitle(data.heatmapLabel, layer, isHere) : null;
  const signed = Boolean(data.heatScale?.signed);
  readout.showHeat(title, isHere, { signed, ...look }, data.heatScale);
}

/**
 * The pixel under the pointer, here or in a linked viewer.
 * @param {Stage} stage
 * @param {State} state
 * @param {WorkspaceData} data
 * @returns {UnderPointer | null}
 */
function under(stage, state, data) {
  const { pointer, plane, cursor, cursorPlane, heat } = state;
  const source = stage.source(pointer ? plane : cursorPlane);
  const image = pointer ? stage.projection(plane)?.toImage(pointer) : cursor;
  if (!source || !image) return null;
  const { width, height } = source.grid;
  const [u, v] = image.map(Math.floor);
  const values = source.measured(state);
  if (!values || u < 0 || v < 0 || u >= width || v >= height) return null;
  const hu = values[v * width + u];
  if (hu === OUTSIDE) return null;
  return {
    hu,
    unit: source.grid.unit,
    where: source.where(image),
    heat: heat ? source.heatAt(state, image) : null,
    scale: data.heatScale,
  };
}
