// Outlines of a label slice as smooth closed lines, in image coordinates.

/** @import { Voxels } from "./raster.js" */

/**
 * In pixels, inclusive.
 * @typedef {{left: number, top: number, right: number, bottom: number}} PixelBox
 */
/** @typedef {Float32Array<ArrayBuffer>} Line [u0, v0, u1, v1, ...], closed; pixel centres at .5 */

/** A loop of fewer straight runs than this is a pixel or three: smoothing would swallow it. */
const FEWEST_RUNS = 12;

/**
 * Closed lines around the pixels for which `inside(value)` holds.
 * @param {Voxels} labels
 * @param {number} width
 * @param {PixelBox} box outside of which no pixel is inside
 * @param {(value: number) => boolean} inside
 * @returns {Line[]}
 */
export function outlines(labels, width, box, inside) {
  return loops(segments(labels, width, box, inside), 2 * width + 3).map(smooth);
}

/** @typedef {[x: number, y: number]} Side where a cell's side has its middle, in doubled pixels */

// Marching squares between pixel centres. Points lie on the middle of a cell's side; in doubled
// coordinates they are whole numbers and serve as keys. Each segment has the inside to its
// right, so segments chain into closed loops.
//
// A cell's corners a b / c d make the case number a + 2 b + 4 c + 8 d; its sides are top, right,
// bottom, left. Where only two opposite corners are inside they are kept apart, as lesions that
// touch at a corner are two lesions.
/** @type {Side} */
const TOP = [1, 0];
/** @type {Side} */
const RIGHT = [2, 1];
/** @type {Side} */
const BOTTOM = [1, 2];
/** @type {Side} */
const LEFT = [0, 1];
/** @type {[from: Side, to: Side][][]} */
const CASES = [
  [],
  [[TOP, LEFT]],
  [[RIGHT, TOP]],
  [[RIGHT, LEFT]],
  [[LEFT, BOTTOM]],
  [[TOP, BOTTOM]],
  [[RIGHT, TOP], [LEFT, BOTTOM]],
  [[RIGHT, BOTTOM]],
  [[BOTTOM, RIGHT]],
  [[TOP, LEFT], [BOTTOM, RIGHT]],
  [[BOTTOM, TOP]],
  [[BOTTOM, LEFT]],
  [[LEFT, RIGHT]],
  [[TOP, RIGHT]],
  [[LEFT, TOP]],
  [],
];

/**
 * Map from the key of a segment's start to the key of its end.
 * @param {Voxels} labels
 * @param {number} width
 * @param {PixelBox} box
 * @param {(value: number) => boolean} inside
 */
function segments(labels, width, { left, top, right, bottom }, inside) {
  /** @type {Map<number, number>} */
  const next = new Map();
  const stride = 2 * width + 3;
  const at = (/** @type {number} */ u, /** @type {number} */ v) =>
    u >= left && v >= top && u <= right && v <= bottom && inside(labels[v * width + u]) ? 1 : 0;
  for (let v = top - 1; v <= bottom; v++) {
    let a = 0;
    let c = 0;
    for (let u = left - 1; u <= right; u++) {
      const b = at(u + 1, v);
      const d = at(u + 1, v + 1);
      for (const [from, to] of CASES[a + 2 * b + 4 * c + 8 * d]) {
        next.set(keyOf(u, v, from, stride), keyOf(u, v, to, stride));
      }
      a = b;
      c = d;
    }
  }
  return next;
}

/**
 * Key of a point of the cell (u, v), which spans the centres of pixels u and u + 1.
 * @param {number} u
 * @param {number} v
 * @param {Side} side
 * @param {number} stride
 */
const keyOf = (u, v, [x, y], stride) => (2 * v + 2 + y) * stride + 2 * u + 2 + x;

/**
 * Chain segments into loops, and doubled coordinates back to image coordinates.
 * @param {Map<number, number>} next
 * @param {number} stride
 */
function loops(next, stride) {
  /** @type {Line[]} */
  const found = [];
  for (const start of next.keys()) {
    const points = [];
    let key = start;
    for (let following = next.get(key); following !== undefined; following = next.get(key)) {
      points.push(((key % stride) - 2) / 2 + 0.5, (Math.floor(key / stride) - 2) / 2 + 0.5);
      next.delete(key);
      key = following;
    }
    found.push(Float32Array.from(points));
  }
  return found;
}

/**
 * The middles of the straight runs. A slanted edge comes as a flight of stairs; the middles of its
 * treads and risers lie on the slant itself, a quarter of a pixel from the stairs at most.
 * @param {Line} line
 * @returns {Line}
 */
function smooth(line) {
  const point = pointsOf(line);
  /** @type {[number, number][]} */
  const turns = [];
  for (let i = 0; i < line.length / 2; i++) {
    const [before, here, after] = [point(i - 1), point(i), point(i + 1)];
    const isStraight =
      here[0] - before[0] === after[0] - here[0] && here[1] - before[1] === after[1] - here[1];
    if (!isStraight) turns.push(here);
  }
  if (turns.length < FEWEST_RUNS) return line;
  return Float32Array.from(
    turns.flatMap((turn, i) => middle(turn, turns[(i + 1) % turns.length])),
  );
}

/**
 * Function that gives the i-th point, round and round.
 * @param {Line} line
 * @returns {(i: number) => [number, number]}
 */
function pointsOf(line) {
  const n = line.length / 2;
  return (i) => {
    const at = 2 * ((i + n) % n);
    return [line[at], line[at + 1]];
  };
}

/**
 * @param {[number, number]} a
 * @param {[number, number]} b
 * @returns {[number, number]}
 */
const middle = (a, b) => [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2];

/**
 * One Path2D of closed lines, rounded at their corners.
 * @param {Line[]} lines
 */
export function asPath(lines) {
  const path = new Path2D();
  for (const line of lines) {
    const point = pointsOf(line);
    path.moveTo(...middle(point(0), point(1)));
    for (let i = 1; i <= line.length / 2; i++) {
      path.quadraticCurveTo(...point(i), ...middle(point(i), point(i + 1)));
    }
    path.closePath();
  }
  return path;
}
