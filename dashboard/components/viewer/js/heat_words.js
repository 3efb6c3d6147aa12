// What a heatmap's colours stand for, in figures. `scale` is {signed, full, unit} from the server:
// the value at the end of the colour scale and its unit ("" for none), or null for a share 0..1.

const figure = (x) => {
  const text = Math.abs(x) >= 100 || x === 0 ? String(Math.round(x)) : String(Number(x.toPrecision(2)));
  return text.replaceAll("-", "\u2212");
};

const withUnit = (text, unit) => (unit ? `${text} ${unit}` : text);

/** [top, middle, bottom] of the colour bar. */
export function heatTicks(scale, magnitude) {
  if (!scale) return ["1", "0.5", "0"];
  const full = figure(scale.full);
  if (!scale.signed || magnitude) return [withUnit(full, scale.unit), "", "0"];
  return [withUnit(`+${full}`, scale.unit), "0", `\u2212${full}`];
}

/** The value under the pointer; `share` of the full scale, with its sign where it has one. */
export function heatText(share, scale) {
  if (!scale) return share.toFixed(2);
  const text = figure(share * scale.full);
  return withUnit(scale.signed && share > 0 ? `+${text}` : text, scale.unit);
}
