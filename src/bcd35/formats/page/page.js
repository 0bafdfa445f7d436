"use strict";
// Sorting and searching of the table of units. Reads the page, holds no data; without it everything is still there to read.
(() => {
  const table = document.querySelector("[data-sortable]");
  const tools = document.querySelector(".tools");
  if (!table || !tools) return;
  const body = table.tBodies[0];
  const rows = [...body.rows];
  const search = tools.querySelector("input");
  const state = tools.querySelector("select");
  const shown = tools.querySelector("output");
  const order = new Intl.Collator("vi", { numeric: true });
  const fold = (text) => text.toLowerCase().replaceAll("đ", "d").normalize("NFD").replace(/\p{M}/gu, "");
  const words = new Map(rows.map((row) => [row, fold(row.textContent)]));

  const filter = () => {
    const wanted = fold(search.value).split(/\s+/).filter(Boolean);
    let count = 0;
    for (const row of rows) {
      const fits = wanted.every((word) => words.get(row).includes(word)) && (!state.value || row.dataset.state === state.value);
      row.hidden = !fits;
      count += fits;
    }
    shown.textContent = `Đang hiện ${count}/${rows.length} đơn vị`;
  };

  const key = (row, place) => row.cells[place].dataset.key ?? row.cells[place].textContent.trim();
  const sort = (heading, place) => {
    const down = heading.getAttribute("aria-sort") === "ascending";
    for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
    heading.setAttribute("aria-sort", down ? "descending" : "ascending");
    const sorted = [...rows].sort((one, two) => (down ? -1 : 1) * order.compare(key(one, place), key(two, place)));
    body.append(...sorted);
  };

  [...table.tHead.rows[0].cells].forEach((heading, place) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = heading.textContent;
    button.addEventListener("click", () => sort(heading, place));
    heading.replaceChildren(button);
  });
  search.addEventListener("input", filter);
  state.addEventListener("change", filter);
  tools.addEventListener("submit", (event) => event.preventDefault());
  tools.hidden = false;
  filter();
})();
