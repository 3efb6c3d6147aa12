// What can be measured, from image points alone: lengths, angles, and which pixels a region holds.

/** @import { PlaneName } from "./planes.js" */
/** @import { Point } from "./projection.js" */
/** @import { RoiFigures } from "./roi.js" */

/**
 * @typedef {"ruler" | "angle" | "ellipse" | "rectangle" | "freehand" | "probe" | "diameters"} Kind
 */
/** @typedef {{columnMm: number, rowMm: number, unit?: string}} Pixel its sides, and the unit of its value */
/**
 * One measurement. Points are image points of its plane, pixel centres at .5.
 * ruler: both ends. angle: end, vertex, end. ellipse, rectangle: opposite corners of its box.
 * freehand: corners. probe: one. diameters: the ends of the long axis, then of the short one.
 * @typedef {object} Measure
 * @property {string} id the same wherever it is kept
 * @property {number} number of the series, from 1: the 2 of "Ruler 2"
 * @property {Kind} kind
 * @property {PlaneName} plane
 * @property {number} index of the image in its plane
 * @property {string} slab "MIP 10 mm" where values are those of a slab, "" otherwise
 * @property {Point[]} points
 * @property {string} name given by the reader, "" for none
 * @property {RoiFigures | null} roi of the pixels inside
 */

/** @type {Record<Kind, string>} */
export const KIND_NAMES = {
  ruler: "Ruler",
  angle: "Angle",
  ellipse: "Ellipse",
  rectangle: "Rectangle",
  freehand: "Freehand",
  probe: "Point",
  diameters: "Diameters",
};
/** @type {Kind[]} */
export const KINDS = /** @type {Kind[]} */ (Object.keys(KIND_NAMES));

/** The angle and the short axis that a new measurement begins with. */
const FIRST_ANGLE = Math.PI / 4;
const FIRST_SHORT = 0.6;
/** Corners of a freehand outline are at least so far apart, pixels. */
const FREEHAND_STEP = 0.7;

/** @param {string} tool @returns {tool is Kind} */
export const isKind = (tool) => tool in KIND_NAMES;

/**
 * In-plane distance of two image points, mm.
 * @param {Point} a
 * @param {Point} b
 * @param {Pixel} pixel
 */
export const distanceMm = (a, b, { columnMm, rowMm }) =>
  Math.hypot((a[0] - b[0]) * columnMm, (a[1] - b[1]) * rowMm);

/**
 * The angle at the second of three points, degrees.
 * @param {Point[]} points
 * @param {Pixel} pixel
 */
export function angleDegrees([a, vertex, b], { columnMm, rowMm }) {
  const arm = (/** @type {Point} */ p) => [(p[0] - vertex[0]) * columnMm, (p[1] - vertex[1]) * rowMm];
  const [ax, ay] = arm(a);
  const [bx, by] = arm(b);
  return (Math.abs(Math.atan2(ax * by - ay * bx, ax * bx + ay * by)) * 180) / Math.PI;
}

/**
 * The points of a measurement drawn by one drag; a freehand outline grows with it.
 * @param {Kind} kind
 * @param {Point} from
 * @param {Point} to
 * @param {Pixel} pixel
 * @param {Point[]} before the points so far
 * @returns {Point[]}
 */
export function drawnPoints(kind, from, to, pixel, before) {
  switch (kind) {
    case "probe":
      return [to];
    case "angle":
      return [from, to, turned(to, from, FIRST_ANGLE, 1, pixel)];
    case "diameters":
      return [from, to, ...shortAxis(from, to, FIRST_SHORT, pixel)];
    case "freehand": {
      const last = before.at(-1) ?? from;
      const far = Math.hypot(to[0] - last[0], to[1] - last[1]) >= FREEHAND_STEP;
      return before.length ? (far ? [...before, to] : before) : [from];
    }
    default:
      return [from, to];
  }
}

/**
 * The points after one of them was moved. The short axis stays perpendicular to the long one.
 * @param {Measure} measure
 * @param {number} which
 * @param {Point} to
 * @param {Pixel} pixel
 * @returns {Point[]}
 */
export function movedPoints({ kind, points }, which, to, pixel) {
  const moved = points.map((point, i) => (i === which ? to : point));
  if (kind !== "diameters") return moved;
  const [a, b, c, d] = moved;
  if (which < 2) {
    // The short axis keeps its place along the long one, and its length.
    const [a0, b0, c0, d0] = points;
    const middle = along(a0, b0, midpoint(c0, d0), pixel);
    const half = distanceMm(c0, d0, pixel) / 2;
    return [a, b, ...across(a, b, middle, half, half, pixel)];
  }
  const share = along(a, b, to, pixel);
  const other = which === 2 ? d : c;
  const [mine, others] = [offAxis(a, b, to, pixel), offAxis(a, b, other, pixel)];
  const ends = across(a, b, share, mine, -others, pixel);
  return which === 2 ? [a, b, ...ends] : [a, b, ends[1], ends[0]];
}

/**
 * Whether a pixel's centre lies inside a region; null for kinds that hold no pixels.
 * @param {Pick<Measure, "kind" | "points">} measure
 * @returns {((u: number, v: number) => boolean) | null}
 */
