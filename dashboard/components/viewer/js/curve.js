// p(malignant) and p(benign) along the slices, with their ranges where there are any, and the
// slice in view marked.

import { svg } from "./dom.js";
import { clamp } from "./numbers.js";
import { intervalOf, probabilityOf } from "./scores.js";

/** @import { Labels, LesionClass, SliceScores } from "./server_data.ts" */

/** In the drawing's own units; the browser stretches it. */
const WIDTH = 310;
const HEIGHT = 92;
const PAD = 5;

/**
 * Where slice `z` of `count` lies, from the left.
 * @param {number} z
 * @param {number} count
 */
export function curveX(z, count) {
  return (PAD + (z / Math.max(1, count - 1)) * (WIDTH - 2 * PAD)).toFixed(1);
}

/**
 * Where a probability lies, from the top.
 * @param {number} p
 */
export function curveY(p) {
  return (PAD + (1 - p) * (HEIGHT - 2 * PAD)).toFixed(1);
}

/**
 * The slice nearest to a share of the drawing's width.
 * @param {number} share 0..1
 * @param {number} count
 */
export function curveSlice(share, count) {
  const z = ((share * WIDTH - PAD) / (WIDTH - 2 * PAD)) * (count - 1);
  return clamp(Math.round(z), 0, count - 1);
}

/**
 * Points of the line of a class.
 * @param {SliceScores[]} slices
 * @param {LesionClass} name
 */
export function linePoints(slices, name) {
  return slices.map((scores, z) => point(z, slices.length, probabilityOf(scores, name))).join(" ");
}

/**
 * Points around the range of a class, there and back; null where the analysis has no intervals.
 * @param {SliceScores[]} slices
 * @param {LesionClass} name
 */
export function bandPoints(slices, name) {
  const high = [];
  const low = [];
  for (const [z, scores] of slices.entries()) {
    const interval = intervalOf(scores, name);
    if (!interval) return null;
    low.push(point(z, slices.length, interval[0]));
    high.push(point(z, slices.length, interval[1]));
  }
  return [...high, ...low.reverse()].join(" ");
}

/**
 * @param {number} z
 * @param {number} count
 * @param {number} p
 */
const point = (z, count, p) => `${curveX(z, count)},${curveY(p)}`;

const PLAIN = { "vector-effect": "non-scaling-stroke" };

export class Curve {
  /**
   * @param {SliceScores[]} slices
   * @param {Labels["colours"]} colours
   * @param {(slice: number) => void} goTo
   */
  constructor(slices, colours, goTo) {
    this._count = slices.length;
    this._goTo = goTo;
    this._cursor = svg("line", { y1: 0, y2: HEIGHT, class: "cursor", ...PLAIN });
    this.node = svg(
      "svg",
      {
        class: "curve",
        viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
        preserveAspectRatio: "none",
        role: "img",
        "aria-label": "Probability of malignant and benign along the slices",
      },
      ...[0, 0.5, 1].map((p) =>
        svg("line", { x1: 0, x2: WIDTH, y1: curveY(p), y2: curveY(p), class: "grid", ...PLAIN }),
      ),
      band(slices, "benign", colours),
      band(slices, "malignant", colours),
      line(slices, "benign", colours),
      line(slices, "malignant", colours),
      this._cursor,
    );
    this._listen();
  }

  /** @param {number} slice */
  show(slice) {
    const x = curveX(slice, this._count);
    this._cursor.setAttribute("x1", x);
    this._cursor.setAttribute("x2", x);
  }

  _listen() {
    const { node } = this;
    const jump = (/** @type {PointerEvent} */ event) => {
      const box = node.getBoundingClientRect();
      this._goTo(curveSlice((event.clientX - box.left) / box.width, this._count));
    };
    node.addEventListener("pointerdown", (event) => {
      node.setPointerCapture(event.pointerId);
      jump(event);
    });
    node.addEventListener("pointermove", (event) => {
      if (node.hasPointerCapture(event.pointerId)) jump(event);
    });
  }
}

/**
 * @param {SliceScores[]} slices
 * @param {LesionClass} name
 * @param {Labels["colours"]} colours
 */
function line(slices, name, colours) {
  return svg("polyline", {
    points: linePoints(slices, name),
    fill: "none",
    stroke: colours[name],
    "stroke-width": 1.6,
    "stroke-linejoin": "round",
    ...PLAIN,
  });
}

/**
 * @param {SliceScores[]} slices
 * @param {LesionClass} name
 * @param {Labels["colours"]} colours
 */
function band(slices, name, colours) {
  const points = bandPoints(slices, name);
  return points === null ? null : svg("polygon", { points, fill: colours[name], class: "band" });
}
