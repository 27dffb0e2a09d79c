// The search box of every page and the search page. The engine is fetched when a reader first turns
// to a box; without script both boxes are plain forms that lead to complete lists.
(function () {
  var FACETS = ["kind", "unit", "year", "award", "status"];
  var opened = null;

  // Opened from a disk, files come as scripts: each hands its content to lanToa.
  function fromDisk(url) {
    return new Promise(function (done) {
      var script = document.createElement("script");
      var name = url.replace(/.*\//, "").replace(/\.js.*/, "").replace("entry.json", "entry");
      if (url.indexOf("/t/") > 0) name = "t" + name;
      window.lanToa = window.lanToa || function (name, content) { window.lanToa.came[name] = content; };
      window.lanToa.came = window.lanToa.came || {};
      script.onload = script.onerror = function () {
        var content = window.lanToa.came[name];
        script.remove();
        var isThere = content !== undefined, json = isThere ? JSON.stringify(content) : "";
        var text = name === "entry" ? json : 'lanToa("' + name + '",' + json + ")";
        done({ ok: isThere, status: isThere ? 200 : 404, text: function () { return Promise.resolve(text); } });
      };
      script.src = url.replace(/entry\.json$/, "entry.js");
      document.head.appendChild(script);
    });
  }

  function engine(root) {
    if (opened) return opened;
    opened = new Promise(function (done, fail) {
      var script = document.createElement("script");
      script.src = root + "search/engine-classic.js";
      script.onload = done;
      script.onerror = fail;
      document.head.appendChild(script);
    }).then(function () {
      var disk = location.protocol === "file:";
      return window.lanToaSearch.open(disk ? { base: root, fetch: fromDisk } : { base: root });
    });
    opened.catch(function () { opened = null; });
    return opened;
  }

  // One question at a time: a newer one ends the older, whose answer is never shown.
  function asker(root) {
    var last = null;
    return function (query, options, show, fail) {
      if (last) last.abort();
      var mine = last = new AbortController();
      engine(root).then(function (search) {
        return search.search(query, Object.assign({ signal: mine.signal }, options));
      }).then(function (answer) {
        if (mine === last) show(answer);
      }, function (error) {
        if (mine === last && error.name !== "AbortError") fail(error);
      });
    };
  }

  function page(root, url) {
    return location.protocol === "file:" ? url + "index.html" : url;
  }

  function element(name, text, more) {
    var made = document.createElement(name);
    if (text) made.textContent = text;
    return Object.assign(made, more || {});
  }

  function meta(result) {
    return [result.kindName, result.number, result.date.split("-").reverse().join("/"), result.unit].filter(Boolean).join(" · ");
  }

  // The box in the band: a combobox with a list (ARIA 1.2).
  function box(form) {
    var input = form.querySelector("input"), list = form.querySelector("ul"), status = form.querySelector("[role=status]");
    var root = form.dataset.root, ask = asker(root), at = -1, timer = 0;
    input.setAttribute("role", "combobox");
    input.setAttribute("aria-autocomplete", "list");
    input.setAttribute("aria-controls", list.id);
    input.setAttribute("aria-expanded", "false");

    function close() {
      list.hidden = true;
      at = -1;
      input.setAttribute("aria-expanded", "false");
      input.removeAttribute("aria-activedescendant");
    }
    function choose(next) {
      var options = list.children;
      if (at >= 0 && options[at]) options[at].setAttribute("aria-selected", "false");
      at = next;
      if (at < 0) return input.removeAttribute("aria-activedescendant");
      options[at].setAttribute("aria-selected", "true");
      options[at].scrollIntoView({ block: "nearest" });
      input.setAttribute("aria-activedescendant", options[at].id);
    }
    function option(result, place) {
      var made = element("li", result.title, { id: list.id + "-" + place });
      made.setAttribute("role", "option");
      made.setAttribute("aria-selected", "false");
      made.appendChild(element("small", meta(result)));
      made.dataset.url = page(root, result.url);
      return made;
    }
    function show(answer) {
      list.replaceChildren.apply(list, answer.results.map(option));
      at = -1;
      input.removeAttribute("aria-activedescendant");
      list.hidden = !answer.results.length;
      input.setAttribute("aria-expanded", String(!list.hidden));
      status.textContent = answer.total ? form.dataset.results.replace("{count}", answer.total) : form.dataset.none;
    }
    function broken() {
      close();
      status.textContent = form.dataset.broken;
    }

    input.addEventListener("focus", function () { engine(root).catch(function () {}); }, { once: true });
    input.addEventListener("input", function () {
      clearTimeout(timer);
      var typed = input.value;
      if (typed.trim().length < 2) return close();
      timer = setTimeout(function () { ask(typed, { limit: 6 }, show, broken); }, 120);
    });
    input.addEventListener("keydown", function (event) {
      var count = list.hidden ? 0 : list.children.length;
      if (event.isComposing) return;
      if (event.key === "Escape" && !list.hidden) { event.preventDefault(); close(); }
      else if (event.key === "ArrowDown" && count) { event.preventDefault(); choose(at + 1 < count ? at + 1 : 0); }
      else if (event.key === "ArrowUp" && count) { event.preventDefault(); choose(at > 0 ? at - 1 : count - 1); }
      else if (event.key === "Enter" && at >= 0 && count) { event.preventDefault(); location.href = list.children[at].dataset.url; }
    });
    list.addEventListener("mousedown", function (event) { event.preventDefault(); });
    list.addEventListener("click", function (event) {
      var option = event.target.closest("[role=option]");
      if (option) location.href = option.dataset.url;
    });
    form.addEventListener("focusout", function (event) { if (!form.contains(event.relatedTarget)) close(); });
  }

  // The search page: the address holds query and filters.
  function whole(form) {
    var input = form.querySelector("input"), status = form.querySelector("[role=status]");
    var near = form.querySelector(".search-near"), filters = form.querySelector(".search-filters");
    var area = document.querySelector(".search-results"), list = area.querySelector("ol"), more = area.querySelector("button");
    var shelves = document.querySelector(".shelves"), root = form.dataset.root, ask = asker(root), timer = 0;
    var chosen = {}, labels = form.dataset.facets.split("|");

    function read() {
      var asked = new URLSearchParams(location.search);
      input.value = asked.get("q") || "";
      FACETS.forEach(function (facet) { chosen[facet] = asked.getAll(facet); });
    }
    function write() {
      var asked = new URLSearchParams();
      if (input.value) asked.set("q", input.value);
      FACETS.forEach(function (facet) { chosen[facet].forEach(function (value) { asked.append(facet, value); }); });
      var text = asked.toString();
      history.replaceState(null, "", text ? "?" + text : location.pathname);
    }
    function isAsked() {
      return input.value.trim() || FACETS.some(function (facet) { return chosen[facet].length; });
    }
    function card(result) {
      var made = element("li", "", { className: "card" }), title = element("h2");
      title.appendChild(element("a", result.title, { href: page(root, result.url) }));
      var words = element("p");
      // The engine escapes everything but its own <mark>.
      words.innerHTML = result.excerpt;
      made.append(title, element("p", meta(result), { className: "meta" }), words);
      return made;
    }
    function facet(name, values, label) {
      var field = element("fieldset");
      field.appendChild(element("legend", label));
      values.slice(0, 30).forEach(function (value) {
        var line = element("label"), tick = element("input", "", { type: "checkbox", value: value.value });
        tick.checked = chosen[name].indexOf(value.value) >= 0;
        tick.addEventListener("change", function () {
          chosen[name] = chosen[name].filter(function (other) { return other !== value.value; });
          if (tick.checked) chosen[name].push(value.value);
          run();
        });
        line.append(tick, value.label + " (" + value.count + ")");
        field.appendChild(line);
      });
      return field;
    }
    function drawFacets(facets) {
      var here = document.activeElement, held = here && here.type === "checkbox" ? here.value : null;
      var fields = FACETS.map(function (name, at) {
        return facets[name].length > 1 || chosen[name].length ? facet(name, facets[name], labels[at]) : null;
      }).filter(Boolean);
      var into = filters.querySelector("div");
      into.replaceChildren.apply(into, fields);
      filters.hidden = !fields.length;
      if (held) Array.prototype.some.call(into.querySelectorAll("input"), function (tick) {
        if (tick.value === held) tick.focus();
        return tick.value === held;
      });
    }
    function show(answer, isMore) {
      var cards = answer.results.map(card);
      if (isMore) list.append.apply(list, cards);
      else list.replaceChildren.apply(list, cards);
      area.hidden = !list.children.length;
      shelves.hidden = !area.hidden;
      more.hidden = list.children.length >= answer.total;
      status.textContent = (answer.total ? form.dataset.results.replace("{count}", answer.total) : form.dataset.none) +
        (answer.missing ? ". " + form.dataset.missing : "");
      if (isMore) return;
      drawFacets(answer.facets);
      near.hidden = !answer.suggestions.length;
      if (!near.hidden) {
        var words = form.dataset.near.split("{words}"), button = element("button", answer.suggestions[0], { type: "button" });
        button.addEventListener("click", function () { input.value = answer.suggestions[0]; input.focus(); run(); });
        near.replaceChildren(words[0], button, words[1] || "");
      }
    }
    function broken() {
      status.textContent = form.dataset.broken;
      area.hidden = true;
      shelves.hidden = false;
    }
    function run() {
      clearTimeout(timer);
      write();
      if (!isAsked()) {
        area.hidden = near.hidden = filters.hidden = true;
        shelves.hidden = false;
        status.textContent = "";
        return;
      }
      ask(input.value, { limit: 10, filters: chosen }, show, broken);
    }

    read();
    engine(root).catch(broken);
    if (isAsked()) run();
    input.addEventListener("input", function () { clearTimeout(timer); timer = setTimeout(run, 150); });
    form.addEventListener("submit", function (event) { event.preventDefault(); run(); });
    window.addEventListener("popstate", function () { read(); run(); });
    more.addEventListener("click", function () {
      var first = list.children.length;
      ask(input.value, { limit: 10, offset: first, filters: chosen }, function (answer) {
        show(answer, true);
        var next = list.children[first];
        if (next) next.querySelector("a").focus();
      }, broken);
    });
    // After the first use the page and what was asked for answer without a network. What this page has
    // loaded before anybody kept it is handed on.
    if (navigator.serviceWorker && location.protocol !== "file:") {
      var isFirst = !navigator.serviceWorker.controller;
      navigator.serviceWorker.register(root + "search/sw.js").then(function () {
        return isFirst ? Promise.all([caches.open("lan-toa-search"), navigator.serviceWorker.ready, engine(root)]) : [];
      }).then(function (all) {
        if (all[0]) [{ name: location.pathname }].concat(performance.getEntriesByType("resource")).forEach(function (loaded) {
          all[0].add(loaded.name).catch(function () { /* the next visit keeps it */ });
        });
      }).catch(function () { /* refused: all works but offline */ });
    }
  }

  document.addEventListener("DOMContentLoaded", function () {
    document.querySelectorAll(".search-box").forEach(box);
    document.querySelectorAll(".search-page").forEach(whole);
  });
})();
