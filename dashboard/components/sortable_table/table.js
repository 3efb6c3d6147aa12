// A table whose headings sort and whose rows can be chosen. Everything is set as text, never as
// markup: names come from files.

/** @typedef {{ share: number, colour: string, low: number | null, high: number | null }} Bar */
/**
 * @typedef {object} Cell
 * @property {string} text
 * @property {string} small
 * @property {string} hint
 * @property {string | number | null} value
 * @property {string} spoken
 * @property {string} tone
 * @property {string} swatch
 * @property {[string, string] | null} flag
 * @property {Bar | null} bar
 */
/** @typedef {{ id: string | number, cells: Cell[] }} Row */
/** @typedef {{ title: string, hint: string, sort: string, rising: boolean, look: string }} Column */
/** @typedef {{ sort: string, falling: boolean }} Order */
/**
 * @typedef {object} Data
 * @property {Column[]} columns
 * @property {Row[]} rows
 * @property {string[]} foot
 * @property {(string | number)[]} selected
 * @property {boolean} several
 * @property {Order | null} order
 */
/** @typedef {(name: string, value: unknown) => void} SetState */

/** The order of each table that sorts itself, by its element. @type {WeakMap<Element, Order>} */
const orders = new WeakMap();

/** @param {{ data: Data, parentElement: HTMLElement, setStateValue: SetState }} component */
export default function ({ data, parentElement, setStateValue }) {
  let selected = new Set(data.selected);
  let order = data.order ?? orders.get(parentElement) ?? { sort: "", falling: true };

  function draw() {
    const focused = parentElement.querySelector("[data-focus]:focus")?.getAttribute("data-focus");
    const table = element("table", data.several ? "several" : "single");
    table.append(head(), body());
    if (data.foot.length > 0) table.append(foot());
    const wrap = element("div", "wrap");
    wrap.append(table);
    parentElement.querySelector(".wrap")?.remove();
    parentElement.append(wrap);
    if (focused) focusable(focused)?.focus();
  }

  /** @param {string} name @returns {HTMLElement | undefined} */
  function focusable(name) {
    /** @type {NodeListOf<HTMLElement>} */
    const there = parentElement.querySelectorAll("[data-focus]");
    return [...there].find((node) => node.dataset.focus === name);
  }

  function report() {
    const ids = data.rows.map((row) => row.id).filter((id) => selected.has(id));
    // The time tells one click from the same click again.
    setStateValue("asked", { selected: ids, ...order, at: Date.now() });
  }

  /** @param {Column} column */
  function sortBy({ sort, rising }) {
    order = { sort, falling: order.sort === sort ? !order.falling : !rising };
    if (data.order) {
      report();
    } else {
      orders.set(parentElement, order);
      draw();
    }
  }

  /** @param {Row} row */
  function choose(row) {
    if (!data.several) selected = new Set(selected.has(row.id) ? [] : [row.id]);
    else if (!selected.delete(row.id)) selected.add(row.id);
    draw();
    report();
  }

  function head() {
    const headings = element("tr");
    headings.append(...data.columns.map(heading));
    const part = element("thead");
    part.append(headings);
    return part;
  }

  /** @param {Column} column */
  function heading(column) {
    const cell = element("th", column.look);
    cell.scope = "col";
    if (!column.sort) {
      cell.textContent = column.title;
      cell.title = column.hint;
      return cell;
    }
    const sorted = order.sort === column.sort;
    cell.setAttribute("aria-sort", sorted ? (order.falling ? "descending" : "ascending") : "none");
    const button = element("button", "", column.title);
    button.type = "button";
    button.title = column.hint;
    button.dataset.focus = `sort ${column.sort}`;
    if (sorted) button.append(element("i", "", order.falling ? " ▾" : " ▴"));
    button.addEventListener("click", () => sortBy(column));
    cell.append(button);
    return cell;
  }

  function body() {
    const part = element("tbody");
    part.append(...sortedRows().map(line));
    return part;
  }

  function sortedRows() {
    const column = data.columns.findIndex((one) => one.sort === order.sort);
    if (data.order || !order.sort || column < 0) return data.rows;
    const sign = order.falling ? -1 : 1;
    return [...data.rows].sort((a, b) => {
      const [first, second] = [a.cells[column].value, b.cells[column].value];
      // What was not measured stays at the end, whichever way.
      if (first === null || second === null) return Number(first === null) - Number(second === null);
      if (typeof first === "string") return sign * first.localeCompare(String(second));
      return sign * (first - Number(second));
    });
  }

  /** @param {Row} row */
  function line(row) {
    const on = selected.has(row.id);
    const made = element("tr", on ? "on" : "");
    made.dataset.id = String(row.id);
    made.setAttribute("aria-selected", String(on));
    made.append(...row.cells.map((cell, index) => figure(cell, data.columns[index].look)));
    if (data.several) {
      const name = element("th", data.columns[0].look);
      name.scope = "row";
      name.append(tick(row, on));
      made.firstChild?.replaceWith(name);
    } else {
      made.tabIndex = 0;
      made.dataset.focus = `row ${row.id}`;
      made.addEventListener("click", () => choose(row));
      made.addEventListener("keydown", (event) => onKey(event, row));
    }
    return made;
  }

  /** @param {Row} row @param {boolean} on */
  function tick(row, on) {
    const label = element("label");
    const box = element("input");
    box.type = "checkbox";
    box.checked = on;
    box.dataset.focus = `tick ${row.id}`;
    box.setAttribute("aria-label", `Compare ${row.id}`);
    box.addEventListener("change", () => choose(row));
    label.append(box, ...contents(row.cells[0]));
    return label;
  }

  /** @param {KeyboardEvent} event @param {Row} row */
  function onKey(event, row) {
    const here = /** @type {HTMLElement} */ (event.currentTarget);
    const next = { ArrowDown: here.nextElementSibling, ArrowUp: here.previousElementSibling };
    if (event.key === "Enter" || event.key === " ") choose(row);
    else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      /** @type {HTMLElement | null} */ (next[event.key])?.focus();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }

  function foot() {
    const [title, ...counts] = data.foot;
    const last = element("tr");
    last.append(element("th", data.columns[0].look, title));
    for (const count of counts) last.append(element("td", "", count));
    const part = element("tfoot");
    part.append(last);
    return part;
  }

  draw();
}

