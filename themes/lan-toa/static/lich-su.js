// Asks for a day and names the text that was valid then; the table beside it says the same.
(function () {
  var box = document.querySelector(".on-day");
  var rows = document.querySelectorAll(".texts [data-from]");
  if (!box || !rows.length) return;
  var input = box.querySelector("input");
  var output = box.querySelector("output");
  function show() {
    var day = input.value, found = null;
    output.textContent = "";
    if (!day) return;
    Array.prototype.forEach.call(rows, function (row) {
      var from = row.getAttribute("data-from"), until = row.getAttribute("data-until");
      if (from <= day && (!until || day < until)) found = row;
      row.removeAttribute("aria-current");
    });
    if (!found) {
      output.textContent = box.getAttribute("data-none");
      return;
    }
    found.setAttribute("aria-current", "true");
    output.appendChild(found.querySelector("th > *, th").cloneNode(true));
  }
  input.addEventListener("input", show);
})();
