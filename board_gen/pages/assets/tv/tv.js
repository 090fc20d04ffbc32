/* The board on the wall: fits the page to the screen, lays the rows out on pages and turns them. Letters, order, counts
   and countdowns are live.js's (`boardGen`); without it the page still turns. ES5, for televisions (Chromium 68). It
   stands in the head: theme, language, area and shape are chosen before anything is painted. One timer, for the turn. */
(function () {
  "use strict";
  var html = document.documentElement, me = document.currentScript;
  var LONG = 120, SHORT = 67.5, DAY = 86400;
  var asked = question(location.search), page = 0, pages = 1, turns = 0, version = null;

  function question(search) {
    var told = {};
    search.replace(/^\?/, "").split("&").forEach(function (part) {
      var pair = part.split("=");
      try { told[pair[0]] = decodeURIComponent((pair[1] || "").replace(/\+/g, " ")); } catch (broken) { told[pair[0]] = ""; }
    });
    return told;
  }

  function data(name) { return me.getAttribute("data-" + name); }

  function one(selector) { return document.querySelector(selector); }

  function each(list, act) { Array.prototype.forEach.call(list, act); }

  function say(element, text) { if (element && element.textContent !== text) { element.textContent = text; } }

  function put(element, name, isSet) { if (element.classList.contains(name) !== isSet) { element.classList.toggle(name, isSet); } }

  function hide(element, isHidden) { if (element && element.hidden !== isHidden) { element.hidden = isHidden; } }

  /* --- what the address asks for ----------------------------------------------------------------------------- */

  function same(one, other) { return one.toLowerCase() === other.toLowerCase(); }

  /* The page of another language or area stands at an address of its own. True where this one is left. */
  function isLeft() {
    var files = JSON.parse(data("pages")), areas = JSON.parse(data("areas")), file = files[asked.lang] || "";
    var wanted = asked.area || "", found = null;
    if (wanted && !same(wanted, data("area"))) {
      Object.keys(areas).forEach(function (name) {
        if (same(name, wanted) || same(areas[name], wanted)) { found = areas[name]; }
      });
    }
    if (found !== null && !same(found, areas[data("area")] || "")) {
      location.replace(data("root") + "tv/" + encodeURIComponent(found) + "/" + (file || files[html.lang]) + location.search);
      return true;
    }
    if (file && asked.lang !== html.lang) {
      location.replace(file + location.search);
      return true;
    }
    return false;
  }

  function isUnknown() {
    var areas = JSON.parse(data("areas")), wanted = asked.area || "";
    return !!wanted && !Object.keys(areas).some(function (name) { return same(name, wanted) || same(areas[name], wanted); });
  }

  /* --- the screen -------------------------------------------------------------------------------------------- */

  /* A turned screen is as wide as the window is high. */
  function fit() {
    var turn = (+asked.rotate % 360 + 360) % 360, isTurned = turn === 90 || turn === 270;
    var width = isTurned ? window.innerHeight : window.innerWidth, height = isTurned ? window.innerWidth : window.innerHeight;
    var shape = width >= height ? "wide" : "tall", screen = one(".screen");
    var unit = shape === "wide" ? Math.min(width / LONG, height / SHORT) : Math.min(width / SHORT, height / LONG);
    html.style.fontSize = unit + "px";
    html.setAttribute("data-shape", shape);
    if (!screen || (turn !== 90 && turn !== 180 && turn !== 270)) { return; }
    screen.style.width = width + "px";
    screen.style.height = height + "px";
    screen.style.transformOrigin = "0 0";
    screen.style.transform = "translate(" + (turn === 270 ? 0 : window.innerWidth) + "px," +
      (turn === 90 ? 0 : window.innerHeight) + "px) rotate(" + turn + "deg)";
  }

  /* --- pages: red ones first; within a page the board's order --------------------------------------------------- */

  function rowsOf() { return Array.prototype.slice.call(document.querySelectorAll(".row")); }

  function isRed(row) { return row.getAttribute("data-status") === "R"; }

  function arrange() {
    var screen = one(".screen"), rows = rowsOf(), places = [];
    var many = Math.max(1, +screen.getAttribute("data-" + html.getAttribute("data-shape")) || 1);
    rows.filter(isRed).concat(rows.filter(function (row) { return !isRed(row); })).forEach(function (row, index) {
      places[rows.indexOf(row)] = Math.floor(index / many);
    });
    pages = Math.max(1, Math.ceil(rows.length / many));
    page = Math.min(page, pages - 1);
    rows.forEach(function (row, index) { put(row, "is-off", places[index] !== page); });
    say(one("[data-page]"), page + 1 + " / " + pages);
    hide(one("[data-turning]"), pages < 2);
  }

  function turn() {
    turns += 1;
    page = (page + 1) % pages;
    arrange();
    mark();
  }

  /* The other of two equal animations: it begins anew. */
  function mark() {
    var screen = one(".screen"), isMoving = pages > 1;
    one("[data-bar]").style.animationDuration = seconds() + "s";
    put(screen, "turn-a", isMoving && turns % 2 === 0);
    put(screen, "turn-b", isMoving && turns % 2 === 1);
  }

  function seconds() { return Math.max(3, +one(".screen").getAttribute("data-seconds") || 15); }

  /* --- the panel ----------------------------------------------------------------------------------------------- */

  function number(element, name) { return +element.getAttribute("data-" + name); }

  function colourOf(day, second) {
    var colour = null;
    (day.getAttribute("data-steps") || "").split(" ").forEach(function (step) {
      if (step && +step.split(":")[0] <= second) { colour = step.split(":")[1]; }
    });
    return colour;
  }

  /* The days take the colours that the build foresaw; at a month's end the next month's Q takes the place. */
  function drawQ(second) {
    var months = document.querySelectorAll("[data-q]"), shown = months[0];
    each(months, function (month) { if (number(month.querySelector("svg"), "begins") <= second) { shown = month; } });
    each(months, function (month) { hide(month, month !== shown); });
    if (!shown) { return; }
    each(shown.querySelectorAll("[data-begins].q-day"), function (day) {
      var colour = colourOf(day, second), begins = number(day, "begins");
      var isToday = begins <= second && second < begins + DAY && !(next(day) && number(next(day), "begins") <= second);
      var named = (colour ? "q-day is-" + colour : day.getAttribute("class").replace(" is-today", "")) + (isToday ? " is-today" : "");
      if (day.getAttribute("class") !== named) { day.setAttribute("class", named); }
    });
    say(shown.querySelector("[data-q-red]"), String(shown.querySelectorAll(".is-red").length));
  }

  function next(day) {
    var following = day.nextElementSibling;
    return following && following.hasAttribute("data-begins") ? following : null;
  }

  function dueSoon(second) {
    var found = [], board = window.boardGen;
    board.order().forEach(function (id) {
      var state = board.state(id);
      Object.keys(state.d || {}).forEach(function (criterion) {
        var due = state.d[criterion];
        if (state.l[criterion] === "Y" && due - second <= DAY) { found.push({ id: id, criterion: criterion, due: due }); }
      });
    });
    return found.map(function (entry, index) { entry.index = index; return entry; }).sort(function (one, other) {
      return one.due - other.due || one.index - other.index;
    });
  }

  function nameOf(entry) {
    var column = null, row = null;
    each(document.querySelectorAll("[data-column]"), function (head) {
      if (head.getAttribute("data-column") === entry.criterion) { column = head; }
    });
    if (column) { return column.textContent.replace(/\u00ad/g, "").replace(/\s+/g, " ").trim(); }
    each(document.querySelectorAll("[data-answer]"), function (each_row) {
      if (each_row.getAttribute("data-live-row") === entry.id) { row = each_row; }
    });
    return row ? row.getAttribute("data-answer") : "";
  }

  function listDue(second) {
    var places = document.querySelectorAll("[data-due] > li"), due = dueSoon(second);
    each(places, function (place, index) {
      var entry = due[index], parts = place.children;
      hide(place, !entry);
      if (!entry) { return; }
      say(parts[0], entry.id);
      say(parts[1], nameOf(entry));
      say(parts[2], window.boardGen.moment(entry.due).slice(-5).replace("00:00", "24:00"));
    });
    say(one("[data-more]"), "+" + (due.length - places.length));
    hide(one("[data-more]"), due.length <= places.length);
    hide(one("[data-nothing]"), due.length > 0);
  }

  /* The board's own address where the build knew none. */
  function showAddress() {
    var panel = one("[data-qr]"), address = one("[data-address]"), link = document.createElement("a");
    if (!panel || address.textContent || !/^https?:/.test(location.protocol)) { return; }
    link.href = data("root");
    say(address, link.href);
    hide(panel, false);
    if (window.boardGenQr && !panel.querySelector("svg")) {
      var drawn = window.boardGenQr(link.href);
      if (drawn) { panel.insertBefore(drawn, panel.firstChild); }
    }
  }

  /* --- running ------------------------------------------------------------------------------------------------- */

  /* A newer program's page needs its own styles and scripts: it is loaded anew, once, when it answers. */
  function renew() {
    var shown = one(".screen").getAttribute("data-version");
    version = version || shown;
    if (shown === version || !/^https?:/.test(location.protocol)) { return; }
    version = shown;
    var request = new XMLHttpRequest();
    request.onload = function () { if (request.status === 200) { location.reload(); } };
    request.open("GET", location.href);
    request.send();
  }

  function safely(act) {
    return function () {
      try { act.apply(null, arguments); } catch (error) { if (window.console) { window.console.error(error); } }
    };
  }

  function follow(now) {
    var second = Math.floor(now / 1000);
    [fit, arrange, mark, function () { drawQ(second); }, function () { listDue(second); }, showAddress, notice, renew]
      .forEach(function (act) { safely(act)(); });
  }

  function notice() {
    var place = one("[data-notice]"), isShown = isUnknown();
    hide(place, !isShown);
    if (isShown) { say(place, data("unknown").replace("{name}", asked.area)); }
  }

  function begin() {
    var board = window.boardGen;
    [fit, arrange, mark, showAddress, notice, renew].forEach(function (act) { safely(act)(); });
    if (board) {
      board.onchange(follow);
      if (board.order().length) { follow(board.now()); }
    }
    window.addEventListener("resize", safely(function () { fit(); arrange(); }));
    setInterval(safely(turn), seconds() * 1000);
  }

  safely(function () {
    if (isLeft()) { return; }
    if (asked.theme === "light" || asked.theme === "dark") { html.setAttribute("data-theme", asked.theme); }
    fit();
    document.addEventListener("DOMContentLoaded", safely(begin));
  })();

  window.boardGenTv = { turn: safely(turn), page: function () { return page; }, pages: function () { return pages; } };
})();
