// The list of records. Everything is set as text, never as markup.

/**
 * @typedef {object} Row
 * @property {string} id
 * @property {boolean} reviewed
 * @property {string} subject
 * @property {string} date
 * @property {string} category
 * @property {string} colour
 * @property {boolean} needs_review
 * @property {string} why_review
 * @property {number} p
 * @property {number | null} low
 * @property {number | null} high
 * @property {string} burden
 * @property {string} lesions
 * @property {string} severity
 * @property {string} cautions
 * @property {string} why_caution
 * @property {string} model
 * @property {string} added
 */
/** @typedef {keyof typeof CELLS} Key */
/** @typedef {{key: Key, title: string, hint: string, sort: string}} Column `sort` is "" for none */
/** @typedef {{sort: string, reverse: boolean, picked: string | null}} Asked */
/** @typedef {Asked & {columns: Column[], rows: Row[]}} Table */

/**
 * @param {{data: Table, parentElement: HTMLElement,
 *   setStateValue: (name: "asked", asked: Asked & {at: number}) => void}} component
 */
export default function ({ data, parentElement, setStateValue }) {
  /** @type {HTMLElement | null} */
  const focusedRow = parentElement.querySelector("tbody tr:focus");
  const focused = focusedRow?.dataset.id;

  /** @param {Partial<Asked>} change */
  function ask(change) {
    // The time tells one click from the same click again.
    setStateValue("asked", {
      sort: data.sort,
      reverse: data.reverse,
      picked: data.picked,
      at: Date.now(),
      ...change,
    });
  }

  /** @param {Column} column */
  function heading(column) {
    const cell = element("th", column.key);
    cell.scope = "col";
    if (!column.sort) {
      cell.textContent = column.title;
      cell.title = column.hint;
      return cell;
    }
    const sorted = data.sort === column.sort;
    // Falling is the natural order of all but the category, which begins with the most urgent.
    const falling = (column.sort !== "category") !== data.reverse;
    cell.setAttribute("aria-sort", sorted ? (falling ? "descending" : "ascending") : "none");
    const button = element("button", "", column.title);
    button.type = "button";
    button.title = column.hint;
    if (sorted) button.append(element("i", "", falling ? " ▾" : " ▴"));
    button.addEventListener("click", () =>
      ask({ sort: column.sort, reverse: sorted ? !data.reverse : false }),
    );
    cell.append(button);
    return cell;
  }

  /** @param {Row} row */
  function line(row) {
    const made = element("tr", row.id === data.picked ? "on" : "");
    made.tabIndex = 0;
    made.dataset.id = row.id;
    made.setAttribute("aria-selected", String(row.id === data.picked));
    for (const { key } of data.columns) made.append(CELLS[key](row));
    const pick = () => ask({ picked: row.id === data.picked ? null : row.id });
    made.addEventListener("click", pick);
    made.addEventListener("keydown", (event) => {
      if (event.key === "Enter" || event.key === " ") pick();
      else if (event.key === "ArrowDown") focusOn(made.nextElementSibling);
      else if (event.key === "ArrowUp") focusOn(made.previousElementSibling);
      else return;
      event.preventDefault();
      event.stopPropagation();
    });
    return made;
  }

  const table = element("table");
  const titles = element("tr");
  titles.append(...data.columns.map(heading));
  const head = element("thead");
  head.append(titles);
  const body = element("tbody");
  body.append(...data.rows.map(line));
  table.append(head, body);
  const wrap = element("div", "wrap");
  wrap.append(table);
  parentElement.querySelector(".wrap")?.remove();
  parentElement.append(wrap);
  if (focused) focusOn(wrap.querySelector(`tr[data-id="${focused}"]`));
}

/** @satisfies {Record<string, (row: Row) => HTMLElement>} */
const CELLS = {
  status: (row) => {
    const cell = element("td", "status");
    const mark = element("span", row.reviewed ? "seen" : "new", row.reviewed ? "✓" : "●");
    mark.title = row.reviewed ? "Reviewed" : "New";
    mark.setAttribute("aria-label", mark.title);
    cell.append(mark);
    return cell;
  },
  subject: (row) => element("td", "subject", row.subject),
  date: (row) => element("td", "", row.date),
  category: (row) => {
    const cell = element("td", "category");
    const swatch = element("span", "swatch");
    swatch.style.background = row.colour;
    cell.append(swatch, element("span", "", row.category));
    if (row.needs_review) {
      const flag = element("em");
      flag.append(element("span", "rest", "needs "), "review");
      flag.title = row.why_review;
      cell.append(flag);
    }
    return cell;
  },
  risk: (row) => {
    const cell = element("td", "risk");
    const track = element("span", "track");
    const fill = element("span", "fill");
    fill.style.width = `${100 * row.p}%`;
    fill.style.background = row.colour;
    track.append(fill);
    const words = row.p.toFixed(2);
    if (row.low !== null && row.high !== null) {
      const whisker = element("span", "whisker");
      whisker.style.left = `${100 * row.low}%`;
      whisker.style.width = `${100 * (row.high - row.low)}%`;
      track.append(whisker);
      cell.title = `${words}, between ${row.low.toFixed(2)} and ${row.high.toFixed(2)}`;
    }
    cell.append(element("span", "figure", words), track);
    if (row.low !== null && row.high !== null) {
      cell.append(element("small", "", `${row.low.toFixed(2)}–${row.high.toFixed(2)}`));
    }
    return cell;
  },
  burden: (row) => element("td", row.burden.endsWith("%") ? "" : "none", row.burden),
  lesions: (row) => element("td", "", row.lesions),
  cautions: (row) => {
    const cell = element("td", row.severity, row.cautions);
    cell.title = row.why_caution;
    return cell;
  },
  model: (row) => element("td", "model", row.model),
  added: (row) => element("td", "added", row.added),
};

/** @param {Element | null} row */
function focusOn(row) {
  if (row instanceof HTMLElement) row.focus();
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
