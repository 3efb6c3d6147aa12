// A volume in the page's memory: fetched once as NIfTI, read slice by slice.

const HEADER_BYTES = 352;
const ARRAY_OF_DATATYPE = { 2: Uint8Array, 4: Int16Array };

/** A fetch that failed, with a sentence fit to be shown. */
export class LoadError extends Error {}

/**
 * int16 or uint8 voxels, x fastest. Usable from the moment the header is there: `has(z)` says
 * whether the bytes of a slice have come in.
 */
export class Volume {
  /** @param first the slice whose voxels come first; the last is followed by slice 0. */
  constructor(url, buffer, first = 0) {
    const view = new DataView(buffer);
    const Numbers = ARRAY_OF_DATATYPE[view.getInt16(70, true)];
    if (view.getInt32(0, true) !== 348 || !Numbers) {
      throw new LoadError("The server sent something that is not a volume: reload the page.");
    }
    this.url = url;
    [this.nx, this.ny, this.nz] = [42, 44, 46].map((at) => view.getInt16(at, true));
    // Rows of the affine (column, row, slice, 1) -> RAS mm.
    this.affine = [280, 296, 312].map((at) =>
      [0, 4, 8, 12].map((offset) => view.getFloat32(at + offset, true)),
    );
    this.plane = this.nx * this.ny;
    this.voxels = new Numbers(buffer, HEADER_BYTES, this.plane * this.nz);
    this.first = first % this.nz;
    this.received = buffer.byteLength;
  }

  has(z) {
    const before = (z - this.first + this.nz) % this.nz;
    return z >= 0 && z < this.nz && this.received >= HEADER_BYTES + (before + 1) * this._sliceBytes;
  }

  get complete() {
    return this.received === HEADER_BYTES + this.voxels.byteLength;
  }

  /** {start, end} in the buffer of the run of bytes that comes in next. */
  get next() {
    const all = this.voxels.byteLength;
    const turn = this.first * this._sliceBytes;
    const at = (this.received - HEADER_BYTES + turn) % all;
    return { start: HEADER_BYTES + at, end: HEADER_BYTES + (at < turn ? turn : all) };
  }

  get _sliceBytes() {
    return this.plane * this.voxels.BYTES_PER_ELEMENT;
  }

  /** The voxels of one slice as they lie in the file (a view, not a copy). */
  slice(z) {
    return this.voxels.subarray(z * this.plane, (z + 1) * this.plane);
  }

  /** Column `axis` of the affine: the step in RAS mm from one voxel to the next along it. */
  step(axis) {
    return this.affine.map((row) => row[axis]);
  }
}

/**
 * Fetch a volume, slice `first` before the others. `onVolume(volume)` is called once, when its
 * header is there, `onProgress(volume, received, total)` as bytes come in.
 */
export async function fetchVolume(url, { first = 0, onVolume, onProgress, signal } = {}) {
  const response = await ask(first ? `${url}?from=${first}` : url, signal);
  const total = Number(response.headers.get("Content-Length"));
  const buffer = new ArrayBuffer(total);
  const bytes = new Uint8Array(buffer);
  const reader = response.body.getReader();
  let received = 0;
  let volume = null;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      for (let taken = 0; taken < value.length; ) {
        const { start, end } = volume?.next ?? { start: received, end: HEADER_BYTES };
        const part = value.subarray(taken, taken + end - start);
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
    if (error instanceof LoadError || error.name === "AbortError") throw error;
    throw new LoadError("The connection broke while the images were loading.");
  }
  if (received !== total) throw new LoadError("The images came incomplete.");
  return volume;
}

async function ask(url, signal) {
  let response;
  try {
    response = await fetch(url, { signal, cache: "no-store" });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new LoadError("The server can't be reached to load the images.");
  }
  if (response.status === 404) {
    throw new LoadError("The server no longer holds these images: open the series again.");
  }
  if (!response.ok) throw new LoadError(`The images can't be loaded (status ${response.status}).`);
  return response;
}
