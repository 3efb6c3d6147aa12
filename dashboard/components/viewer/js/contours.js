// Outlines of a label slice as smooth closed lines, in image coordinates.

/** Loops of fewer straight runs than this are a pixel or three: smoothing would swallow them. */
const FEWEST_RUNS = 12;

/**
 * Closed lines around the pixels for which `inside(value)` holds.
 * @param box {left, top, right, bottom}, inclusive, outside of which no pixel is inside.
 * @returns array of Float32Array [u0, v0, u1, v1, ...], pixel centres at .5.
 */
export function outlines(labels, width, box, inside) {
  return loops(segments(labels, width, box, inside), 2 * width + 3).map(smooth);
}

// Marching squares between pixel centres. Points lie on the middle of a cell's side; in doubled
// coordinates they are whole numbers and serve as keys. Each segment has the inside to its
// right, so segments chain into closed loops.
//
// A cell's corners a b / c d make the case number a + 2 b + 4 c + 8 d; its sides are top, right,
// bottom, left. Where only two opposite corners are inside they are kept apart, as lesions that
// touch at a corner are two lesions.
const [TOP, RIGHT, BOTTOM, LEFT] = [[1, 0], [2, 1], [1, 2], [0, 1]];
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

/** Map from the key of a segment's start to the key of its end. */
function segments(labels, width, { left, top, right, bottom }, inside) {
  const next = new Map();
  const stride = 2 * width + 3;
  const at = (u, v) =>
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

/** Key of a point of the cell (u, v), which spans the centres of pixels u and u + 1. */
const keyOf = (u, v, [x, y], stride) => (2 * v + 2 + y) * stride + 2 * u + 2 + x;

/** Chain segments; doubled coordinates back to image coordinates. */
function loops(next, stride) {
  const found = [];
  while (next.size) {
    const points = [];
    let key = next.keys().next().value;
    while (next.has(key)) {
      points.push(((key % stride) - 2) / 2 + 0.5, (Math.floor(key / stride) - 2) / 2 + 0.5);
      const following = next.get(key);
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
 */
function smooth(points) {
  const n = points.length / 2;
  const at = (i) => [points[2 * ((i + n) % n)], points[2 * ((i + n) % n) + 1]];
  const turns = [];
  for (let i = 0; i < n; i++) {
    const [before, here, after] = [at(i - 1), at(i), at(i + 1)];
    const isStraight =
      here[0] - before[0] === after[0] - here[0] && here[1] - before[1] === after[1] - here[1];
    if (!isStraight) turns.push(here);
  }
  if (turns.length < FEWEST_RUNS) return points;
  return Float32Array.from(
    turns.flatMap((turn, i) => {
      const next = turns[(i + 1) % turns.length];
      return [(turn[0] + next[0]) / 2, (turn[1] + next[1]) / 2];
    }),
  );
}

/** One Path2D of closed lines, rounded at their corners. */
export function asPath(lines) {
  const path = new Path2D();
  for (const line of lines) {
    const n = line.length / 2;
    const at = (i) => [line[2 * (i % n)], line[2 * (i % n) + 1]];
    const middle = (i) => [(at(i)[0] + at(i + 1)[0]) / 2, (at(i)[1] + at(i + 1)[1]) / 2];
    path.moveTo(...middle(0));
    for (let i = 1; i <= n; i++) path.quadraticCurveTo(...at(i), ...middle(i));
    path.closePath();
  }
  return path;
}
