// Outlines of a label slice as smooth closed lines, in image coordinates.

/** Taubin's pair of factors: smooths a closed line without shrinking it (Taubin 1995). */
const TAUBIN = [0.5, -0.53];
const ROUNDS = 8;
/** Loops shorter than this are single pixels or pairs: smoothing would swallow them. */
const SHORTEST_SMOOTHED = 8;

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

function smooth(points) {
  const n = points.length / 2;
  if (n < SHORTEST_SMOOTHED) return points;
  let line = points;
  for (let round = 0; round < ROUNDS; round++) {
    for (const factor of TAUBIN) {
      const moved = new Float32Array(line.length);
      for (let i = 0; i < n; i++) {
        const [before, here, after] = [2 * ((i + n - 1) % n), 2 * i, 2 * ((i + 1) % n)];
        for (const axis of [0, 1]) {
          const mean = (line[before + axis] + line[after + axis]) / 2;
          moved[here + axis] = line[here + axis] + factor * (mean - line[here + axis]);
        }
      }
      line = moved;
    }
  }
  return line;
}

/** One Path2D of closed lines. */
export function asPath(lines) {
  const path = new Path2D();
  for (const line of lines) {
    for (let i = 0; i < line.length; i += 2) {
      if (i === 0) path.moveTo(line[0], line[1]);
      else path.lineTo(line[i], line[i + 1]);
    }
    path.closePath();
  }
  return path;
}
