// The lines along which the other planes pass, and where slices are missing.

import { fontOf, strokePath, write } from "./ink.js";
import { PLANE_COLOURS } from "./planes.js";
import { along } from "./vectors.js";

/** @import { Source } from "./axial_source.js" */
/** @import { PlaneName } from "./planes.js" */
/** @import { Point, Projection } from "./projection.js" */
/** @import { Gap, Stack } from "./stack.js" */
/** @import { State } from "./view_state.js" */
/** @import { Vector } from "./vectors.js" */

/** Around the crossing the lines leave room, px. */
const ROOM = 14;
/** mm; longer than any patient. */
const FAR = 2000;
const GAP_COLOUR = "#f0b34a";

/**
 * Where another plane passes through an image: two image points far apart.
 * @typedef {{plane: PlaneName, from: Point, to: Point}} PlaneLine
 */

/**
 * The other planes' lines through an image.
 * @param {Source} source of the image
 * @param {Vector} centre where all planes meet
 * @param {Stack} stack
 * @param {Pick<State, "slice">} state
 * @returns {PlaneLine[]}
 */
export function planeLines(source, centre, stack, state) {
  /**
   * @param {PlaneName} plane
   * @param {Vector} direction in which it passes
   * @returns {PlaneLine}
   */
  const line = (plane, direction) => ({
    plane,
    from: source.toImage(along(centre, direction, -FAR), state),
    to: source.toImage(along(centre, direction, FAR), state),
  });
  if (source.plane === "axial") return [line("coronal", [1, 0, 0]), line("sagittal", [0, 1, 0])];
  const [nx, ny, nz] = stack.normal;
  /** @type {Vector} */
  const up = [0, 0, 1];
  // Along the slices, whatever their tilt.
  return source.plane === "coronal"
    ? [line("axial", [1, 0, -nx / nz]), line("sagittal", up)]
    : [line("axial", [0, 1, -ny / nz]), line("coronal", up)];
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Projection} projection
 * @param {Point} centre image point
 * @param {PlaneLine[]} lines
 */
export function drawCrossHair(context, projection, centre, lines) {
  const [x, y] = projection.toScreen(centre);
  for (const { plane, from, to } of lines) {
    context.beginPath();
    for (const end of [from, to]) {
      const [endX, endY] = projection.toScreen(end);
      const length = Math.hypot(endX - x, endY - y) || 1;
      context.moveTo(x + (ROOM * (endX - x)) / length, y + (ROOM * (endY - y)) / length);
      context.lineTo(endX, endY);
    }
    context.globalAlpha = 0.75;
    strokePath(context, PLANE_COLOURS[plane], 1, 2);
    context.globalAlpha = 1;
  }
}

/**
 * Hatching where slices are missing, with how much.
 * @param {CanvasRenderingContext2D} context
 * @param {Projection} projection
 * @param {Exclude<Source, {plane: "axial"}>} source
 * @param {Stack} stack
 */
export function drawGaps(context, projection, source, stack) {
  for (const gap of stack.gaps) {
    const { mm } = gap;
    const corners = gapCorners(source, stack, gap).map((point) => projection.toScreen(point));
    context.save();
    context.beginPath();
    corners.forEach((corner, i) => (i ? context.lineTo(...corner) : context.moveTo(...corner)));
    context.closePath();
    context.clip();
    const { width, height } = projection.box;
    context.strokeStyle = GAP_COLOUR;
    context.globalAlpha = 0.35;
    context.lineWidth = 1;
    context.beginPath();
    for (let x = -height; x < width; x += 8) {
      context.moveTo(x, height);
      context.lineTo(x + height, 0);
    }
    context.stroke();
    context.restore();
    context.font = fontOf(11);
    context.textBaseline = "middle";
    const [left, right] = [corners[0][0], corners[1][0]];
    const x = Math.max(left, Math.min(right, 8)) + 4;
    const y = (corners[0][1] + corners[1][1] + corners[2][1] + corners[3][1]) / 4;
    write(context, `no slices for ${mm.toFixed(1)} mm`, x, y, GAP_COLOUR);
  }
}

/**
 * Image points around the gap above a slice: where neither it nor the next reaches.
 * @param {Source} source
 * @param {Stack} stack
 * @param {Gap} gap
 * @returns {Point[]}
 */
export function gapCorners(source, stack, { below, up, down }) {
  const { width } = source.grid;
  /**
   * @param {number} u
   * @param {number} z
   * @param {number} mm
   */
  const at = (u, z, mm) => {
    const [x, y] = source.toPatient([u, 0], /** @type {any} */ ({}));
    return source.toImage([x, y, stack.heightAt(z, x, y) + mm / stack.normal[2]], /** @type {any} */ ({}));
  };
  const next = below + 1;
  return [at(0, next, -down), at(width, next, -down), at(width, below, up), at(0, below, up)];
}
