// Opened from a disk by double-click, a link to a folder would show its listing: name its page.
if (location.protocol === "file:") {
  document.addEventListener("DOMContentLoaded", function () {
    document.querySelectorAll("a[href]").forEach(function (link) {
      var parts = link.getAttribute("href").match(/^(?![a-z]+:|#)([^?#]*\/)([?#].*)?$/i);
      if (parts) link.setAttribute("href", parts[1] + "index.html" + (parts[2] || ""));
    });
  });
}
