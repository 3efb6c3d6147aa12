// Volumes of labels, drawn as text.

import { LabelVolume } from "../../../dashboard/components/viewer/js/label_volume.js";

/**
 * Slices from the feet up; "." is nothing, a digit a label.
 * @param {string[][]} slices rows of each
 */
export function labels(...slices) {
  const [width, height] = [slices[0][0].length, slices[0].length];
  const volume = new LabelVolume({ width, height, count: slices.length });
  slices.forEach((rows, z) => {
    const values = [...rows.join("")].map((letter) => (letter === "." ? 0 : Number(letter)));
    volume.write(z).set(values);
    volume.changed(z);
  });
  return volume;
}

/**
 * A slice as rows of text.
 * @param {LabelVolume} volume
 * @param {number} z
 */
export function drawn(volume, z) {
  const letters = [...volume.read(z)].map((value) => (value ? String(value) : "."));
  return Array.from({ length: volume.height }, (_, v) =>
    letters.slice(v * volume.width, (v + 1) * volume.width).join(""),
  );
}