/** @param {Cell} cell @param {string} look */
function figure(cell, look) {
  const made = element("td", look);
  if (cell.hint) made.title = cell.hint;
  made.append(...contents(cell));
  return made;
}

/** @param {Cell} cell */
function contents(cell) {
  const parts = [];
  if (cell.swatch) {
    const swatch = element("span", "swatch");
    swatch.style.background = cell.swatch;
    parts.push(swatch);
  }
  const words = element("span", `words ${cell.tone}`, cell.text);
  if (cell.spoken) words.setAttribute("aria-label", cell.spoken);
  parts.push(words);
  const small = element("small", cell.bar ? "beside" : "", cell.small);
  if (cell.bar) parts.push(bar(cell.bar), small);
  else if (cell.small) words.append(small);
  if (cell.flag) {
    const flag = element("em", "", cell.flag[0]);
    flag.title = cell.flag[1];
    parts.push(flag);
  }
  return parts;
}

/** @param {Bar} bar */
function bar({ share, colour, low, high }) {
  const track = element("span", "track");
  const fill = element("span", "fill");
  fill.style.width = `${100 * share}%`;
  fill.style.background = colour;
  track.append(fill);
  if (low !== null && high !== null) {
    const whisker = element("span", "whisker");
    whisker.style.left = `${100 * low}%`;
    whisker.style.width = `${100 * (high - low)}%`;
    track.append(whisker);
  }
  return track;
}

/**
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {string} look
 * @param {string} text
 */
function element(tag, look = "", text = "") {
  const made = document.createElement(tag);
  if (look.trim()) made.className = look.trim();
  if (text) made.textContent = text;
  return made;
}
