// Lives at the end of every page of the preview: loads it again when it is told to, keeps the place
// where the reader was, and shows what is wrong.
(function () {
  "use strict";
  var script = document.currentScript;
  var run = script.dataset.run;
  var version = Number(script.dataset.version);
  var PLACE = "lantoa:place";
  var CLOSED = "lantoa:closed";
  var isPlain = "plain" in script.dataset;
  var source = null;

  function remember(key, value) {
    try { sessionStorage.setItem(key, value); } catch (error) { /* storage may be forbidden */ }
  }

  function recall(key) {
    try { return sessionStorage.getItem(key); } catch (error) { return null; }
  }

  function reload() {
    remember(PLACE, JSON.stringify({ page: location.pathname, x: scrollX, y: scrollY }));
    location.reload();
  }

  // The page may still grow while pictures arrive: go on until it has, or the reader moves.
  function restore() {
    var place = JSON.parse(recall(PLACE) || "null");
    remember(PLACE, "null");
    if (!place || place.page !== location.pathname) { return; }
    history.scrollRestoration = "manual";
    function go() { scrollTo({ left: place.x, top: place.y, behavior: "instant" }); }
    var growth = window.ResizeObserver ? new ResizeObserver(go) : null;
    var moves = ["wheel", "touchstart", "keydown", "pointerdown"];
    function stop() {
      if (growth) { growth.disconnect(); }
      moves.forEach(function (move) { removeEventListener(move, stop); });
      history.scrollRestoration = "auto";
    }
    go();
    if (growth) { growth.observe(document.documentElement); }
    moves.forEach(function (move) { addEventListener(move, stop, { passive: true }); });
    addEventListener("load", function () { go(); setTimeout(stop, 1500); });
  }

  // Every sheet of the site takes its new name; the old one stays until the new one is there.
  function restyle(path) {
    var sheets = document.querySelectorAll("link[rel~=stylesheet]");
    var found = false;
    sheets.forEach(function (sheet) {
      var href = sheet.getAttribute("href") || "";
      var at = href.search(/assets\/site-[0-9a-f]+\.css$/);
      if (at < 0) { return; }
      var fresh = sheet.cloneNode();
      fresh.setAttribute("href", href.slice(0, at) + path);
      fresh.addEventListener("load", function () { sheet.remove(); });
      sheet.after(fresh);
      found = true;
    });
    return found;
  }

  function host() {
    var found = document.querySelector("lantoa-problems");
    if (!found) {
      found = document.createElement("lantoa-problems");
      found.attachShadow({ mode: "open" });
      document.body.append(found);
    }
    return found.shadowRoot;
  }

  // A modal dialog of the browser itself: Esc closes it, the keyboard stays inside.
  function show(html) {
    var root = host();
    root.innerHTML = html;
    var dialog = root.querySelector("dialog");
    if (!dialog) { return; }
    var key = dialog.dataset.key;
    function open() { if (!dialog.open) { dialog.showModal(); } }
    root.querySelector(".open").addEventListener("click", open);
    root.querySelector(".close").addEventListener("click", function () { dialog.close(); });
    dialog.addEventListener("close", function () { remember(CLOSED, key); });
    if (dialog.dataset.errors !== "0" && recall(CLOSED) !== key) { open(); }
  }

  function problems() {
    var page = encodeURIComponent(location.pathname);
    fetch("/__lantoa/problems?page=" + page).then(function (answer) {
      return answer.ok ? answer.text() : "";
    }).then(function (html) { show(html); }, function () { /* the stream will tell */ });
  }

  function on(name, act) {
    source.addEventListener(name, function (event) {
      var news = JSON.parse(event.data);
      if (news.run !== run) { reload(); return; }
      if (news.version <= version) { return; }
      var isNext = news.version === version + 1;
      version = news.version;
      act(news, isNext);
    });
  }

  function connect() {
    if (source || document.hidden) { return; }
    source = new EventSource("/__lantoa/events");
    on("hello", reload);
    on("reload", reload);
    on("style", function (news, isNext) {
      if (!isNext || !restyle(news.style)) { reload(); }
    });
    on("problems", function (news, isNext) {
      if (isNext && !isPlain) { problems(); } else { reload(); }
    });
    source.addEventListener("error", function () {
      if (source && source.readyState === 2) {
        source = null;
        setTimeout(connect, 1000);
      }
    });
  }

  // A browser opens six connections to one address: a page that nobody sees gives its own back.
  function disconnect() {
    if (source) { source.close(); }
    source = null;
  }

  restore();
  // A page of the preview itself lists the problems already.
  if (!isPlain) { problems(); }
  connect();
  document.addEventListener("visibilitychange", function () {
    if (document.hidden) { disconnect(); } else { connect(); }
  });
  addEventListener("pagehide", disconnect);
  addEventListener("pageshow", function (event) { if (event.persisted) { connect(); } });
})();
