/* Keeps a page true while nobody rebuilds. It walks the list that the page carries (#bg-live, written by
   views/live.py) and knows no rule; and it fetches, checks and swaps: every minute it asks for the build's id, loads
   the whole new state, and shows it only when it is whole. ES5, for televisions (Chromium 68 and later). */
(function () {
  "use strict";
  var LOOK = 60000, FIRST = 5000, DAY = 86400;
  /* What is under way: since when (0: nothing), how often the build was asked for, how long an answer may take. */
  var net = { busy: 0, looks: 0, patience: 20000 };
  var post = new MessageChannel(), waiting = [];
  var RAW = /^(TEMPLATE|SCRIPT)$/;
  var source = document.currentScript && document.currentScript.src;
  var base = source ? source.replace(/assets\/[^/]*$/, "") : document.documentElement.getAttribute("data-root") || "";
  var onWeb = /^https?:/.test(location.protocol);
  /* The words of pages that carry none, set before this script where it is published. */
  var shared = window.boardGenWords || {};
  var handlers = [], live = null, byId = {}, counted = {}, title = document.title;
  var applied = -1, wake = 0;
  var skew = 0, checked = false, met = Date.now(), lost = false, asked = 0, build = null;
  var started = Date.now(), held = onWeb;

  function get(element, name) { return element.getAttribute(name); }

  function each(list, act) { Array.prototype.forEach.call(list, act); }

  function all(selector, act) { each(document.querySelectorAll(selector), act); }

  function read(page) {
    var told = page.getElementById("bg-live");
    try { return told && JSON.parse(told.textContent); } catch (broken) { return null; }
  }

  function take(list) {
    live = list;
    byId = {};
    applied = -1;
    if (live && !live.words) {
      Object.keys(shared).forEach(function (name) { live[name] = shared[name]; });
    }
    if (live) { live.cases.forEach(function (item) { byId[item.id] = item; item.at = -1; item.state = undefined; }); }
  }

  /* The page never shows less than its build knew, and nothing later where that instant is pinned. */
  function now() {
    if (!live) { return Date.now() + skew; }
    return live.pinned ? live.at * 1000 : Math.max(Date.now() + skew, live.at * 1000);
  }

  /* --- the list, walked ----------------------------------------------------------------------------------- */

  function merge(state, frame) {
    Object.keys(frame).forEach(function (key) {
      var value = frame[key];
      if (/^(l|d|why|b|x|c)$/.test(key)) {
        state[key] = state[key] || {};
        Object.keys(value).forEach(function (name) { state[key][name] = value[name]; });
      } else {
        state[key] = value;
      }
    });
  }

  function walk(item, second) {
    if (second < applied) { item.at = -1; item.state = undefined; }
    while (item.at + 1 < item.frames.length && item.frames[item.at + 1].t <= second) {
      item.at += 1;
      item.state = item.state || {};
      merge(item.state, item.frames[item.at]);
    }
    if (item.at + 1 < item.frames.length) { wake = Math.min(wake, item.frames[item.at + 1].t); }
  }

  function isOnBoard(item) { return !!item.state && /^(open|watch|ready)$/.test(item.state.p); }

  function compare(one, other) {
    for (var i = 0; i < one.length; i += 1) {
      if (one[i] !== other[i]) { return one[i] - other[i]; }
    }
    return 0;
  }

  function onBoard() {
    return live.cases.filter(isOnBoard).sort(function (one, other) { return compare(one.state.k, other.state.k); });
  }

  function count(items) {
    var counts = { R: 0, Y: 0, G: 0, open: 0, watch: 0, ready: 0, "new": 0, invalid: live.invalid };
    items.forEach(function (item) {
      counts[item.state.s] += 1;
      counts[item.state.p] += 1;
      if (item.state.m.indexOf("new") >= 0) { counts["new"] += 1; }
    });
    counts.board = items.length + live.invalid;
    return counts;
  }

  /* The last of steps [instant, …] at or before a second; the first where all are later. */
  function stepAt(steps, second) {
    var found = steps[0];
    steps.forEach(function (step) { if (step[0] <= second) { found = step; } });
    return found;
  }

  /* --- words ---------------------------------------------------------------------------------------------- */

  function fill(text, values) {
    return text.replace(/\{(\w+)\}/g, function (all, name) { return name in values ? values[name] : all; });
  }

  function two(number) { return (number < 10 ? "0" : "") + number; }

  function span(seconds) {
    var left = Math.max(0, Math.floor(seconds));
    var days = Math.floor(left / DAY), hours = Math.floor(left % DAY / 3600), minutes = Math.floor(left % 3600 / 60);
    if (days) { return fill(live.words.span_days, { days: days, hours: two(hours) }); }
    if (hours) { return fill(live.words.span_hours, { hours: hours, minutes: two(minutes) }); }
    return fill(live.words.span_minutes, { minutes: minutes });
  }

  function age(seconds) {
    var whole = Math.max(0, seconds);
    if (whole >= DAY) { return fill(live.words.age_days, { count: Math.floor(whole / DAY) }); }
    if (whole >= 3600) { return fill(live.words.age_hours, { count: Math.floor(whole / 3600) }); }
    return fill(live.words.age_minutes, { count: Math.floor(whole / 60) });
  }

  /* The plant's clock: a date whose UTC fields are the local ones. */
  function local(second) { return new Date((second + stepAt(live.offsets, second)[1]) * 1000); }

  function day(second) {
    var here = local(second), year = here.getUTCFullYear();
    var text = two(here.getUTCMonth() + 1) + "-" + two(here.getUTCDate());
    return year === local(applied).getUTCFullYear() ? text : year + "-" + text;
  }

  function time(second) { var here = local(second); return two(here.getUTCHours()) + ":" + two(here.getUTCMinutes()); }

  function moment(second) { return day(second) + " " + time(second); }

  /* A deadline at a local midnight is the end of the day before, and shown as that day. */
  function deadline(second) { return +local(second) % (DAY * 1000) ? moment(second) : day(second - 1); }

  /* What counts up changes on a whole minute since its instant, what counts down a second after one before it. */
  function since(second, instant) {
    var past = second - instant;
    wake = Math.min(wake, second + (past < 0 ? (-past) % 60 + 1 : 60 - past % 60));
    return past;
  }

  function counting(second, instant) {
    var past = since(second, instant);
    return past >= 0 ? fill(live.words.overdue, { span: span(past) }) : fill(live.words.due, { span: span(-past) });
  }

  function leftOf(next, second) {
    if (next.kind === "deadline") { return counting(second, next.due); }
    if (next.kind === "watch" && next.until) {
      var past = since(second, next.from || next.until);
      if (next.days) { return fill(live.words.watch, { day: Math.floor(past / DAY) + 1, days: next.days }); }
      since(second, next.until);
      return fill(live.words.left, { span: span(next.until - second) });
    }
    return next.kind === "ready" ? live.words.ready : "";
  }

  /* --- the page: nothing is touched that is right already --------------------------------------------------- */

  function say(element, text) { if (element.textContent !== text) { element.textContent = text; } }

  function attribute(element, name, value) {
    if (!value && value !== 0) { element.removeAttribute(name); return; }
    if (get(element, name) !== String(value)) { element.setAttribute(name, value); }
  }

  function sayOrHide(element, text) {
    say(element, text);
    if (element.hidden !== !text) { element.hidden = !text; }
  }

  function tone(element, name) {
    var named = element.className.replace(/\b(tone|is)-[a-z]+\b/, "$1-" + name);
    if (element.className !== named) { element.className = named; }
  }

  function tag(mark, text, name) {
    var made = document.createElement("span");
    made.className = name;
    made.setAttribute("data-mark", mark);
    made.title = live.marks[mark].meaning;
    made.textContent = text;
    return made;
  }

  function marked(elements) {
    return Array.prototype.map.call(elements, function (element) {
      return get(element, "data-mark") + element.textContent;
    }).join("|");
  }

  function putTags(place, tags) {
    var former = place.querySelectorAll("[data-mark]");
    if (marked(tags) === marked(former)) { return; }
    each(former, function (element) { place.removeChild(element); });
    tags.forEach(function (made) {
      place.appendChild(document.createTextNode(" "));
      place.appendChild(made);
    });
  }

  function putMarks(place, marks) {
    var omitted = (get(place, "data-omit") || "").split(" ");
    putTags(place, marks.filter(function (mark) { return omitted.indexOf(mark) < 0; }).map(function (mark) {
      return tag(mark, live.marks[mark].text, live.marks[mark].strong ? "tag tag-strong" : "tag");
    }));
  }

  /* What stands at an element since this list was taken: `first` at the first call. */
  function noted(element, first) {
    if (element.boardGenOf !== live) { element.boardGenOf = live; element.boardGenNoted = first; }
    return element.boardGenNoted;
  }

  function putLetter(element) {
    var item = byId[get(element, "data-case")], criterion = get(element, "data-criterion");
    if (!item || !item.state) { return; }
    var state = item.state, letter = criterion === "overall" ? state.s : state.l[criterion];
    if (!letter) { return; }
    if (get(element, "data-letter") !== letter) {
      element.setAttribute("data-letter", letter);
      element.hidden = false;
      element.setAttribute("aria-label", live.letters[letter]);
      say(element, letter === "NA" ? "–" : letter);
    }
    /* The page says why as of its build, the list why as of later. */
    if (element.title) {
      var why = noted(element, element.title);
      attribute(element, "title", (state.why || {})[criterion] || why);
    }
    if (element.parentNode.hasAttribute("data-beside")) {
      putTags(element.parentNode, ((state.b || {})[criterion] || []).map(function (told) {
        return tag(told[0], told[1], "beside");
      }));
    }
  }

  var slots = {
    marks: function (place, item, second) { putMarks(place, second < item.opened ? [] : item.state.m); },
    age: function (place, item, second) { say(place, age(since(second, item.opened))); },
    ago: function (place, item, second) { say(place, fill(live.words.ago, { span: span(since(second, item.opened)) })); },
    what: function (place, item) { sayOrHide(place, item.state.n.what); },
    left: function (place, item, second) {
      var next = item.state.n, until = next.due || next.until;
      say(place, leftOf(next, second));
      attribute(place, "title", until && moment(until));
      if (place.tagName === "TIME") { attribute(place, "datetime", until && iso(until)); }
    },
    tone: function (place, item) { tone(place, item.state.n.tone); },
    level: function (place, item) {
      sayOrHide(place, item.state.e ? "▲L" + item.state.e : "");
      attribute(place, "title", (item.levels || live.levels || {})[item.state.e]);
    },
    due: function (place, item) {
      var due = item.state.d[get(place, "data-criterion")];
      if (due) { say(place, deadline(due)); }
    },
    /* A text of the row's own by its name. */
    text: function (place, item) {
      var told = (item.state.x || {})[get(place, "data-name")];
      if (told !== undefined) { sayOrHide(place, told); }
    }
  };

  function iso(second) { return new Date(second * 1000).toISOString(); }

  function putRow(row, second) {
    var item = byId[get(row, "data-live-row")];
    if (RAW.test(row.tagName) || !item || !item.state) { return; }
    attribute(row, "data-phase", item.state.p);
    attribute(row, "data-escalation", item.state.e);
    if (row.hasAttribute("data-status")) { attribute(row, "data-status", item.state.s); }
    each(row.querySelectorAll("[data-live]"), function (place) {
      var name = get(place, "data-live");
      if (slots.hasOwnProperty(name)) { slots[name](place, item, second); }
    });
  }

  function made(raw) {
    var holder = document.createElement("template");
    holder.innerHTML = raw.tagName === "SCRIPT" ? raw.textContent : raw.innerHTML;
    return document.importNode(holder.content.firstElementChild, true);
  }

  /* Rows come, go and change places; a row that has gone is kept, since a clock may be set back. */
  function arrange(list, ids) {
    var rows = {}, raws = {}, kept = noted(list, {}), end = null, shown = [];
    each(list.children, function (child) {
      var id = get(child, "data-live-row");
      if (id === null || !byId[id]) { return; }
      if (RAW.test(child.tagName)) { raws[id] = child; end = end || child; } else { rows[id] = child; shown.push(id); }
    });
    var wanted = ids.filter(function (id) {
      rows[id] = rows[id] || kept[id] || (raws[id] && made(raws[id]));
      return rows[id];
    });
    shown.forEach(function (id) {
      if (wanted.indexOf(id) < 0) { kept[id] = list.removeChild(rows[id]); }
    });
    if (get(list, "data-live-list") === "own") {
      wanted = wanted.filter(function (id) { return rows[id].parentNode !== list; });
    } else if (shown.join() === wanted.join()) {
      return;
    }
    var focus = document.activeElement;
    wanted.forEach(function (id) { list.insertBefore(rows[id], end); delete kept[id]; });
    if (focus && focus !== document.activeElement && list.contains(focus)) { focus.focus(); }
  }

  function putClock(place, second) {
    var instant = Date.parse(get(place, "data-clock")) / 1000;
    say(place, counting(second, instant));
    tone(place, instant <= second ? "late" : "open");
  }

  /* A drawing on a scale from one instant to another: its line of now, and what has been late since its deadline. */
  function putTimes(drawing, second) {
    var from = Date.parse(get(drawing, "data-from")) / 1000, to = Date.parse(get(drawing, "data-to")) / 1000;
    var here = Math.min(100, Math.max(0, 100 * (second - from) / (to - from)));
    each(drawing.querySelectorAll("[data-now]"), function (line) { attribute(line, "x", here.toFixed(1) + "%"); });
    each(drawing.querySelectorAll("[data-late]"), function (bar) {
      attribute(bar, "width", Math.max(0, here - parseFloat(get(bar, "x"))).toFixed(1) + "%");
    });
  }

  function quiet(second) {
    var step = stepAt(live.quiet, second), days = step[1] === null ? 0 : Math.floor((second - step[1]) / DAY);
    if (step[2] || !days) { return ""; }
    return fill(days === 1 ? live.words.quiet_one : live.words.quiet_many, { count: days });
  }

  function connection() {
    var last = Math.floor((met + skew) / 1000);
    if (lost) { return fill(live.words.lost, { moment: (day(last) === day(applied) ? time : moment)(last) }); }
    if (live.pinned) { return ""; }
    if (Math.abs(skew) >= 60000) { return fill(live.words.corrected, { span: span(Math.round(Math.abs(skew) / 60000) * 60) }); }
    return checked || held ? "" : live.words.unchecked;
  }

  function putHead(second) {
    var stale = live.stale.filter(function (told) { return told[1] <= second; });
    var says = {
      clock: live.pinned ? "" : fill(live.words.now, { moment: moment(second) }),
      stale: stale.length ? fill(live.words["stale_" + stale[0][0]], {
        moment: moment(stale[0][2]),
        span: span(second - stale[0][2])
      }) : "",
      connection: connection()
    };
    Object.keys(says).forEach(function (name) {
      all("[data-live=" + name + "]", function (place) {
        sayOrHide(place, name === "clock" && place.hasAttribute("data-short") ? time(second) : says[name]);
      });
    });
    since(second, 0);
    attribute(document.documentElement, "data-stale", stale.map(function (told) { return told[0]; }).join(" "));
    attribute(document.documentElement, "data-connection", lost ? "lost" : "");
  }

  function putTitle() {
    var only = live.cases.length === 1 && live.cases[0].state;
    var told = live.title.indexOf("{s}") < 0 ? counted.R && counted : only;
    var text = (told ? fill(live.title, told) : "") + title;
    if (document.title !== text) { document.title = text; }
  }

  function apply(second) {
    wake = second + 3600;
    live.cases.forEach(function (item) { walk(item, second); });
    applied = second;
    var items = onBoard(), ids = items.map(function (item) { return item.id; });
    counted = count(items);
    all("[data-live-list]", function (list) { arrange(list, ids); });
    all("[data-live-row]", function (row) { putRow(row, second); });
    all("[data-criterion]", putLetter);
    all("[data-clock]", function (place) { putClock(place, second); });
    if (ids.length) { all("svg[data-from]", function (drawing) { putTimes(drawing, second); }); }
    all("[data-count]", function (place) {
      var number = counted[get(place, "data-count")];
      if (number !== undefined) { say(place, String(number)); }
    });
    all("[data-live=empty], [data-live=filled]", function (place) {
      place.hidden = (get(place, "data-live") === "empty") === counted.board > 0;
    });
    if (live.quiet.length) {
      all("[data-live=quiet]", function (place) { sayOrHide(place, quiet(second)); });
    }
    putTitle();
    putHead(second);
  }

  function tell(kind) {
    handlers.forEach(function (handler) { try { handler(now(), kind); } catch (theirs) { report(theirs); } });
  }

  function report(error) { if (window.console) { window.console.error(error); } }

  function update(kind) {
    if (!live) { return; }
    try { apply(Math.floor(now() / 1000)); } catch (ours) { report(ours); }
    tell(kind || "tick");
  }

  function tick() {
    var second = Math.floor(now() / 1000);
    if (held && Math.abs(Date.now() - started) > FIRST) { held = false; }
    if (live && !held && (applied < 0 || second < applied || second >= wake)) { update(); }
    if (onWeb && Math.abs(Date.now() - asked) >= LOOK) { look(); }
  }

  /* One timer for everything, on each whole second: it finds out by itself that a page slept or a clock was set. */
  function run() {
    setTimeout(run, 1000 - (((Date.now() + skew) % 1000) + 1000) % 1000);
    tick();
  }

  /* --- fetch, check, swap ---------------------------------------------------------------------------------- */

  function ask(address, done) {
    var request = new XMLHttpRequest(), isDone = false;
    function once(answer) { if (!isDone) { isDone = true; done(answer); } }
    request.onload = function () { once(request.status === 200 ? request : null); };
    request.onerror = request.ontimeout = request.onabort = function () { once(null); };
    try {
      request.open("GET", address);
      request.timeout = net.patience;
      request.send();
    } catch (refused) { once(null); }
  }

  /* By the server's clock, where it is told: half of the way there and back is taken off. */
  function setClock(request, sent) {
    var told = Date.parse(request.getResponseHeader("Date") || ""), back = Date.now();
    if (isNaN(told)) { checked = false; return; }
    var off = told + 500 - (sent + back) / 2;
    checked = true;
    skew = Math.abs(off) < 3000 + Math.abs(back - sent) ? 0 : off;
  }

  function found(told) {
    if (lost || held) { applied = -1; }
    lost = held = false;
    met = Date.now();
    badge(told);
    tick();
  }

  function missed() {
    if (!lost || held) { applied = -1; }
    lost = true;
    held = false;
    tick();
  }

  function isNewer(told) {
    var same = !live || Date.parse(told.as_of) === live.at * 1000;
    if (!build && same && !(live && live.build && live.build !== told.build)) { build = told.build; }
    return told.build !== build;
  }

  function look() {
    var sent = asked = Date.now();
    if (net.busy && Math.abs(sent - net.busy) < 4 * net.patience) { return; }
    net.busy = sent;
    net.looks += 1;
    ask(base + "api/build.json?t=" + sent, function (request) {
      var told = null;
      try { told = request && JSON.parse(request.responseText); } catch (half) { told = null; }
      if (!told || typeof told.build !== "string") { net.busy = 0; missed(); return; }
      setClock(request, sent);
      found(told);
      if (!document.querySelector("[data-live-root]") || !isNewer(told)) { net.busy = 0; return; }
      ask(location.href.replace(/[?#].*$/, "") + "?build=" + told.build, function (page) {
        if (!page) { net.busy = 0; return; }
        later(function () { swap(page.responseText, told); });
      });
    });
  }

  /* A page that has its end, is of that build, and has a row for each case of its list. */
  function whole(text, told) {
    if (!/<\/html>\s*$/i.test(text)) { return null; }
    var page = new DOMParser().parseFromString(text, "text/html"), root = page.querySelector("[data-live-root]");
    var list = read(page), rows = {};
    if (!root || (!list && get(root, "data-live-root") !== "ended")) { return null; }
    each(root.querySelectorAll("[data-live-row]"), function (row) { rows[get(row, "data-live-row")] = true; });
    var isWhole = !list || (list.at * 1000 === Date.parse(told.as_of) && (!list.build || list.build === told.build) &&
      list.cases.every(function (item) { return rows[item.id]; }));
    return isWhole ? { root: root, list: list, title: page.title } : null;
  }

  function rowOf(node) {
    return node.nodeType === 1 && node.hasAttribute("data-live-row") && node.nodeName + get(node, "data-live-row");
  }

  /* In a task of its own, so that a weak screen answers in between. Timers would wait where a tab is hidden. */
  function later(act) {
    waiting.push(act);
    post.port2.postMessage(0);
  }

  function copy(list) { return Array.prototype.slice.call(list); }

  /* The new state comes into the old one place by place; what is right already is not touched, and not laid out again. */
  function patch(old, fresh) {
    if (old.isEqualNode(fresh)) { return; }
    if (old.nodeType !== 1) { old.data = fresh.data; return; }
    copy(old.attributes).forEach(function (mine) {
      if (!fresh.hasAttribute(mine.name)) { old.removeAttribute(mine.name); }
    });
    each(fresh.attributes, function (given) {
      if (get(old, given.name) !== given.value) { old.setAttribute(given.name, given.value); }
    });
    patchChildren(old, fresh);
  }

  function patchChildren(old, fresh) {
    var rows = {}, next = old.firstChild;
    each(old.children, function (child) { if (rowOf(child)) { rows[rowOf(child)] = child; } });
    copy(fresh.childNodes).forEach(function (given) {
      var row = rowOf(given), mine = row ? rows[row] : next && !rowOf(next) && next.nodeName === given.nodeName && next;
      if (!mine) { old.insertBefore(document.importNode(given, true), next); return; }
      if (mine === next) { next = next.nextSibling; } else { old.insertBefore(mine, next); }
      patch(mine, given);
    });
    while (next) { var gone = next; next = next.nextSibling; old.removeChild(gone); }
  }

  function swap(text, told) {
    var fresh = whole(text, told), old = document.querySelector("[data-live-root]");
    if (!fresh || !old) { net.busy = 0; return; }
    if (get(old, "data-live-root") === "patch") {
      later(function () {
        patch(old, fresh.root);
        settle(fresh, told);
        later(show);
      });
      return;
    }
    var x = window.pageXOffset, y = window.pageYOffset;
    old.parentNode.replaceChild(document.importNode(fresh.root, true), old);
    settle(fresh, told);
    show();
    window.scrollTo(x, y);
  }

  function settle(fresh, told) {
    build = told.build;
    title = fresh.title;
    document.title = title;
    take(fresh.list);
  }

  function show() {
    net.busy = 0;
    update("swap");
  }

  /* The navigation's Findings shows how many there are to mend, where there are any. */
  function badge(told) {
    var number = told.findings ? told.findings.error + told.findings.warning : 0;
    var target = base + "findings/";
    all("nav a[href]", function (link) {
      if (link.href.replace(/(index\.html)?([?#].*)?$/, "") !== target) { return; }
      var shown = link.querySelector(".bg-badge");
      if (!shown && number) {
        shown = link.appendChild(document.createElement("span"));
        shown.className = "bg-badge";
      }
      if (shown) {
        sayOrHide(shown, number ? String(number) : "");
        attribute(shown, "data-level", told.findings.error ? "error" : "warning");
      }
    });
  }

  /* Over file:// nothing can be fetched; what the offline build says of itself comes as a script. */
  function readBuild() {
    var script = document.createElement("script");
    script.src = base + "api/build.js";
    script.onload = function () { badge((window.boardGenData || {})["api/build.json"] || {}); };
    document.head.appendChild(script);
  }

  window.boardGen = {
    now: now,
    state: function (id) { return byId[id] && byId[id].state; },
    order: function () { return live ? onBoard().map(function (item) { return item.id; }) : []; },
    counts: function () { return counted; },
    span: function (ms) { return span(ms / 1000); },
    moment: moment,
    deadline: deadline,
    tone: tone,
    say: sayOrHide,
    count: putClock,
    onchange: function (handler) { handlers.push(handler); },
    refresh: look,
    net: net,
    tick: function () { held = false; update(); },
    list: function () { return live; }
  };

  post.port1.onmessage = function () { waiting.shift()(); };
  take(read(document));
  ["visibilitychange", "pageshow", "focus", "online"].forEach(function (name) {
    (name === "visibilitychange" ? document : window).addEventListener(name, tick);
  });
  if (!onWeb && location.protocol === "file:") { readBuild(); }
  run();
})();
