// A volume in the page's memory: fetched once as NIfTI, read slice by slice.

import { LoadError } from "./load_error.js";

const HEADER_BYTES = 352;
/** NIfTI's `datatype` of the volumes that the server sends. */
const UINT8 = 2;
const INT16 = 4;

/**
 * int16 or uint8 voxels, x fastest. Usable as soon as the header is there: `has(z)` says whether
 * the bytes of a slice have arrived.
 */
export class Volume {
  /**
   * @param {string} url
   * @param {ArrayBuffer} buffer as long as the file, of which the header has arrived
   * @param {number} first the slice whose voxels arrive first; the last is followed by slice 0
   */
  constructor(url, buffer, first = 0) {
    const view = new DataView(buffer);
    const datatype = view.getInt16(70, true);
    if (view.getInt32(0, true) !== 348 || (datatype !== UINT8 && datatype !== INT16)) {
      throw new LoadError("The server sent something that is not a volume: reload the page.");
    }
    this.url = url;
    this.nx = view.getInt16(42, true);
    this.ny = view.getInt16(44, true);
    this.nz = view.getInt16(46, true);
    // Rows of the affine (column, row, slice, 1) -> RAS mm.
    this.affine = [280, 296, 312].map((at) =>
      [0, 4, 8, 12].map((offset) => view.getFloat32(at + offset, true)),
    );
    this.plane = this.nx * this.ny;
    const count = this.plane * this.nz;
    this.voxels =
      datatype === UINT8
        ? new Uint8Array(buffer, HEADER_BYTES, count)
        : new Int16Array(buffer, HEADER_BYTES, count);
    this.first = first % this.nz;
    this.received = buffer.byteLength;
  }

  /**
   * Whether the volume has that slice, and its bytes have arrived.
   * @param {number} z
   */
  has(z) {
    const before = (z - this.first + this.nz) % this.nz;
    return z >= 0 && z < this.nz && this.received >= HEADER_BYTES + (before + 1) * this._sliceBytes;
  }

  get complete() {
    return this.received === HEADER_BYTES + this.voxels.byteLength;
  }

  /** {start, end} in the buffer of the run of bytes that arrives next. */
  get next() {
    const all = this.voxels.byteLength;
    const turn = this.first * this._sliceBytes;
    const at = (this.received - HEADER_BYTES + turn) % all;
    return { start: HEADER_BYTES + at, end: HEADER_BYTES + (at < turn ? turn : all) };
  }

  get _sliceBytes() {
    return this.plane * this.voxels.BYTES_PER_ELEMENT;
  }

  /**
   * The voxels of one slice as they lie in the file (a view, not a copy).
   * @param {number} z
   */
  slice(z) {
    return this.voxels.subarray(z * this.plane, (z + 1) * this.plane);
  }

  /**
   * Column `axis` of the affine: the step in RAS mm from one voxel to the next along it, or, of
   * axis 3, the place of the first voxel.
   * @param {number} axis
   */
  step(axis) {
    return this.affine.map((row) => row[axis]);
  }
}

/**
 * @typedef {object} FetchOptions
 * @property {number} [first] the slice that arrives before the others
 * @property {(volume: Volume) => void} [onVolume] called once, when the header is there
 * @property {(volume: Volume, received: number, total: number) => void} [onProgress] bytes arrived
 * @property {AbortSignal} [signal]
 */

/**
 * Fetch a volume.
 * @param {string} url
 * @param {FetchOptions} options
 * @returns {Promise<Volume>}
 * @throws {LoadError}
 */
export async function fetchVolume(url, { first = 0, onVolume, onProgress, signal } = {}) {
  const response = await ask(first ? `${url}?from=${first}` : url, signal);
  const total = Number(response.headers.get("Content-Length"));
  const buffer = new ArrayBuffer(total);
  const bytes = new Uint8Array(buffer);
  let received = 0;
  /** @type {Volume | null} */
  let volume = null;
  try {
    for await (const chunk of chunksOf(response)) {
      for (let taken = 0; taken < chunk.length; ) {
        const { start, end } = volume?.next ?? { start: received, end: HEADER_BYTES };
        const part = chunk.subarray(taken, taken + end - start);
        bytes.set(part, start);
        taken += part.length;
        received += part.length;
        if (volume) volume.received = received;
        else if (received === HEADER_BYTES) {
          volume = new Volume(url, buffer, first);
          volume.received = received;
          onVolume?.(volume);
        }
      }
      if (volume) onProgress?.(volume, received, total);
    }
  } catch (error) {
    if (error instanceof LoadError || isAbort(error)) throw error;
    throw new LoadError("The connection broke while the images were loading.");
  }
  if (!volume || received !== total) throw new LoadError("The images arrived incomplete.");
  return volume;
}

/**
 * The body piece by piece. (Not every browser can iterate over a stream.)
 * @param {Response} response
 */
async function* chunksOf(response) {
  const reader = response.body?.getReader();
  while (reader) {
    const { done, value } = await reader.read();
    if (done) return;
    yield value;
  }
}

/**
 * @param {string} url
 * @param {AbortSignal} [signal]
 */
async function ask(url, signal) {
  let response;
  try {
    response = await fetch(url, { signal, cache: "no-store" });
  } catch (error) {
    if (isAbort(error)) throw error;
    throw new LoadError("The server can't be reached to load the images.");
  }
  if (response.status === 404) {
    throw new LoadError("The server no longer holds these images: open the series again.");
  }
  if (!response.ok) throw new LoadError(`The images can't be loaded (status ${response.status}).`);
  return response;
}

/** @param {unknown} error */
function isAbort(error) {
  return error instanceof Error && error.name === "AbortError";
}
