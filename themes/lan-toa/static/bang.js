// Tables marked `data-table` can be sorted by their headings and filtered by words, in Vietnamese
// order and without regard to marks. The rows stand in the page; nothing is fetched.
document.addEventListener("DOMContentLoaded", function () {
  var order = new Intl.Collator("vi", { numeric: true });

  // Without marks and case: "Đơn vị" is found by "don vi".
  function fold(text) {
    return text.toLowerCase().normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/đ/g, "d");
  }
  function words(cell) {
    return cell ? (cell.dataset.sort || cell.textContent.trim()) : "";
  }
  // Numbers as they are, all else as words; empty cells last either way.
  function compare(a, b, direction) {
    if (a === "" || b === "") return (a === "") - (b === "");
    return direction * (isNaN(a) || isNaN(b) ? order.compare(a, b) : a - b);
  }

  function sort(table, heading) {
    var direction = heading.getAttribute("aria-sort") === "ascending" ? -1 : 1;
    var rows = Array.from(table.querySelectorAll("tbody tr"));
    var keyed = rows.map(function (row) { return [words(row.cells[heading.cellIndex]), row]; });
    keyed.sort(function (a, b) { return compare(a[0], b[0], direction); });
    keyed.forEach(function (pair) { table.tBodies[0].appendChild(pair[1]); });
    table.querySelectorAll("[aria-sort]").forEach(function (other) { other.removeAttribute("aria-sort"); });
    heading.setAttribute("aria-sort", direction > 0 ? "ascending" : "descending");
  }

  function filter(table, wanted, count) {
    var parts = fold(wanted).split(/\s+/), shown = 0;
    table.querySelectorAll("tbody tr").forEach(function (row) {
      var text = row.folded || (row.folded = fold(row.textContent));
      var stays = parts.every(function (part) { return text.indexOf(part) >= 0; });
      row.classList.toggle("away", !stays);
      shown += stays;
    });
    if (count) count.textContent = count.dataset.words.replace("{count}", shown);
  }

  document.querySelectorAll("table[data-table]").forEach(function (table) {
    table.querySelectorAll("thead th").forEach(function (heading) {
      var button = document.createElement("button"), words = heading.querySelector("span") || heading;
      button.type = "button";
      while (words.firstChild) button.appendChild(words.firstChild);
      heading.replaceChildren(button);
      button.addEventListener("click", function () { sort(table, heading); });
    });
  });
  document.querySelectorAll("[data-filter]").forEach(function (field) {
    var tables = document.querySelectorAll(field.dataset.filter);
    var count = field.closest(".table-tools").querySelector("[data-words]");
    field.addEventListener("input", function () {
      tables.forEach(function (table) { filter(table, field.value, count); });
    });
  });
});
