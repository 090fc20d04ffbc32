/* The list of cases: plain substring search (all words must occur) and filters. The table is complete without this
   script; with it, at most PAGE rows are laid out at a time, so that 10,000 of them stay quick. Phase and letter are
   read from the rows when asked for, since a case may change while the page is open. */
(function () {
  "use strict";
  var PAGE = 200;
  var form, rows, count, more, none, texts, limit;

  /* Widths and compatibility forms folded (NFKC), and case as Unicode folds it: a search for ＦＲ finds fr. */
  function folded(text) {
    return text.normalize("NFKC").toUpperCase().toLowerCase().replace(/ς/g, "σ").normalize("NFKC");
  }

  function textOf(row) {
    return folded(Array.prototype.map.call(row.querySelectorAll("[data-find]"), function (cell) {
      return cell.textContent + " " + cell.getAttribute("data-find");
    }).join(" "));
  }

  function checked(name) {
    return Array.prototype.map.call(form.querySelectorAll("input[name=" + name + "]:checked"), function (input) {
      return input.value;
    });
  }

  function chosen(name) {
    var field = form.elements[name];
    return field ? field.value : "";
  }

  function letterOf(row) {
    var letter = row.querySelector("[data-criterion=overall]");
    return letter ? letter.getAttribute("data-letter") : "";
  }

  function wanted() {
    var words = folded(form.elements.q.value).split(/\s+/).filter(Boolean);
    return { words: words, phase: checked("phase"), letter: checked("letter"), area: chosen("area"), source: chosen("source") };
  }

  function fits(row, index, want) {
    return (!want.phase.length || want.phase.indexOf(row.getAttribute("data-phase")) >= 0) &&
      (!want.letter.length || want.letter.indexOf(letterOf(row)) >= 0) &&
      (!want.area || row.querySelector("[data-area]").textContent === want.area) &&
      (!want.source || row.querySelector("[data-source]").textContent === want.source) &&
      want.words.every(function (word) { return texts[index].indexOf(word) >= 0; });
  }

  function show() {
    var want = wanted();
    if (want.words.length && !texts) { texts = rows.map(textOf); }
    var shown = 0;
    rows.forEach(function (row, index) {
      var isFit = fits(row, index, want);
      if (isFit) { shown += 1; }
      var isHidden = !isFit || shown > limit;
      if (row.hidden !== isHidden) { row.hidden = isHidden; }
    });
    count.firstElementChild.textContent = shown === rows.length ? String(shown)
      : count.getAttribute("data-words").replace("{shown}", shown).replace("{all}", rows.length);
    more.hidden = shown <= limit;
    none.hidden = shown > 0;
  }

  /* The address names what is shown, so that it can be sent to somebody. */
  function remember() {
    var query = new URLSearchParams();
    new FormData(form).forEach(function (value, name) { if (value) { query.append(name, value); } });
    try {
      history.replaceState(null, "", (String(query) ? "?" + query : location.pathname) + location.hash);
    } catch (refused) { /* a page from the file system or a sandbox keeps its address */ }
  }

  function recall() {
    new URLSearchParams(location.search).forEach(function (value, name) {
      var field = form.elements[name];
      if (!field) { return; }
      if (name === "phase" || name === "letter") {
        Array.prototype.forEach.call(form.querySelectorAll("input[name=" + name + "]"), function (input) {
          if (input.value === value) { input.checked = true; }
        });
      } else {
        field.value = value;
        if (field.tagName === "SELECT" && field.selectedIndex < 0) { field.value = ""; }
      }
    });
  }

  function changed() {
    limit = PAGE;
    show();
    remember();
  }

  /* The page's elements: at first, and again when live.js has put a newer page in the place of the old one. */
  function take() {
    var table = document.getElementById("cases");
    form = document.getElementById("cases-filters");
    if (!form || !table) { form = null; return; }
    rows = Array.prototype.slice.call(table.tBodies[0].rows);
    count = document.getElementById("cases-count");
    more = document.getElementById("cases-more");
    none = document.getElementById("cases-none");
    texts = null;
    limit = PAGE;
    form.addEventListener("input", changed);
    form.addEventListener("submit", function (event) { event.preventDefault(); changed(); });
    form.addEventListener("reset", function () { setTimeout(changed, 0); });
    more.addEventListener("click", function () { limit += PAGE; show(); });
    form.hidden = false;
    recall();
    show();
  }

  function showUpTo(number) {
    limit = number;
    if (form) { show(); }
  }

  window.addEventListener("beforeprint", function () { showUpTo(Infinity); });
  window.addEventListener("afterprint", function () { showUpTo(PAGE); });
  take();
  if (window.boardGen) {
    window.boardGen.onchange(function (at, kind) {
      if (kind === "swap") { take(); } else if (form) { show(); }
    });
  }
})();
