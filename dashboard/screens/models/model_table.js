// The table of models. Everything is set as text, never as markup: names come from files.

/**
 * A figure of a model: `sort` is its value, null where it was not measured.
 * @typedef {{text: string, small: string, hint: string, best: boolean, sort: number | null}} Figure
 */
/** @typedef {{name: string, note: string, colour: string, cells: Figure[]}} Row */
/**
 * `more`: a higher value is better.
 * @typedef {{title: string, hint: string, more: boolean}} Column
 */
/**
 * @typedef {object} Table
 * @property {Column[]} columns
 * @property {Row[]} rows
 * @property {string[]} picked names of the ticked models
 * @property {string[]} counts under each column
 */
/**
 * The column sorted by: -1 for the name, null for none.
 * @typedef {{column: number | null, down: boolean}} Order
 */

/**
 * By the component's element.
 * @type {WeakMap<HTMLElement, Order>}
 */
const orders = new WeakMap();

/**
 * @param {{data: Table, parentElement: HTMLElement,
 *   setStateValue: (name: "picked", names: string[]) => void}} component
 */
export default function ({ data, parentElement, setStateValue }) {
  const picked = new Set(data.picked);
  const order = orders.get(parentElement) ?? { column: null, down: true };

  function draw() {
    orders.set(parentElement, order);
    const wrap = element("div", "wrap");
    const table = element("table");
    table.append(head(), body(), foot());
    wrap.append(table);
    parentElement.querySelector(".wrap")?.remove();
    parentElement.append(wrap);
  }

  function head() {
    const row = element("tr");
    row.append(heading("Model", "Sort by name", -1));
    data.columns.forEach((column, index) => {
      row.append(heading(column.title, column.hint, index));
    });
    const part = element("thead");
    part.append(row);
    return part;
  }

  /**
   * @param {string} title
   * @param {string} hint
   * @param {number} index
   */
  function heading(title, hint, index) {
    const cell = element("th");
    const button = element("button", "", title);
    button.type = "button";
    button.title = hint;
    const sorted = order.column === index;
    cell.setAttribute("aria-sort", sorted ? (order.down ? "descending" : "ascending") : "none");
    cell.scope = "col";
    if (sorted) button.append(element("i", "", order.down ? " ▾" : " ▴"));
    button.addEventListener("click", () => {
      // First the best on top, then the other way round.
      order.down = sorted ? !order.down : index >= 0 && data.columns[index].more;
      order.column = index;
      draw();
      const buttons = parentElement.querySelectorAll("th button");
      /** @type {HTMLElement} */ (buttons[index + 1]).focus();
    });
    cell.append(button);
    return cell;
  }

  function body() {
    const part = element("tbody");
    for (const row of sortedRows()) {
      const line = element("tr", picked.has(row.name) ? "on" : "");
      line.append(nameCell(row));
      for (const cell of row.cells) line.append(figureCell(cell));
      part.append(line);
    }
    return part;
  }

  function sortedRows() {
    const { column } = order;
    if (column === null) return data.rows;
    const sign = order.down ? -1 : 1;
    if (column < 0) {
      return [...data.rows].sort((a, b) => sign * a.name.localeCompare(b.name));
    }
    return [...data.rows].sort((a, b) => {
      const [first, second] = [a.cells[column].sort, b.cells[column].sort];
      // What was not measured stays at the end, whichever way.
      if (first === null || second === null) {
        return Number(first === null) - Number(second === null);
      }
      return sign * (first - second);
    });
  }

  /** @param {Row} row */
  function nameCell(row) {
    const cell = element("th", "name");
    cell.scope = "row";
    const label = element("label");
    const box = element("input");
    box.type = "checkbox";
    box.checked = picked.has(row.name);
    box.setAttribute("aria-label", `Compare ${row.name}`);
    box.addEventListener("change", () => {
      if (box.checked) picked.add(row.name);
      else picked.delete(row.name);
      draw();
      setStateValue("picked", data.rows.map((r) => r.name).filter((name) => picked.has(name)));
    });
    const swatch = element("span", "swatch");
    swatch.style.background = row.colour;
    const words = element("span", "words", row.name);
    words.title = row.name;
    if (row.note) words.append(element("small", "", row.note));
    label.append(box, swatch, words);
    cell.append(label);
    return cell;
  }

  /** @param {Figure} figure */
  function figureCell(figure) {
    const cell = element("td", figure.best ? "best" : "");
    if (figure.hint) cell.title = figure.hint;
    cell.append(element("span", figure.sort === null ? "none" : "", figure.text));
    cell.append(element("small", "", figure.small));
    return cell;
  }

  function foot() {
    const row = element("tr");
    row.append(element("th", "name", "n"));
    for (const count of data.counts) row.append(element("td", "", count));
    const part = element("tfoot");
    part.append(row);
    return part;
  }

  draw();
}

/**
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 */
function element(tag, className = "", text = "") {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text) made.textContent = text;
  return made;
}
