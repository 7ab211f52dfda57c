// Copyright (c) 2026, telephony.threecx contributors
// GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
// SPDX-License-Identifier: GPL-3.0-or-later

// Sorting and searching. Without scripts the page is complete, and in the order of the MAC addresses.
(() => {
  "use strict";
  const table = document.querySelector("table");
  const body = table.tBodies[0];
  const rows = Array.from(body.rows);
  const heads = Array.from(table.tHead.rows[0].cells);
  const search = document.getElementById("search");
  const state = document.getElementById("state");
  const sorting = document.getElementById("sorting");
  const shown = document.getElementById("shown");
  const order = new Intl.Collator(undefined, { numeric: true, sensitivity: "base" });

  const key = (row, column) => row.cells[column].dataset.key ?? row.cells[column].textContent.trim();

  // The digits of MAC addresses are hexadecimal, so no numbers are to be seen in them.
  const compare = (column, one, other) =>
    "plain" in heads[column].dataset ? Number(one > other) - Number(one < other) : order.compare(one, other);

  const sort = (column, direction) => {
    const sign = direction === "ascending" ? 1 : -1;
    rows.sort((one, other) => sign * compare(column, key(one, column), key(other, column)));
    body.append(...rows);
    heads.forEach((head) => head.removeAttribute("aria-sort"));
    heads[column].setAttribute("aria-sort", direction);
    sorting.value = `${column} ${direction}`;
  };

  const filter = () => {
    const words = search.value.toLowerCase().split(/\s+/);
    rows.forEach((row) => {
      const text = row.textContent.toLowerCase();
      const isOfState = !state?.value || row.dataset.state === state.value;
      row.hidden = !(isOfState && words.every((word) => text.includes(word)));
    });
    const count = rows.filter((row) => !row.hidden).length;
    shown.textContent = `${count.toLocaleString("en")} of ${rows.length.toLocaleString("en")} shown`;
  };

  heads.forEach((head, column) => {
    const name = head.textContent.trim();
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = name;
    button.addEventListener("click", () => {
      sort(column, head.getAttribute("aria-sort") === "ascending" ? "descending" : "ascending");
    });
    head.replaceChildren(button);
    ["ascending", "descending"].forEach((direction) => {
      const arrow = direction === "ascending" ? "↑" : "↓";
      sorting.append(new Option(`${name} ${arrow}`, `${column} ${direction}`));
    });
  });

  sorting.addEventListener("change", () => {
    const [column, direction] = sorting.value.split(" ");
    sort(Number(column), direction);
  });
  search.addEventListener("input", filter);
  state?.addEventListener("change", filter);
  document.getElementById("tools").hidden = false;
  const sorted = heads.findIndex((head) => head.hasAttribute("aria-sort"));
  sort(Math.max(sorted, 0), "ascending");
  filter();
})();
