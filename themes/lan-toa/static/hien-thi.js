// How this reader wants pages to look: size of letters, light or dark, contrast. Loaded before the
// first paint, so that nothing jumps; without it the page looks as the machine is set.
(function () {
  var root = document.documentElement, key = "lan-toa", wish = {};
  try { wish = JSON.parse(localStorage.getItem(key)) || {}; } catch (refused) { /* no storage, no memory */ }

  function show() {
    root.dataset.js = "";
    ["size", "scheme", "contrast"].forEach(function (name) {
      if (wish[name]) root.setAttribute("data-" + name, wish[name]);
      else root.removeAttribute("data-" + name);
    });
    document.querySelectorAll("[data-wish][data-value]").forEach(function (button) {
      var value = wish[button.dataset.wish] || "";
      button.setAttribute("aria-pressed", String(value === button.dataset.value));
    });
  }

  // A step of the size, or a value; "" is the machine's own.
  document.addEventListener("click", function (event) {
    var button = event.target.closest && event.target.closest("[data-wish]");
    if (!button) return;
    var name = button.dataset.wish, step = Number(button.dataset.step);
    var size = Math.max(-1, Math.min(3, Number(wish.size || 0) + step));
    wish[name] = step ? (size ? String(size) : "") : button.dataset.value || "";
    try { localStorage.setItem(key, JSON.stringify(wish)); } catch (refused) { /* kept for this page */ }
    show();
  });

  document.addEventListener("DOMContentLoaded", show);
  show();
})();
