// A window as a table: the grey of each HU.

/** @import { Window } from "./server_data.ts" */

const OPAQUE = 0xff000000;
const GREY = 0x010101; // the same in red, green and blue

/** @type {{width: number, level: number, invert: boolean, greys: Uint32Array<ArrayBuffer>} | null} */
let lastMade = null;

/**
 * 65536 opaque greys as RGBA, one for each int16 HU (as unsigned).
 * @param {Window} window
 * @param {boolean} invert white for low values
 * @returns {Uint32Array<ArrayBuffer>}
 */
export function greyTable({ width, level }, invert = false) {
  const last = lastMade;
  if (last?.width === width && last.level === level && last.invert === invert) return last.greys;
  const greys = new Uint32Array(65536);
  const low = level - width / 2;
  for (let hu = -32768; hu <= 32767; hu++) {
    const grey = Math.round(255 * Math.min(1, Math.max(0, (hu - low) / width)));
    greys[hu & 0xffff] = OPAQUE | ((invert ? 255 - grey : grey) * GREY);
  }
  lastMade = { width, level, invert, greys };
  return greys;
}
