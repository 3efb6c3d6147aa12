// Volumes small enough to write down, as the server sends them.

const HEADER_BYTES = 352;

/**
 * A NIfTI file.
 * @param {object} scene
 * @param {[nx: number, ny: number, nz: number]} scene.size
 * @param {number[]} scene.voxels x fastest
 * @param {number[][]} [scene.affine] three rows of (column, row, slice, 1) -> RAS mm
 * @param {boolean} [scene.isCt] int16 rather than uint8
 */
export function niftiFile({ size: [nx, ny, nz], voxels, affine, isCt = false }) {
  const bytesEach = isCt ? 2 : 1;
  const buffer = new ArrayBuffer(HEADER_BYTES + bytesEach * voxels.length);
  const view = new DataView(buffer);
  view.setInt32(0, 348, true);
  [3, nx, ny, nz].forEach((n, i) => view.setInt16(40 + 2 * i, n, true));
  view.setInt16(70, isCt ? 4 : 2, true);
  affine?.forEach((row, r) =>
    row.forEach((x, c) => view.setFloat32(280 + 16 * r + 4 * c, x, true)),
  );
  voxels.forEach((value, i) => {
    if (isCt) view.setInt16(HEADER_BYTES + 2 * i, value, true);
    else view.setUint8(HEADER_BYTES + i, value);
  });
  return buffer;
}

/** DICOM's usual axes: columns to the patient's left, rows to posterior, 1 mm; slices 2.5 mm. */
export const USUAL = [
  [-1, 0, 0, 0],
  [0, -1, 0, 0],
  [0, 0, 2.5, 0],
];
