// Distances to the edge of a shape on a slice, exact and in mm, by the lower envelope of parabolas
// (Felzenszwalb and Huttenlocher, Distance Transforms of Sampled Functions, 2012).

/** Farther than any slice is wide, mm². */
const FAR = 1e20;

/**
 * Of each pixel centre, the distance to the nearest pixel centre on the other side of the shape's
 * edge, mm; negative inside. scipy: `edt(~inside) - edt(inside)`.
 * @param {Uint8Array} inside 1 in the shape, row by row
 * @param {number} width
 * @param {{columnMm: number, rowMm: number}} pixel
 */
export function signedDistance(inside, width, pixel) {
  const outside = inside.map((value) => 1 - value);
  const toShape = squaredDistance(inside, width, pixel);
  const toRest = squaredDistance(outside, width, pixel);
  return toShape.map((value, i) => Math.sqrt(value) - Math.sqrt(toRest[i]));
}

/**
 * Squared distance of each pixel to the nearest one that is set.
 * @param {Uint8Array} set
 * @param {number} width
 * @param {{columnMm: number, rowMm: number}} pixel
 */
function squaredDistance(set, width, { columnMm, rowMm }) {
  const height = set.length / width;
  const found = Float64Array.from(set, (value) => (value ? 0 : FAR));
  const line = new Float64Array(Math.max(width, height));
  const lower = envelope(Math.max(width, height));
  for (let u = 0; u < width; u++) {
    for (let v = 0; v < height; v++) line[v] = found[v * width + u];
    const column = lower(line, height, rowMm);
    for (let v = 0; v < height; v++) found[v * width + u] = column[v];
  }
  for (let v = 0; v < height; v++) {
    for (let u = 0; u < width; u++) line[u] = found[v * width + u];
    const row = lower(line, width, columnMm);
    for (let u = 0; u < width; u++) found[v * width + u] = row[u];
  }
  return found;
}

/**
 * The transform of one line of up to `most` samples; its answer holds until the next call.
 * @param {number} most
 */
function envelope(most) {
  const at = new Int32Array(most);
  const from = new Float64Array(most + 1);
  const out = new Float64Array(most);
  /**
   * @param {Float64Array} values
   * @param {number} n
   * @param {number} mm from one sample to the next
   */
  return (values, n, mm) => {
    const step2 = mm * mm;
    let k = 0;
    at[0] = 0;
    from[0] = -Infinity;
    from[1] = Infinity;
    for (let q = 1; q < n; q++) {
      const meetsAt = (/** @type {number} */ p) =>
        (values[q] - values[p]) / (2 * step2 * (q - p)) + (q + p) / 2;
      let meets = meetsAt(at[k]);
      // The first parabola holds from -Infinity on: k never falls below 0.
      while (meets <= from[k]) meets = meetsAt(at[--k]);
      at[++k] = q;
      from[k] = meets;
      from[k + 1] = Infinity;
    }
    for (let q = 0, i = 0; q < n; q++) {
      while (from[i + 1] < q) i++;
      out[q] = step2 * (q - at[i]) ** 2 + values[at[i]];
    }
    return out;
  };
}
