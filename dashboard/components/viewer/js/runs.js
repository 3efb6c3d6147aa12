// Run-length coding of one slice of labels, as core/annotation/run_lengths.py has it.

/**
 * `[value, length, value, length, ...]`, row by row.
 * @param {Uint8Array} labels
 * @returns {number[]}
 */
export function encode(labels) {
  const runs = [];
  for (let i = 0; i < labels.length; ) {
    const from = i;
    const value = labels[i];
    do i++;
    while (i < labels.length && labels[i] === value);
    runs.push(value, i - from);
  }
  return runs;
}

/**
 * @param {ArrayLike<number>} runs
 * @param {Uint8Array} into as long as the runs together
 */
export function decode(runs, into) {
  let at = 0;
  for (let i = 0; i < runs.length; i += 2) {
    into.fill(runs[i], at, at + runs[i + 1]);
    at += runs[i + 1];
  }
  if (at !== into.length) throw new RangeError("The runs don't fill the slice.");
}
