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
  constructor(url, buffer) {
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
    this.received = buffer.byteLength;
  }

  has(z) {
    const end = HEADER_BYTES + (z + 1) * this.plane * this.voxels.BYTES_PER_ELEMENT;
    return z >= 0 && z < this.nz && this.received >= end;
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
 * Fetch a volume. `onVolume(volume)` is called once, when its header is there, `onProgress(volume,
 * received, total)` as bytes come in.
 */
export async function fetchVolume(url, { onVolume, onProgress, signal } = {}) {
  const response = await ask(url, signal);
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
      bytes.set(value, received);
      received += value.length;
      if (!volume && received >= HEADER_BYTES) {
        volume = new Volume(url, buffer);
        onVolume?.(volume);
      }
      if (volume) {
        volume.received = received;
        onProgress?.(volume, received, total);
      }
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
