/* The meeting's walk: one problem at a time, by keyboard, remote, tap or swipe, with the clock.

   All screens stand in the page; this script shows one of them (or the agenda) and keeps the time. What a letter is,
   what is new and which problem comes first on the board it asks live.js (`boardGen`); without it everything stands as
   it was built. While a problem is shown the order stands still; it is renewed whenever the agenda is shown. */
(function () {
  "use strict";

  var SMALLEST = 0.62; // of the usual type, before a screen may scroll
  var GRACE = 2; // a planned meeting is taken to run for so many times its length, then the clock rests
  var walk = { anchor: null, at: -1, started: null, cameUp: null, share: null };

  function root() {
    return document.querySelector("[data-meeting]");
  }

  function all(selector, inside) {
    return Array.prototype.slice.call((inside || root()).querySelectorAll(selector));
  }

  function one(selector, inside) {
    return (inside || root()).querySelector(selector);
  }

  function say(name, text) {
    var slot = one('[data-show="' + name + '"]');
    if (slot && slot.textContent !== text) slot.textContent = text;
  }

  function isPinned() {
    return root().dataset.pinned === "yes";
  }

  /* A pinned page does not tick, but its stopwatch does. */
  function now() {
    return window.boardGen && !isPinned() ? window.boardGen.now() : Date.now();
  }

  function stateOf(id) {
    return window.boardGen ? window.boardGen.state(id) : null;
  }

  /* ---- The walk: items of the agenda and their screens, in the same order ---- */

  function items() {
    return all("[data-item]:not([hidden])");
  }

  function screenOf(item) {
    return document.getElementById(item.dataset.anchor);
  }

  function placeOf(anchor) {
    return items().findIndex(function (item) {
      return item.dataset.anchor === anchor;
    });
  }

  function show(anchor, isNew) {
    var found = items();
    var at = anchor === null ? -1 : placeOf(anchor);
    walk.anchor = at < 0 ? null : anchor;
    walk.at = at;
    all("[data-screen]").forEach(function (screen) {
      screen.hidden = screen.id !== walk.anchor;
    });
    var agenda = document.getElementById("_agenda");
    if (agenda) agenda.hidden = at >= 0;
    one(".screens").hidden = at < 0;
    if (isNew) {
      walk.cameUp = now();
      walk.share = shareFrom(Math.max(at, 0));
      remember();
      window.scrollTo(0, 0);
    }
    tellPlace(found, at);
    tellTime();
    fit();
  }

  function titleOf(item) {
    return item ? one(".agenda-title", item).textContent : "";
  }

  function tellPlace(found, at) {
    one(".meeting-place").hidden = at < 0;
    say("number", String(at + 1));
    say("total", String(found.length));
    say("station", at < 0 ? "" : found[at].closest("[data-station]").querySelector("[data-label]").textContent);
    say("previous", at === 0 ? root().dataset.wordAgenda : titleOf(found[at - 1]));
    say("next", titleOf(found[at + 1]));
    one('[data-do="previous"]').disabled = at < 0;
    all('[data-do="next"]').forEach(function (button) {
      button.disabled = at === found.length - 1;
    });
    one('[data-show="progress"]').style.width = (found.length ? (100 * (at + 1)) / found.length : 0) + "%";
  }

  /* Smaller type where a screen would not fit; what does not fit even so scrolls. */
  function fit() {
    var screen = walk.anchor === null ? null : document.getElementById(walk.anchor);
    if (!screen) return;
    var size = 1;
    screen.style.fontSize = "";
    if (getComputedStyle(screen).overflowY !== "auto") return;
    while (screen.scrollHeight > screen.clientHeight + 1 && size > SMALLEST) {
      size -= 0.04;
      screen.style.fontSize = size + "em";
    }
    screen.scrollTop = 0;
  }

  function step(by) {
    var found = items();
    var at = walk.anchor === null ? -1 : placeOf(walk.anchor);
    var to = Math.min(found.length - 1, at + by);
    if (to < 0) return toAgenda();
    if (to !== at) show(found[to].dataset.anchor, true);
  }

  function toEnd(isLast) {
    var found = items();
    if (found.length) show(found[isLast ? found.length - 1 : 0].dataset.anchor, true);
  }

  function toAgenda() {
    show(null, true);
    arrange();
  }

  /* The address names the problem, so that a reload or a link comes back to it. */
  function remember() {
    try {
      var address = walk.anchor === null ? location.pathname + location.search : "#" + encodeURIComponent(walk.anchor);
      history.replaceState(null, "", address);
    } catch (error) {
      /* a page from a file may not: then the address stays */
    }
  }

  function asked() {
    try {
      return decodeURIComponent(location.hash.slice(1));
    } catch (error) {
      return "";
    }
  }

  /* ---- What changes while nobody rebuilds ---- */

  /* live.js puts in the screens of cases that open and takes out those that end; their items follow. */
  function renew() {
    var changed = false;
    all("script[data-to-come]").forEach(function (raw) {
      if (!document.getElementById(raw.dataset.toCome)) return;
      var holder = document.createElement("template");
      holder.innerHTML = raw.textContent;
      var item = document.importNode(holder.content, true).querySelector("[data-item]");
      one('[data-station="' + item.dataset.new + '"] ol').appendChild(item);
      raw.remove();
      changed = true;
    });
    all("[data-item]").forEach(function (item) {
      var isGone = !screenOf(item);
      changed = changed || item.hidden !== isGone;
      item.hidden = isGone;
    });
    return changed;
  }

  /* Where the problem shown has gone, the one that took its place. */
  function settle() {
    if (walk.anchor === null || placeOf(walk.anchor) >= 0) return show(walk.anchor, false);
    var found = items();
    var next = found[Math.min(walk.at, found.length - 1)];
    show(next ? next.dataset.anchor : null, true);
  }

  function stationOf(item) {
    var state = stateOf(item.dataset.item);
    if (!state) return item.closest("[data-station]").dataset.station;
    return (state.m || []).indexOf("new") >= 0 ? item.dataset.new : item.dataset.else;
  }

  /* Each item at its station: by next report, then as the board has them. */
  function arrange() {
    if (window.boardGen) {
      var order = window.boardGen.order();
      var sorted = items().filter(function (item) {
        return item.dataset.else !== "invalid";
      });
      sorted.sort(function (a, b) {
        var left = Number(a.dataset.report) || Infinity;
        var right = Number(b.dataset.report) || Infinity;
        if (left !== right) return left < right ? -1 : 1;
        return order.indexOf(a.dataset.item) - order.indexOf(b.dataset.item);
      });
      sorted.forEach(function (item) {
        one('[data-station="' + stationOf(item) + '"] ol').appendChild(item);
      });
    }
    all("[data-station]").forEach(function (station) {
      var count = station.querySelectorAll("[data-item]:not([hidden])").length;
      station.hidden = !count;
      station.querySelector("[data-number]").textContent = String(count);
    });
    tellPlace(items(), walk.anchor === null ? -1 : placeOf(walk.anchor));
  }

  /* Words that hold only with a mark, moves of what is met, statements whose time has passed. */
  function tellChanges() {
    if (!window.boardGen || isPinned()) return;
    var seconds = now() / 1000;
    all("[data-screen]").forEach(function (screen) {
      var state = stateOf(screen.dataset.screen);
      if (!state) return;
      all("[data-when-mark]", screen).forEach(function (told) {
        told.hidden = (state.m || []).indexOf(told.dataset.whenMark) < 0;
      });
      all("[data-move]", screen).forEach(function (move) {
        var letter = (state.l || {})[move.dataset.move];
        var isUnnamed = move.classList.contains("is-unnamed");
        move.hidden = isUnnamed ? letter !== "R" : letter === "G" || letter === "NA";
      });
    });
    all("[data-due]").forEach(function (told) {
      told.classList.toggle("is-past", Number(told.dataset.due) <= seconds);
    });
  }

  function follow() {
    if (!root()) return;
    if (!root().classList.contains("is-walk")) begin();
    if (renew()) {
      arrange();
      settle();
    } else if (walk.anchor === null) {
      arrange();
    }
    tellChanges();
  }

  /* ---- The clock ---- */

  function length() {
    return Number(root().dataset.minutes) * 60000;
  }

  /* The planned beginning that counts now: of the meeting that runs, or of the next one today. */
  function planned() {
    if (isPinned()) return null;
    var moment = now();
    var starts = root().dataset.starts.split(" ").filter(Boolean).map(function (start) {
      return Number(start) * 1000;
    });
    for (var i = 0; i < starts.length; i++) {
      if (moment < starts[i] + GRACE * length()) return starts[i];
    }
    return null;
  }

  function begun() {
    if (walk.started !== null) return walk.started;
    var start = planned();
    return start !== null && start <= now() ? start : null;
  }

  /* What is left of the meeting, shared by what is left of the walk. */
  function shareFrom(at) {
    var left = Math.max(1, items().length - at);
    var start = begun();
    var time = start === null ? length() : Math.max(0, start + length() - now());
    return time / left;
  }

  function clock(milliseconds) {
    var seconds = Math.max(0, Math.floor(milliseconds / 1000));
    return Math.floor(seconds / 60) + ":" + String(seconds % 60).padStart(2, "0");
  }

  function fill(word, name, text) {
    return word.replace("{" + name + "}", text);
  }

  function tellTime() {
    if (!root()) return;
    var start = begun();
    var box = one(".meeting-clock");
    box.classList.toggle("is-running", start !== null);
    say("planned", clock(length()));
    tellWait(start);
    say("each", items().length ? fill(root().dataset.wordEach, "span", clock(shareFrom(0))) : "");
    if (start === null) return;
    var over = now() - start - length();
    say("elapsed", over > 0 ? fill(root().dataset.wordOver, "span", clock(over)) : clock(now() - start));
    box.classList.toggle("is-over", over > 0);
    tellShare();
  }

  function tellWait(start) {
    var next = start === null ? planned() : null;
    var isSoon = next !== null && next - now() < 12 * 3600000;
    var words = fill(root().dataset.wordIn, "time", root().dataset.time);
    say("before", isSoon ? fill(words, "span", clock(next - now() + 999)) : "");
  }

  function tellShare() {
    var box = one('[data-show="share-box"]');
    box.hidden = walk.anchor === null;
    if (walk.anchor === null || walk.cameUp === null) return;
    var spent = now() - Math.max(walk.cameUp, begun());
    say("spent", clock(spent));
    say("share", clock(walk.share));
    box.classList.toggle("is-over", spent > walk.share);
    var part = walk.share > 0 ? Math.min(1, Math.max(0, spent / walk.share)) : 1;
    one('[data-show="bar"]').style.width = 100 * part + "%";
  }

  function start() {
    walk.started = now();
    keep("started", String(walk.started));
    if (walk.anchor === null) step(1);
    else show(walk.anchor, true);
  }

  /* A reload in the middle of a meeting does not begin it anew. */
  function keep(name, value) {
    try {
      sessionStorage.setItem("bg-meeting-" + name, value);
    } catch (error) {
      /* storage may be shut off: then a reload begins anew */
    }
  }

  function kept(name) {
    try {
      return sessionStorage.getItem("bg-meeting-" + name);
    } catch (error) {
      return null;
    }
  }

  function recall() {
    var started = Number(kept("started")) || null;
    var age = started === null ? Infinity : now() - started;
    walk.started = age >= 0 && age < GRACE * length() ? started : null;
  }

  /* ---- Hands: keyboard and remote, buttons, swipes ---- */

  var KEYS = {
    ArrowRight: 1, ArrowDown: 1, PageDown: 1, ArrowLeft: -1, ArrowUp: -1, PageUp: -1, MediaTrackNext: 1,
    MediaTrackPrevious: -1, j: 1, k: -1
  };

  function isTyping(target) {
    return Boolean(target.closest && target.closest("input, textarea, select, [contenteditable]"));
  }

  function isPressable(target) {
    return Boolean(target.closest && target.closest("a, button, summary, label"));
  }

  function onKey(event) {
    if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey || isTyping(event.target)) return;
    var isSpace = event.key === " " && !isPressable(event.target);
    var by = isSpace ? (event.shiftKey ? -1 : 1) : KEYS[event.key];
    if (isAgendaScroll(event)) return;
    if (by) step(by);
    else if (event.key === "Home" || event.key === "End") toEnd(event.key === "End");
    else if (event.key === "Escape" && walk.anchor !== null && !document.fullscreenElement) toAgenda();
    else return;
    event.preventDefault();
  }

  /* A long agenda is read by scrolling; remotes send PageDown, which walks. */
  function isAgendaScroll(event) {
    return walk.anchor === null && (event.key === "ArrowDown" || event.key === "ArrowUp");
  }

  var DEEDS = {
    next: function () { step(1); },
    previous: function () { step(-1); },
    agenda: toAgenda,
    start: start,
    screen: function () {
      if (document.fullscreenElement) document.exitFullscreen();
      else if (document.documentElement.requestFullscreen) document.documentElement.requestFullscreen();
    }
  };

  function onClick(event) {
    var button = event.target.closest("[data-do]");
    if (button && root().contains(button)) {
      DEEDS[button.dataset.do]();
      return;
    }
    var link = event.target.closest("[data-item] a");
    if (link) {
      event.preventDefault();
      show(link.closest("[data-item]").dataset.anchor, true);
    }
  }

  var touch = null;

  function onTouchStart(event) {
    touch = event.touches.length === 1 ? { x: event.touches[0].clientX, y: event.touches[0].clientY } : null;
  }

  function onTouchEnd(event) {
    if (!touch || !event.target.closest("[data-meeting]")) return;
    var across = event.changedTouches[0].clientX - touch.x;
    var down = event.changedTouches[0].clientY - touch.y;
    touch = null;
    if (Math.abs(across) > 60 && Math.abs(across) > 2 * Math.abs(down)) step(across < 0 ? 1 : -1);
  }

  function onHash() {
    if (asked() && placeOf(asked()) >= 0) show(asked(), true);
  }

  function onResize() {
    measure();
    fit();
  }

  /* How much of the window stands above the walk. */
  function measure() {
    var top = root().getBoundingClientRect().top + window.scrollY;
    root().style.setProperty("--meeting-above", top + "px");
  }

  /* ---- Beginning; again after live.js has put in a newer page ---- */

  function begin() {
    root().classList.add("is-walk");
    all("[data-scripted]").forEach(function (told) {
      told.hidden = false;
    });
    if (!one(".screens")) return;
    renew();
    arrange();
    measure();
    settle();
  }

  function listen() {
    document.addEventListener("keydown", onKey);
    document.addEventListener("click", onClick);
    document.addEventListener("touchstart", onTouchStart, { passive: true });
    document.addEventListener("touchend", onTouchEnd, { passive: true });
    window.addEventListener("hashchange", onHash);
    window.addEventListener("resize", onResize);
    document.addEventListener("fullscreenchange", onResize);
    document.addEventListener("visibilitychange", tellTime);
    window.setInterval(tellTime, 1000);
    if (window.boardGen) window.boardGen.onchange(follow);
  }

  if (!root() || !one(".screens")) return;
  recall();
  begin();
  listen();
  onHash();
  follow();
})();
