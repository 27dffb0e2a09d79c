// Buttons of a page that only a script can serve: print, copy the address, hand it to another
// program. They are shown only where scripts run; what they do, a browser's own menu does too.
document.addEventListener("click", function (event) {
  var button = event.target.closest && event.target.closest("[data-do]");
  if (!button) return;
  var canonical = document.querySelector('link[rel="canonical"]');
  var address = canonical ? canonical.href : location.href.split("#")[0];

  function say() {
    var words = button.querySelector("span") || button, before = words.textContent;
    words.textContent = button.dataset.done;
    setTimeout(function () { words.textContent = before; }, 2000);
  }
  // Where the clipboard is refused (no https, an old browser), a selected field still copies.
  function byHand() {
    var field = document.createElement("textarea");
    field.value = address;
    document.body.appendChild(field);
    field.select();
    if (document.execCommand("copy")) say();
    field.remove();
    button.focus();
  }

  if (button.dataset.do === "print") window.print();
  else if (button.dataset.do === "copy") {
    if (navigator.clipboard) navigator.clipboard.writeText(address).then(say, byHand);
    else byHand();
  } else if (button.dataset.do === "share") {
    navigator.share({ title: document.title, url: address }).catch(function () { /* closed by the reader */ });
  }
});

// Parts of a document can be cited: each heading offers its own address.
document.addEventListener("DOMContentLoaded", function () {
  document.querySelectorAll("[data-cite] .prose [id]").forEach(function (heading) {
    if (!/^H[2-4]$/.test(heading.tagName)) return;
    var link = document.createElement("a"), words = heading.closest("[data-cite]").dataset.cite;
    link.className = "cite";
    link.href = "#" + heading.id;
    link.setAttribute("aria-label", words + ": " + heading.textContent);
    link.textContent = "#";
    heading.appendChild(link);
  });
});

// A phone's own sheet of programs (Zalo among them), where there is one.
document.addEventListener("DOMContentLoaded", function () {
  document.querySelectorAll('[data-do="share"]').forEach(function (button) {
    button.hidden = !navigator.share;
  });
  // Browsers without popovers: the sheet of display settings opens here.
  if (HTMLElement.prototype.showPopover) return;
  document.querySelectorAll(".display").forEach(function (sheet) {
    sheet.hidden = true;
    document.querySelectorAll('[popovertarget="' + sheet.id + '"]').forEach(function (button) {
      button.addEventListener("click", function () { sheet.hidden = !sheet.hidden; });
    });
  });
});
