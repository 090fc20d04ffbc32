/* The list of cases. Its rows come as columns, in parts that are loaded as they are needed (docs/lists.md): what still
   changes first, then the ended ones, newest first; for a search in a long list those first whose sign says that
   something is found in them. A sign only sets the order: a search goes through every part, and shows what it has found
   so far. At most PAGE rows are drawn at a time. */
(function () {
  "use strict";
  var PAGE = 100, SCREEN = 30, PRINTED = 2000, AT_ONCE = 3, TRIES = 3, PATIENCE = 250;
  var DAY = 86400000, SIGN_PRIME = 16777213;
  var SEARCHED = ["id", "title", "customer", "part", "also", "owner", "area"];
  var PLAIN = ["letter", "phase", "level", "address", "ended"];
  var CHOSEN = ["area", "owner", "customer", "source"];
  var RANKS = { letter: "RYG-", phase: "iorwcxp" };
  var ENDED = /[cx]/;
  var form, table, blank, count, state, more, none, outline, parts, codes, limit, want, signs;
  var remembering, sought, shown = 0;
  var kept = {}, runs = new Map(), data = window.boardGenData = window.boardGenData || {};

  function each(list, act) { Array.prototype.forEach.call(list, act); }

  function byName(name) { return document.getElementById("cases-" + name); }

  /* Each character is folded by itself (as views/compact_list.py does): a piece of a title folds to a piece of what the
     title folds to, so that it is found. What needs more than small letters is seldom, and recurs. */
  function folded(text) {
    return text.replace(/[^\x00-\x7f\u4e00-\u9fff]+/g, function (run) {
      if (!runs.has(run)) { runs.set(run, foldedRun(run)); }
      return runs.get(run);
    }).toLowerCase();
  }

  function foldedRun(run) {
    var small = run.normalize("NFKD").toUpperCase().toLowerCase().normalize("NFKD");
    return small.replace(/ς/g, "σ").replace(/[\p{M}\p{Cf}]/gu, "");
  }

  function wordsOf(text) { return folded(text).split(/\s+/).filter(Boolean); }

  function two(number) { return (number < 10 ? "0" : "") + number; }

  function dayWords(time) {
    var day = new Date(time);
    return day.getUTCFullYear() === outline.year ? two(day.getUTCMonth() + 1) + "-" + two(day.getUTCDate())
      : day.toISOString().slice(0, 10);
  }

  /* --- the parts -------------------------------------------------------------------------------------------- */

  function texts(column) {
    if (typeof column === "string") { return column.split("\n"); }
    var words = column[0].split("\n");
    return column[1].map(function (place) { return words[place]; });
  }

  /* A part's columns by name, and a row for each of its cases; `opened` in milliseconds on the plant's clock. */
  function fill(part, told) {
    var opened = 0;
    part.columns = {};
    PLAIN.forEach(function (name) { part.columns[name] = told[name]; });
    SEARCHED.concat("source").forEach(function (name) { part.columns[name] = texts(told[name]); });
    part.rows = told.opened.map(function (step, at) {
      opened -= (step || 0) * told.unit * 1000;
      return { part: part, at: at, id: part.columns.id[at], opened: step === null ? Infinity : opened,
        steps: told.steps && told.steps[at], live: null, element: null };
    });
  }

  function foldedRows(part) {
    part.folded = part.folded || folded(part.rows.map(function (row) {
      return SEARCHED.map(function (name) { return part.columns[name][row.at]; }).join(" ");
    }).join("\n")).split("\n");
    return part.folded;
  }

  function load(name, version, done) {
    var script = document.createElement("script");
    function end() {
      var key = outline.key + name, told = data[key];
      delete data[key];
      document.head.removeChild(script);
      done(told || null);
    }
    script.src = outline.folder + name + ".js?v=" + version;
    script.onload = script.onerror = end;
    document.head.appendChild(script);
  }

  function loadPart(part) {
    part.isUnderWay = true;
    load(part.name, part.v, function (told) {
      part.isUnderWay = false;
      part.tried += 1;
      if (told) { fill(part, told); }
      if (told && parts.indexOf(part) >= 0) { enliven([part]); }
      draw();
    });
  }

  function loadSigns() {
    signs.isUnderWay = true;
    load("signs", outline.signs, function (told) {
      signs = { bits: told ? decoded(told) : {} };
      draw();
    });
  }

  function decoded(told) {
    var bits = {};
    Object.keys(told).forEach(function (name) { bits[name] = atob(told[name]); });
    return bits;
  }

  function isUnderWay(part) { return part.isUnderWay; }

  function isOpen(part) { return !part.rows && part.tried < TRIES; }

  /* What has to be loaded: everything for a search, else the next part while rows are missing. */
  function needed(number) {
    var open = parts.filter(isOpen), isFull = number >= limit;
    if (want.isNarrow || want.sort) { return open; }
    var next = (isKnown() ? open : parts).filter(function (part) { return part.isLasting; })[0];
    return open.filter(function (part) { return !part.isLasting || (part === next && !isFull); });
  }

  function loadMore(wanted) {
    var isSigned = want.words.length > 0 && outline.signs;
    if (isSigned && wanted.length && !signs.bits) {
      if (!signs.isUnderWay) { loadSigns(); }
      return;
    }
    if (isSigned) { wanted = promisingFirst(wanted); }
    var waiting = wanted.filter(function (part) { return !part.isUnderWay; });
    waiting.slice(0, Math.max(0, AT_ONCE - parts.filter(isUnderWay).length)).forEach(loadPart);
  }

  /* Those first in which most may be found; until something is found, none of the others. */
  function promisingFirst(wanted) {
    var hopes = new Map(wanted.map(function (part) { return [part, hopeOf(signs.bits[part.name])]; }));
    var sorted = wanted.slice().sort(function (one, other) { return hopes.get(other) - hopes.get(one); });
    var isFound = parts.some(function (part) { return part.rows && found(part).length; });
    return isFound ? sorted : sorted.filter(function (part) { return hopes.get(part) === hopes.get(sorted[0]); });
  }

  /* 0 where a pair of the words' characters can't be in a part, else the more the more pieces of an id are in it. */
  function hopeOf(sign) {
    function has(gram) { return holds(sign, gram); }
    if (!sign) { return 1; }
    return want.words.every(function (word) { return grams(word, 2).every(has); })
      ? want.words.reduce(function (sum, word) { return sum + grams(word, 4).filter(has).length; }, 1) : 0;
  }

  function grams(word, length) {
    var characters = Array.from(word);
    return characters.slice(length - 1).map(function (last, at) { return characters.slice(at, at + length); });
  }

  function holds(sign, gram) {
    var hashed = gram.length;
    gram.forEach(function (character) { hashed = (hashed * 31337 + character.codePointAt(0)) % SIGN_PRIME; });
    var bit = hashed % (sign.length * 8);
    return sign.charCodeAt(bit >> 3) >> (bit & 7) & 1;
  }

  /* --- what still changes ------------------------------------------------------------------------------------- */

  /* Rows that may change are put beside those of the page's own list, so that live.js walks them all: one script knows
     what time it is, and the tab's title counts every red one. */
  function enliven(given) {
    var list = window.boardGen && window.boardGen.list(), known = {};
    if (!list) { return; }
    list.cases.forEach(function (item) { known[item.id] = item; });
    given.forEach(function (part) {
      if (part.isLasting || !part.rows) { return; }
      part.rows.forEach(function (row) {
        var frames = framesOf(row);
        if (!frames.length) { return; }
        row.live = known[row.id] || { id: row.id, opened: 0, frames: frames, at: -1, state: undefined };
        if (!known[row.id]) { list.cases.push(row.live); }
      });
    });
    if (parts.every(function (part) { return part.isLasting || part.rows; })) { list.title = "({R}) "; }
    if (window.boardGen.counts().board !== undefined) { window.boardGen.tick(); }
  }

  function framesOf(row) {
    var columns = row.part.columns, phase = columns.phase[row.at];
    if (phase === "i") { return []; }
    var frames = (row.steps || []).map(function (step) {
      return { t: outline.at + step[0], s: step[1][0], p: nameOf(step[1][1]), e: step[2], day: step[3] };
    });
    if (phase !== "p") {
      frames.unshift({ t: outline.at, s: columns.letter[row.at], p: nameOf(phase), e: columns.level[row.at] || 0 });
    }
    if (frames.length) { frames[0].m = []; frames[0].k = [0, 0, 0, row.at]; }
    frames.forEach(function (frame) {
      var ended = frame.day === undefined ? "" : dayWords(frame.day * DAY);
      frame.x = { phase: outline.phases[codes[frame.p]][1], ended: ended };
    });
    return frames;
  }

  function nameOf(code) { return outline.phases[code][0]; }

  function now(row) { return row.live && row.live.state; }

  function letterOf(row) { return now(row) ? now(row).s : row.part.columns.letter[row.at]; }

  function phaseOf(row) { return now(row) ? codes[now(row).p] : row.part.columns.phase[row.at]; }

  /* --- which rows, and in which order --------------------------------------------------------------------------- */

  function checked(name) {
    return Array.prototype.map.call(form.querySelectorAll("input[name=" + name + "]:checked"), function (input) {
      return input.value;
    });
  }

  function wanted() {
    var fields = form.elements, phases = checked("phase").map(function (name) { return codes[name]; });
    var found = { words: wordsOf(fields.q.value), part: wordsOf(fields.part.value), letter: checked("letter"),
      phase: phases, chosen: [], day: Date.parse(fields.day.value), sort: fields.sort.value };
    CHOSEN.forEach(function (name) {
      var field = form.elements[name];
      if (field && field.value) { found.chosen.push([name, field.value]); }
    });
    found.isNarrow = !isNaN(found.day) || [found.words, found.part, found.letter, found.phase, found.chosen]
      .some(function (given) { return given.length > 0; });
    return found;
  }

  function fits(row) {
    var columns = row.part.columns, text = want.words.length ? foldedRows(row.part)[row.at] : "";
    return want.words.every(function (word) { return text.indexOf(word) >= 0; }) &&
      want.chosen.every(function (choice) { return columns[choice[0]][row.at] === choice[1]; }) &&
      (!want.letter.length || want.letter.indexOf(letterOf(row)) >= 0) &&
      (!want.phase.length || want.phase.indexOf(phaseOf(row)) >= 0) &&
      (isNaN(want.day) || Math.floor(row.opened / DAY) * DAY === want.day) &&
      (!want.part.length || isOfPart(row));
  }

  function isOfPart(row) {
    var text = folded(row.part.columns.part[row.at] + " " + row.part.columns.also[row.at]);
    return want.part.every(function (word) { return text.indexOf(word) >= 0; });
  }

  function found(part) {
    if (part.foundFor !== want) {
      part.foundFor = want;
      part.found = want.isNarrow ? part.rows.filter(fits) : part.rows;
    }
    return part.found;
  }

  /* The rows that fit of some parts, up to a number; unless something is sought, no further than what is loaded. */
  function gathered(some, most) {
    var rows = [], open = -Infinity;
    some.some(function (part) {
      if (!part.rows && !want.isNarrow && part.tried < TRIES) { open = Date.parse(part.newest) + DAY; return true; }
      if (part.rows) { Array.prototype.push.apply(rows, found(part).slice(0, most - rows.length)); }
      return rows.length >= most;
    });
    return { rows: rows, open: open };
  }

  function isBefore(one, other) {
    return one.opened > other.opened || (one.opened === other.opened && one.id < other.id);
  }

  /* Newest first. `open`: rows older than that wait for a part that is not there yet. */
  function newest(most) {
    var lasting = gathered(parts.filter(function (part) { return part.isLasting; }), most);
    var changing = gathered(parts.filter(function (part) { return !part.isLasting; }), most);
    var rows = [], one = changing.rows, other = lasting.rows, i = 0, j = 0;
    while (rows.length < most && (i < one.length || j < other.length)) {
      if (i < one.length && (j >= other.length || isBefore(one[i], other[j]))) {
        if (j >= other.length && one[i].opened < lasting.open) { break; }
        rows.push(one[i]);
        i += 1;
      } else {
        rows.push(other[j]);
        j += 1;
      }
    }
    return rows;
  }

  function ordered(most) {
    if (!want.sort) { return newest(most); }
    if (want.sort === "opened") { return newest(Infinity).reverse().slice(0, most); }
    var isFalling = want.sort[0] === "-", rows = newest(Infinity), key = keyOf(want.sort.replace("-", ""), rows);
    var keys = new Map(rows.map(function (row) { return [row, key(row)]; }));
    return rows.sort(function (one, other) {
      var a = keys.get(one), b = keys.get(other);
      return a === b ? 0 : (a < b) === isFalling ? 1 : -1;
    }).slice(0, most);
  }

  /* What rows are sorted by; names in the order of the page's language, none of them at the end. */
  function keyOf(name, rows) {
    function valueOf(row) { return row.part.columns[name][row.at]; }
    if (name === "letter") { return function (row) { return RANKS.letter.indexOf(letterOf(row)); }; }
    if (name === "phase") { return function (row) { return RANKS.phase.indexOf(phaseOf(row)); }; }
    if (name === "id" || name === "title") { return valueOf; }
    var ranks = new Map(), names = Array.from(new Set(rows.map(valueOf)));
    names.sort(new Intl.Collator(document.documentElement.lang || "en", { numeric: true }).compare);
    names.forEach(function (each, rank) { ranks.set(each, each ? rank : names.length); });
    return function (row) { return ranks.get(valueOf(row)); };
  }

  /* --- the table ------------------------------------------------------------------------------------------------ */

  function put(element, text) {
    if (element.textContent !== text) { element.textContent = text; }
    if (element.hidden !== !text) { element.hidden = !text; }
  }

  function made(row) {
    var element = document.importNode(blank, true), columns = row.part.columns, cells = element.cells;
    var address = columns.address[row.at], link = cells[1].firstChild, beside = cells[2].lastElementChild;
    if (row.live) { element.setAttribute("data-live-row", row.id); }
    element.setAttribute("data-case", row.id);
    link.textContent = row.id;
    if (row.id.length > 20) { link.className = "is-long"; }
    if (address === null) { cells[1].textContent = row.id; }
    link.setAttribute("href", link.getAttribute("href").replace("~", encodeURIComponent(address || row.id)));
    cells[2].firstChild.textContent = columns.title[row.at];
    beside.textContent = [columns.customer[row.at], columns.part[row.at]].filter(Boolean).join(" · ");
    if (!beside.textContent) { cells[2].textContent = ""; cells[2].appendChild(titleOf(columns.title[row.at])); }
    ["owner", "area", "source"].forEach(function (name, at) { cells[at + 3].textContent = columns[name][row.at]; });
    putOpened(cells[6], row);
    return element;
  }

  function titleOf(text) {
    var title = document.createElement("span");
    title.className = "title";
    title.textContent = text;
    return title;
  }

  function putOpened(cell, row) {
    var time = cell.firstChild, iso = row.opened === Infinity ? "" : new Date(row.opened).toISOString().slice(0, 16);
    if (!iso) { cell.removeChild(time); return; }
    time.setAttribute("datetime", iso);
    time.title = iso.replace("T", " ");
    time.textContent = dayWords(row.opened);
  }

  function putLetter(cell, row) {
    var letter = letterOf(row), isInvalid = phaseOf(row) === "i", shown = cell.firstChild;
    if (!shown) {
      shown = cell.appendChild(document.createElement("span"));
      shown.className = isInvalid ? "broken" : "letter letter-s";
      shown.setAttribute(isInvalid ? "aria-hidden" : "role", isInvalid ? "true" : "img");
    }
    if (isInvalid) { shown.textContent = "!"; return; }
    shown.setAttribute("data-case", row.id);
    shown.setAttribute("data-criterion", "overall");
    shown.hidden = letter === "-";
    if (shown.hidden || shown.getAttribute("data-letter") === letter) { return; }
    shown.setAttribute("data-letter", letter);
    shown.setAttribute("aria-label", outline.letters[letter]);
    shown.textContent = letter;
  }

  function endedOf(row) {
    var days = row.part.columns.ended[row.at];
    if (now(row)) { return now(row).x.ended; }
    return days < 0 ? "" : dayWords(Math.floor(row.opened / DAY + days) * DAY);
  }

  /* What time may change of a row. */
  function paint(row) {
    var element = row.element, phase = phaseOf(row), last = element.cells[7], told = now(row);
    var level = (told ? told.e : row.part.columns.level[row.at]) || 0;
    element.className = ENDED.test(phase) ? "is-quiet" : "is-" + nameOf(phase);
    element.setAttribute("data-phase", nameOf(phase));
    element.setAttribute("data-escalation", level);
    putLetter(element.cells[0], row);
    put(last.children[0], outline.phases[phase][1]);
    put(last.children[1], endedOf(row));
    put(last.children[2], level ? "▲L" + level : "");
  }

  function elementOf(row) {
    row.element = row.element || made(row);
    paint(row);
    return row.element;
  }

  function putRows(rows) {
    var body = table.tBodies[0], elements = rows.map(elementOf);
    var isSame = elements.length === body.children.length &&
      elements.every(function (element, at) { return element === body.children[at]; });
    if (!isSame) { body.replaceChildren.apply(body, elements); }
  }

  /* Another list begins with what fits on a screen, and goes on once that is seen. */
  function show(rows) {
    var isAnother = rows.length > SCREEN && table.tBodies[0].firstElementChild !== rows[0].element;
    shown += 1;
    table.toggleAttribute("aria-busy", isAnother);
    putRows(isAnother && limit <= PAGE ? rows.slice(0, SCREEN) : rows);
    if (isAnother) { afterwards(shown, function () { putRows(rows); table.removeAttribute("aria-busy"); }); }
  }

  function afterwards(mine, act) {
    requestAnimationFrame(function () { setTimeout(function () { if (mine === shown) { act(); } }, 0); });
  }

  function fillIn(words, values) {
    return words.replace(/\{(\w+)\}/g, function (all, name) { return values[name]; });
  }

  function sum(list) { return list.reduce(function (total, part) { return total + part.n; }, 0); }

  function showState(isLooking) {
    var lost = parts.filter(function (part) { return !part.rows && part.tried >= TRIES; });
    var there = parts.filter(function (part) { return part.rows; });
    var failed = fillIn(state.getAttribute("data-failed"), { missing: sum(lost) });
    var loading = fillIn(state.getAttribute("data-loading"), { done: sum(there), all: outline.all });
    put(state, lost.length ? failed : isLooking && there.length < parts.length ? loading : "");
    state.classList.toggle("is-lost", lost.length > 0);
  }

  /* Everything anew; while something is missing of the newest rows, those that the page came with stay. */
  function draw() {
    if (!form) { return; }
    var isLooking = want.isNarrow || want.sort;
    var rows = isLooking || isKnown() ? ordered(limit) : [];
    var number = parts.reduce(fitting, 0), wanted = needed(rows.length);
    loadMore(wanted);
    if (isLooking || rows.length >= PAGE || !wanted.length) { show(rows); }
    count.firstElementChild.textContent = number === outline.all ? String(number)
      : fillIn(count.getAttribute("data-words"), { shown: number, all: outline.all });
    more.hidden = number <= rows.length || (wanted.length > 0 && rows.length < limit);
    none.hidden = number > 0 || wanted.length > 0;
    showState(isLooking);
    showOrder();
  }

  /* True once all parts that still change are there: the newest rows may be in any of them. */
  function isKnown() { return parts.every(function (part) { return part.isLasting || !isOpen(part); }); }

  function fitting(sum, part) { return sum + (part.rows ? found(part).length : want.isNarrow ? 0 : part.n); }

  function showOrder() {
    each(table.tHead.rows[0].cells, function (cell) {
      var name = cell.getAttribute("data-sort"), isFalling = want.sort[0] === "-";
      var isSorted = want.sort ? want.sort.replace("-", "") === name : name === "opened";
      if (!isSorted) { cell.removeAttribute("aria-sort"); return; }
      cell.setAttribute("aria-sort", isFalling || !want.sort ? "descending" : "ascending");
    });
  }

  /* --- the form, and the address that names what is shown, so that it can be sent to somebody ------------------- */

  /* Not with each letter that is typed: the browser takes longer to note an address than we do to search. */
  function remember() {
    clearTimeout(remembering);
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
        each(form.querySelectorAll("input[name=" + name + "]"), function (input) {
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
    want = wanted();
    parts.forEach(function (part) { part.tried = 0; });
    draw();
    searchTexts();
    clearTimeout(remembering);
    remembering = setTimeout(remember, PATIENCE);
  }

  /* What the full-text search finds of the same words stands below the list (full_text.js). */
  function searchTexts() {
    var query = form.elements.q.value.trim();
    if (query.length < 2) { query = ""; }
    if (query !== sought && window.boardGenText) { window.boardGenText.show(query, byName("text")); }
    sought = query;
  }

  function sortBy(name) {
    var field = form.elements.sort, falling = name === "opened" ? "" : "-" + name;
    field.value = field.value === name ? falling : name;
    changed();
  }

  function makeSortable(cell) {
    var button = document.createElement("button");
    button.type = "button";
    while (cell.firstChild) { button.appendChild(cell.firstChild); }
    button.addEventListener("click", function () { sortBy(cell.getAttribute("data-sort")); });
    cell.appendChild(button);
  }

  function listen() {
    form.addEventListener("input", changed);
    form.addEventListener("submit", function (event) { event.preventDefault(); changed(); });
    form.addEventListener("reset", function () { setTimeout(changed, 0); });
    more.addEventListener("click", function () { limit += PAGE; draw(); });
    table.addEventListener("click", remember);
    each(table.tHead.rows[0].cells, makeSortable);
  }

  /* What the page tells of its parts; one that was loaded for a former page and is the same is not loaded again. */
  function partsOf() {
    var former = kept;
    kept = {};
    return outline.parts.map(function (told) {
      var key = told.name + " " + told.v;
      var part = former[key] || { name: told.name, v: told.v, n: told.n, newest: told.newest, tried: 0,
        isLasting: !/^now-/.test(told.name) };
      if (told.data && !part.rows) { fill(part, told.data); }
      kept[key] = part;
      return part;
    });
  }

  /* The page's elements: at first, and again when live.js has put a newer page in the place of the old one. */
  function take() {
    form = byName("filters");
    table = document.getElementById("cases");
    if (!form || !table) { form = null; return; }
    outline = JSON.parse(byName("outline").textContent);
    outline.key = outline.folder.replace(/^(\.\.?\/)+/, "");
    codes = {};
    Object.keys(outline.phases).forEach(function (code) { codes[nameOf(code)] = code; });
    blank = document.createElement("template");
    blank.innerHTML = byName("row").textContent;
    blank = blank.content.firstElementChild;
    count = byName("count");
    state = byName("state");
    more = byName("more");
    none = byName("none");
    signs = {};
    sought = "";
    limit = PAGE;
    parts = partsOf();
    listen();
    form.hidden = false;
    recall();
    want = wanted();
    enliven(parts);
    draw();
    searchTexts();
  }

  /* A new minute: rows that are shown, and where letters or phases are sought, those that fit. */
  function tick() {
    var isSought = want.letter.length || want.phase.length || /letter|phase/.test(want.sort);
    if (isSought) { parts.forEach(function (part) { if (!part.isLasting) { part.foundFor = null; } }); }
    if (isSought) { draw(); return; }
    parts.forEach(function (part) {
      if (!part.isLasting && part.rows) { part.rows.forEach(function (row) { if (row.element) { paint(row); } }); }
    });
  }

  function showUpTo(number) {
    if (!form) { return; }
    limit = number;
    draw();
  }

  window.addEventListener("beforeprint", function () { showUpTo(PRINTED); });
  window.addEventListener("afterprint", function () { showUpTo(PAGE); });
  take();
  if (window.boardGen) {
    window.boardGen.onchange(function (at, kind) {
      if (kind === "swap") { take(); } else if (form) { tick(); }
    });
  }
})();
