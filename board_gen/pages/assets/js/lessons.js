/* The lessons, searched and narrowed. The page holds the newest; a search loads the other years, whose rows come as
   HTML made by the page's own template (docs/lists.md). All of it is kept in the address. */
(function () {
  "use strict";
  var AT_ONCE = 4, TRIES = 3, PATIENCE = 250, PRINTED = 1000;
  var form = document.getElementById("lessons-filters"), list = document.getElementById("lessons");
  var data = window.boardGenData = window.boardGenData || {}, outline, parts, limit, want, remembering;
  var count, state, more, none;

  function byName(name) { return document.getElementById("lessons-" + name); }

  /* Each character is folded by itself, as the list of cases folds it: a piece of a text is found in it. */
  function folded(text) {
    return text.replace(/[^\x00-\x7f\u4e00-\u9fff]+/g, function (run) {
      var small = run.normalize("NFKD").toUpperCase().toLowerCase().normalize("NFKD");
      return small.replace(/ς/g, "σ").replace(/[\p{M}\p{Cf}]/gu, "");
    }).toLowerCase();
  }

  function wordsOf(text) { return folded(text).split(/\s+/).filter(Boolean); }

  /* --- the parts -------------------------------------------------------------------------------------------- */

  function fill(part, elements) {
    part.rows = Array.prototype.map.call(elements, function (element) {
      var named = element.querySelector(".lesson-part");
      return { element: element, text: folded(element.textContent), part: folded(named ? named.textContent : "") };
    });
  }

  function load(part) {
    var script = document.createElement("script"), key = "api/lessons/" + part.name;
    part.isUnderWay = true;
    script.onload = script.onerror = function () {
      var holder = document.createElement("template");
      document.head.removeChild(script);
      part.isUnderWay = false;
      part.tried += 1;
      if (data[key] !== undefined) {
        holder.innerHTML = data[key];
        fill(part, holder.content.querySelectorAll("li"));
      }
      draw();
    };
    script.src = outline.folder + part.name + ".js?v=" + part.v;
    document.head.appendChild(script);
  }

  function isOpen(part) { return !part.rows && part.tried < TRIES; }

  function isUnderWay(part) { return part.isUnderWay; }

  /* --- which of them ---------------------------------------------------------------------------------------- */

  function wanted() {
    var fields = form.elements, causes = form.querySelectorAll("input[name=cause]:checked");
    var found = { words: wordsOf(fields.q.value), part: wordsOf(fields.part.value), causes: [], area: "", customer: "" };
    found.causes = Array.prototype.map.call(causes, function (input) { return input.value; });
    ["area", "customer"].forEach(function (name) { found[name] = fields[name] ? fields[name].value : ""; });
    found.isNarrow = !!(found.words.length || found.part.length || found.causes.length || found.area || found.customer);
    return found;
  }

  function holdsAll(text, words) { return words.every(function (word) { return text.indexOf(word) >= 0; }); }

  function fits(row) {
    var told = row.element.dataset, branches = told.branch.split(" ");
    return holdsAll(row.text, want.words) && holdsAll(row.part, want.part) &&
      (!want.area || told.area === want.area) && (!want.customer || told.customer === want.customer) &&
      (!want.causes.length || want.causes.some(function (cause) { return branches.indexOf(cause) >= 0; }));
  }

  function found() {
    var rows = [];
    parts.forEach(function (part) {
      if (!part.rows) { return; }
      if (part.foundFor !== want) {
        part.foundFor = want;
        part.found = want.isNarrow ? part.rows.filter(fits) : part.rows;
      }
      Array.prototype.push.apply(rows, part.found);
    });
    return rows;
  }

  /* --- the page --------------------------------------------------------------------------------------------- */

  function put(element, text) {
    element.textContent = text;
    element.hidden = !text;
  }

  function fillIn(words, values) {
    return words.replace(/\{(\w+)\}/g, function (all, name) { return values[name]; });
  }

  function sum(some) { return some.reduce(function (total, part) { return total + part.n; }, 0); }

  function show(rows) {
    var elements = rows.slice(0, limit).map(function (row) { return row.element; });
    list.replaceChildren.apply(list, elements);
  }

  /* All rows of the years that are there; what is not there yet and needed is loaded, newest first. */
  function draw() {
    var rows = found(), there = parts.filter(function (part) { return part.rows; }), open = parts.filter(isOpen);
    var isFull = !want.isNarrow && sum(there) >= limit, isFirst = !want.isNarrow && limit <= outline.first;
    var lost = parts.filter(function (part) { return !part.rows && part.tried >= TRIES; });
    var waiting = isFull || isFirst ? [] : open.filter(function (part) { return !part.isUnderWay; });
    waiting.slice(0, Math.max(0, AT_ONCE - parts.filter(isUnderWay).length)).forEach(load);
    if (isFirst) { list.replaceChildren.apply(list, outline.rows); } else { show(rows); }
    showState(rows.length, there, lost, !isFirst && !isFull && open.length > 0);
  }

  function showState(number, there, lost, isLoading) {
    var shown = want.isNarrow ? number : outline.all;
    count.firstElementChild.textContent = shown === outline.all ? String(shown)
      : fillIn(count.getAttribute("data-words"), { shown: shown, all: outline.all });
    var failed = fillIn(state.getAttribute("data-failed"), { missing: sum(lost) });
    var loading = fillIn(state.getAttribute("data-loading"), { done: sum(there), all: outline.all });
    put(state, lost.length ? failed : want.isNarrow && isLoading ? loading : "");
    more.hidden = shown <= limit;
    none.hidden = shown > 0 || isLoading;
  }

  /* --- the form and the address ------------------------------------------------------------------------------ */

  function remember() {
    var query = new URLSearchParams();
    new FormData(form).forEach(function (value, name) { if (value) { query.append(name, value); } });
    try {
      history.replaceState(null, "", (String(query) ? "?" + query : location.pathname) + location.hash);
    } catch (refused) { /* a page from the file system or a sandbox keeps its address */ }
  }

  function recall() {
    new URLSearchParams(location.search).forEach(function (value, name) {
      if (name === "cause") {
        Array.prototype.forEach.call(form.querySelectorAll("input[name=cause]"), function (input) {
          if (input.value === value) { input.checked = true; }
        });
      } else if (form.elements[name] && form.elements[name].tagName) {
        form.elements[name].value = value;
        if (form.elements[name].selectedIndex < 0) { form.elements[name].value = ""; }
      }
    });
  }

  function changed() {
    limit = outline.first;
    want = wanted();
    parts.forEach(function (part) { part.tried = 0; });
    draw();
    clearTimeout(remembering);
    remembering = setTimeout(remember, PATIENCE);
  }

  function showUpTo(number) {
    limit = number;
    draw();
  }

  function begin() {
    outline = JSON.parse(byName("outline").textContent);
    outline.rows = Array.prototype.slice.call(list.children);
    parts = outline.parts.map(function (told) { return { name: told.name, v: told.v, n: told.n, tried: 0 }; });
    if (!parts.length) {
      parts = [{ name: "", v: "", n: outline.all, tried: 0 }];
      fill(parts[0], list.children);
    }
    count = byName("count");
    state = byName("state");
    more = byName("more");
    none = byName("none");
    form.addEventListener("input", changed);
    form.addEventListener("submit", function (event) { event.preventDefault(); changed(); });
    form.addEventListener("reset", function () { setTimeout(changed, 0); });
    more.addEventListener("click", function () { showUpTo(limit + outline.first); });
    window.addEventListener("beforeprint", function () { if (want.isNarrow) { showUpTo(PRINTED); } });
    window.addEventListener("afterprint", function () { if (want.isNarrow) { showUpTo(outline.first); } });
    form.hidden = false;
    recall();
    limit = outline.first;
    want = wanted();
    draw();
  }

  if (form && list) { begin(); }
})();