export function insideOf({ kind, points }) {
  if (kind === "freehand") return (u, v) => inPolygon(points, u, v);
  if (kind !== "ellipse" && kind !== "rectangle") return null;
  const { left, top, right, bottom } = boxOf(points);
  if (kind === "rectangle") return (u, v) => u >= left && u <= right && v >= top && v <= bottom;
  const [cu, cv] = [(left + right) / 2, (top + bottom) / 2];
  const [ru, rv] = [(right - left) / 2, (bottom - top) / 2];
  return (u, v) => ((u - cu) / ru) ** 2 + ((v - cv) / rv) ** 2 <= 1;
}

/**
 * Of the shape itself, mm2.
 * @param {Pick<Measure, "kind" | "points">} measure
 * @param {Pixel} pixel
 */
export function areaMm2({ kind, points }, { columnMm, rowMm }) {
  const { left, top, right, bottom } = boxOf(points);
  const box = (right - left) * (bottom - top) * columnMm * rowMm;
  if (kind === "rectangle") return box;
  if (kind === "ellipse") return (Math.PI / 4) * box;
  const twice = points.reduce((sum, [u, v], i) => {
    const [nextU, nextV] = points[(i + 1) % points.length];
    return sum + u * nextV - nextU * v;
  }, 0);
  return (Math.abs(twice) / 2) * columnMm * rowMm;
}

/** @param {Point[]} points */
export function boxOf(points) {
  const us = points.map(([u]) => u);
  const vs = points.map(([, v]) => v);
  return {
    left: Math.min(...us),
    top: Math.min(...vs),
    right: Math.max(...us),
    bottom: Math.max(...vs),
  };
}

/**
 * Even-odd, as a canvas fills it.
 * @param {Point[]} points
 * @param {number} u
 * @param {number} v
 */
export function inPolygon(points, u, v) {
  let inside = false;
  points.forEach(([u0, v0], i) => {
    const [u1, v1] = points[(i + 1) % points.length];
    if (v0 > v !== v1 > v && u < u0 + ((v - v0) / (v1 - v0)) * (u1 - u0)) inside = !inside;
  });
  return inside;
}

/**
 * @param {Point} a
 * @param {Point} b
 * @returns {Point}
 */
const midpoint = (a, b) => [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2];

/**
 * `point` turned about `vertex` and stretched, in mm.
 * @param {Point} vertex
 * @param {Point} point
 * @param {number} angle
 * @param {number} factor
 * @param {Pixel} pixel
 * @returns {Point}
 */
function turned(vertex, point, angle, factor, { columnMm, rowMm }) {
  const [x, y] = [(point[0] - vertex[0]) * columnMm, (point[1] - vertex[1]) * rowMm];
  const [cos, sin] = [factor * Math.cos(angle), factor * Math.sin(angle)];
  return [vertex[0] + (x * cos - y * sin) / columnMm, vertex[1] + (x * sin + y * cos) / rowMm];
}

/**
 * @param {Point} a
 * @param {Point} b
 * @param {number} share of the long axis
 * @param {Pixel} pixel
 */
function shortAxis(a, b, share, pixel) {
  const half = (share * distanceMm(a, b, pixel)) / 2;
  return across(a, b, 0.5, half, half, pixel);
}

/**
 * Where a point lies along an axis: 0 at its start, 1 at its end.
 * @param {Point} a
 * @param {Point} b
 * @param {Point} point
 * @param {Pixel} pixel
 */
function along(a, b, point, { columnMm, rowMm }) {
  const [x, y] = [(b[0] - a[0]) * columnMm, (b[1] - a[1]) * rowMm];
  const [px, py] = [(point[0] - a[0]) * columnMm, (point[1] - a[1]) * rowMm];
  const length2 = x * x + y * y;
  return length2 > 0 ? Math.min(1, Math.max(0, (px * x + py * y) / length2)) : 0.5;
}

/**
 * How far a point lies beside an axis, mm: positive to the side of the first end of the short axis.
 * @param {Point} a
 * @param {Point} b
 * @param {Point} point
 * @param {Pixel} pixel
 */
function offAxis(a, b, point, { columnMm, rowMm }) {
  const [x, y] = [(b[0] - a[0]) * columnMm, (b[1] - a[1]) * rowMm];
  const [px, py] = [(point[0] - a[0]) * columnMm, (point[1] - a[1]) * rowMm];
  return (py * x - px * y) / (Math.hypot(x, y) || 1);
}

/**
 * Two points on both sides of an axis, perpendicular to it.
 * @param {Point} a
 * @param {Point} b
 * @param {number} share where on the axis
 * @param {number} first mm to one side
 * @param {number} second mm to the other
 * @param {Pixel} pixel
 * @returns {[Point, Point]}
 */
function across(a, b, share, first, second, { columnMm, rowMm }) {
  const [x, y] = [(b[0] - a[0]) * columnMm, (b[1] - a[1]) * rowMm];
  const length = Math.hypot(x, y) || 1;
  const [ox, oy] = [-y / length, x / length];
  const [u, v] = [a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1])];
  return [
    [u + (first * ox) / columnMm, v + (first * oy) / rowMm],
    [u - (second * ox) / columnMm, v - (second * oy) / rowMm],
  ];
}
