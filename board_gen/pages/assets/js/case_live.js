/* What moves on the page of one case: its own texts, the dates' years, the time line, the ring of its watch; and the QR
   code of its address. It walks nothing: live.js has walked the list of the page already. ES5, as live.js is. */
(function () {
  "use strict";
  var DATE = "\ue000", api = window.boardGen;

  function get(element, name) { return element.getAttribute(name); }

  function each(list, act) { Array.prototype.forEach.call(list, act); }

  function all(selector, act) { each(document.querySelectorAll(selector), act); }

  /* --- texts ------------------------------------------------------------------------------------------------ */

  /* Dates in a text are seconds behind its tone, deadlines below zero. */
  function worded(told) {
    var dates = told.slice(2), words = told[0].split(DATE);
    return words.reduce(function (text, part, place) {
      var second = dates[place - 1];
      return text + (second < 0 ? api.deadline(-second) : api.moment(second).replace(/ 00:00$/, "")) + part;
    });
  }

  /* What an element shows as its page was built: shown again where a clock was set back. */
  function built(element) {
    element.boardGenBuilt = element.boardGenBuilt ||
      { text: element.textContent, look: element.className, clock: get(element, "data-clock"), html: element.innerHTML };
    return element.boardGenBuilt;
  }

  function putText(element, texts, clocks) {
    var name = get(element, "data-t"), told = texts[name], clock = clocks[name], was = built(element);
    if (told === undefined && clock === undefined) { restore(element, was); return; }
    if (clock) {
      element.setAttribute("data-clock", new Date(clock * 1000).toISOString());
      element.hidden = false;
      api.count(element, Math.floor(api.now() / 1000));
      return;
    }
    if (clock === null) { element.removeAttribute("data-clock"); }
    if (typeof told === "object") {
      if (told[1]) { api.tone(element, told[1]); }
      told = worded(told);
    }
    if (told !== undefined && name !== "banner" && !get(element, "data-clock")) { api.say(element, told); }
  }

  function restore(element, was) {
    if (element.className !== was.look) { element.className = was.look; }
    if (was.clock) {
      if (get(element, "data-clock") !== was.clock) { element.setAttribute("data-clock", was.clock); }
      api.count(element, Math.floor(api.now() / 1000));
      return;
    }
    element.removeAttribute("data-clock");
    if (get(element, "data-t") === "banner") { return; }
    if (element.textContent !== was.text && !element.querySelector("time")) { element.innerHTML = was.html; }
    if (element.hidden !== !was.text) { element.hidden = !was.text; }
  }

  /* Dates of this year are told without it. */
  function putYear(element, second) {
    var text = element.textContent, instant = Date.parse(get(element, "datetime")) / 1000;
    var day = text.replace(/^\d{4}-/, "").slice(0, 5), told = [api.deadline(instant), api.moment(instant)];
    var found = told.filter(function (words) { return words.replace(/^\d{4}-/, "").slice(0, 5) === day; })[0];
    if (found && /^(\d{4}-)?\d\d-\d\d/.test(text)) {
      var shown = found.slice(0, found.indexOf(day)) + text.slice(text.indexOf(day));
      if (shown !== text) { element.textContent = shown; }
    }
  }

  /* --- drawings --------------------------------------------------------------------------------------------- */

  function putLine(line, ms, words) {
    var edges = get(line, "data-span").split(" "), now = line.querySelector(".tn"), label = now.querySelector("text");
    var share = Math.min(100, Math.max(0, 100 * (ms / 1000 - edges[0]) / (edges[1] - edges[0])));
    now.setAttribute("x", Math.round(share * 10) / 10 + "%");
    label.setAttribute("x", share > 50 ? -5 : 5);
    label.setAttribute("class", share > 50 ? "end" : "start");
    if (label.textContent !== words) { label.textContent = words; }
  }

  function putRing(ring, next, ms) {
    var passed = next.kind === "watch" && next.from ? (ms / 1000 - next.from) / (next.until - next.from) : 1;
    ring.setAttribute("stroke-dasharray", Math.floor(100 * passed) + " 100");
  }

  function putCode(place) {
    var canonical = document.querySelector("link[rel=canonical]");
    var address = canonical ? canonical.href : /^http/.test(location.protocol) && location.href.replace(/[?#].*$/, "");
    var drawn = !place.firstChild && address && window.boardGenQr && window.boardGenQr(address);
    if (drawn) { place.appendChild(drawn); }
  }

  function draw(ms) {
    all(".case-qr", putCode);
    var list = api && api.list(), item = list && list.cases[0], state = item && item.state;
    if (!state) { return; }
    all("[data-t]", function (element) { putText(element, state.x || {}, state.c || {}); });
    all(".case-page time", function (element) { putYear(element); });
    if (!list.pinned) {
      all("svg[data-span]", function (line) {
        putLine(line, ms, list.words.now.replace("{moment}", api.moment(Math.floor(ms / 1000))));
      });
    }
    all(".case-ring circle + circle", function (ring) { putRing(ring, state.n, ms); });
  }

  if (api) { api.onchange(draw); }
  draw(api ? api.now() : 0);
})();
