// p(malignant) and p(benign) along the slices, with their ranges where there are any, and the
// slice in view marked.

import { clamp, svg } from "./dom.js";

const [WIDTH, HEIGHT, PAD] = [310, 92, 5];

export class Curve {
  constructor(slices, colours, goTo) {
    this._count = slices.length;
    const line = (name, value) =>
      svg("polyline", {
        points: slices.map((s, z) => `${this._x(z)},${y(value(s))}`).join(" "),
        fill: "none",
        stroke: colours[name],
        "stroke-width": 1.6,
        "stroke-linejoin": "round",
        "vector-effect": "non-scaling-stroke",
      });
    const band = (name) => {
      if (slices[0]?.[`p_${name}_low`] === undefined) return null;
      const edge = (end) => slices.map((s, z) => `${this._x(z)},${y(s[`p_${name}_${end}`])}`);
      const points = [...edge("high"), ...edge("low").reverse()].join(" ");
      return svg("polygon", { points, fill: colours[name], class: "band" });
    };
    this._cursor = svg("line", {
      y1: 0,
      y2: HEIGHT,
      class: "cursor",
      "vector-effect": "non-scaling-stroke",
    });
    this.node = svg(
      "svg",
      {
        class: "curve",
        viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
        preserveAspectRatio: "none",
        role: "img",
        "aria-label": "Probability of malignant and benign along the slices",
      },
      ...[0, 0.5, 1].map((p) =>
        svg("line", {
          x1: 0,
          x2: WIDTH,
          y1: y(p),
          y2: y(p),
          class: "grid",
          "vector-effect": "non-scaling-stroke",
        }),
      ),
      band("benign"),
      band("malignant"),
      line("benign", (s) => s.p_benign),
      line("malignant", (s) => s.p_malignant),
      this._cursor,
    );
    const jump = (event) => {
      const box = this.node.getBoundingClientRect();
      const share = ((event.clientX - box.left) / box.width) * WIDTH;
      const z = ((share - PAD) / (WIDTH - 2 * PAD)) * (this._count - 1);
      goTo(clamp(Math.round(z), 0, this._count - 1));
    };
    this.node.addEventListener("pointerdown", (event) => {
      this.node.setPointerCapture(event.pointerId);
      jump(event);
    });
    this.node.addEventListener("pointermove", (event) => {
      if (this.node.hasPointerCapture(event.pointerId)) jump(event);
    });
  }

  show(slice) {
    this._cursor.setAttribute("x1", this._x(slice));
    this._cursor.setAttribute("x2", this._x(slice));
  }

  _x(z) {
    return (PAD + (z / Math.max(1, this._count - 1)) * (WIDTH - 2 * PAD)).toFixed(1);
  }
}

const y = (p) => (PAD + (1 - p) * (HEIGHT - 2 * PAD)).toFixed(1);
