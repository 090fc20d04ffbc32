/* The board of any day, drawn from the pasts of all cases (pages/past_data.py, docs/any-day.md). The script walks the
   steps that are written there and knows no rule; what an instant is called comes from the zone's offsets. */
(function () {
  "use strict";
  const DAY = 86400, PATIENCE = 500, RANKS = { R: 0, Y: 1, G: 2 };
  const PHASES = { o: "open", w: "watch", r: "ready" }, GLYPHS = { N: "NA" };
  const byName = (name) => document.getElementById("history-" + name);
  const outline = JSON.parse(byName("outline").textContent), words = outline.words, offsets = outline.offsets;
  const form = byName("choice"), list = byName("rows"), told = byName("told"), note = byName("note");
  const control = form.elements, columns = outline.columns, answer = columns.length - 1;
  const pasts = {}, asked = {}, blank = document.createElement("template");
  let second = outline.at, way = "now", clock = 0, said = "", drawing = 0, saying = 0, ids = null, drawn = new Map();

  function fill(text, values) {
    return text.replace(/\{(\w+)\}/g, (all, name) => (name in values ? values[name] : all));
  }

  const two = (number) => (number < 10 ? "0" : "") + number;

  /* --- the plant's clock ------------------------------------------------------------------------------------- */

  function offsetAt(instant) {
    let found = offsets[0][1];
    for (const step of offsets) { if (step[0] <= instant) { found = step[1]; } }
    return found;
  }

  const wallOf = (instant) => instant + offsetAt(instant);

  /* The instant of a time on the plant's clock; of one that is skipped or comes twice by the earlier offset, as
     everywhere in this program. */
  function instantOf(wall) {
    for (let i = 0; i + 1 < offsets.length; i += 1) {
      const offset = offsets[i][1], turn = offsets[i + 1][0], next = offsets[i + 1][1];
      if (wall < turn + Math.max(offset, next)) {
        if (wall >= turn + offset) { return { at: wall - offset, kind: "missing" }; }
        return { at: wall - offset, kind: wall >= turn + next ? "twice" : "", second: wall - next };
      }
    }
    return { at: wall - offsets[offsets.length - 1][1], kind: "" };
  }

  function textOf(wall) {
    const text = new Date(wall * 1000).toISOString();
    return text.slice(0, text.slice(17, 19) === "00" ? 16 : 19);
  }

  function distance(offset) {
    const minutes = Math.floor(Math.abs(offset) / 60);
    return (offset < 0 ? "-" : "+") + two(Math.floor(minutes / 60)) + ":" + two(minutes % 60);
  }

  /* As an address writes it: with the offset where the time alone would mean another instant. */
  function addressOf(instant) {
    const wall = wallOf(instant);
    return textOf(wall) + (instantOf(wall).at === instant ? "" : distance(offsetAt(instant)));
  }

  const fullMoment = (instant) => addressOf(instant).replace("T", " ");

  function moment(instant) {
    const text = textOf(wallOf(instant)).slice(0, 16).replace("T", " ");
    return text.slice(0, 4) === textOf(wallOf(second)).slice(0, 4) ? text.slice(5) : text;
  }

  const dayOf = (instant) => Math.floor(wallOf(instant) / DAY);

  const clockOf = (instant) => { const wall = wallOf(instant); return wall - Math.floor(wall / DAY) * DAY; };

  /* The instant that a text names; null where it names none. */
  function read(text) {
    const parts = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d)(:\d\d)?)?(Z|[+-]\d\d:\d\d)?$/.exec(text);
    const written = parts && parts[1] + "T" + (parts[2] || "00:00") + (parts[3] || ":00");
    const time = written ? Date.parse(written + "Z") / 1000 : NaN;
    if (isNaN(time) || new Date(time * 1000).toISOString().slice(0, 19) !== written) { return null; }
    if (!parts[4]) { return instantOf(time); }
    const away = parts[4] === "Z" ? [0, 0] : parts[4].slice(1).split(":");
    return { at: time - (parts[4][0] === "-" ? -1 : 1) * (away[0] * 3600 + away[1] * 60), kind: "" };
  }

  /* --- words, as the board has them ------------------------------------------------------------------------------- */

  function span(length) {
    const left = Math.max(0, Math.floor(length)), days = Math.floor(left / DAY);
    const hours = Math.floor(left % DAY / 3600), minutes = Math.floor(left % 3600 / 60);
    if (days) { return fill(words.span_days, { days: days, hours: two(hours) }); }
    return hours ? fill(words.span_hours, { hours: hours, minutes: two(minutes) })
      : fill(words.span_minutes, { minutes: minutes });
  }

  function age(length) {
    if (length >= DAY) { return fill(words.age_days, { count: Math.floor(length / DAY) }); }
    if (length >= 3600) { return fill(words.age_hours, { count: Math.floor(length / 3600) }); }
    return fill(words.age_minutes, { count: Math.floor(Math.max(0, length) / 60) });
  }

  function nextOf(state) {
    if (state.phase === "ready") { return { tone: "ready", what: "", left: words.ready }; }
    const until = state.until, left = span(Math.abs(until - second));
    if (state.phase === "watch") { return { tone: "watch", what: words.watching, left: watched(state, left), until: until }; }
    const what = (columns[state.waits][1] + " " + columns[state.waits][2]).trim(), isLate = until <= second;
    const tone = isLate ? "late" : until - second <= DAY ? "soon" : "later";
    return { tone: tone, what: what, left: fill(isLate ? words.overdue : words.due, { span: left }), until: until };
  }

  /* The days of a watch, of 24 hours each, count from 1; a short one says what is left. */
  function watched(state, left) {
    const day = Math.floor((second - state.until + state.watch) / DAY) + 1;
    if (state.watch < 2 * DAY) { return fill(words.left, { span: left }); }
    return fill(words.watch, { day: day, days: Math.ceil(state.watch / DAY) });
  }

  /* --- the pasts, line by line ------------------------------------------------------------------------------------ */

  const number = (text) => (text[0] === "." ? parseInt(text.slice(1), 36) : parseInt(text, 36) * 60);

  function capitalIn(text) {
    for (let i = 0; i < text.length; i += 1) {
      const code = text.charCodeAt(i);
      if (code >= 65 && code <= 90) { return i; }
    }
    return text.length;
  }

  function rowOf(line, texts, place) {
    const times = [], changes = [], fields = texts.split("\t");
    let time = 0;
    line.split(" ").forEach((step) => {
      const start = capitalIn(step);
      time += number(step.slice(0, start));
      times.push(time);
      changes.push(step.slice(start));
    });
    return { place: place, id: fields[0], address: fields[1] || fields[0], fields: fields, times: times, changes: changes };
  }

  function rowsOf(data) {
    if (!data.steps) { return []; }
    const texts = data.texts.split("\n");
    return data.steps.split("\n").map((line, place) => rowOf(line, texts[place], place));
  }

  function lastAt(times, instant) {
    let low = 0, high = times.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (times[middle] <= instant) { low = middle + 1; } else { high = middle; }
    }
    return low - 1;
  }

  function change(state, what, value, first) {
    switch (what) {
      case "S": state.status = value.toUpperCase(); break;
      case "P": state.phase = PHASES[value]; break;
      case "E": state.escalation = parseInt(value, 36); break;
      case "W": state.waits = parseInt(value, 36); break;
      case "D": state.until = first + number(value); break;
      case "L": state.watch = number(value); break;
      case "U": case "X": break;
      default: state.letters[parseInt(value, 36)] = what === "Z" ? "" : GLYPHS[what] || what;
    }
  }

  /* What a row shows at an instant: null where it is not on the board. */
  function stateAt(row, instant) {
    const last = lastAt(row.times, instant), now = last < 0 ? "X" : row.changes[last];
    if (now === "X") { return null; }
    if (now === "U") { return { isUnreadable: true }; }
    const state = { letters: [], escalation: 0, watch: 0, until: 0, waits: 0 };
    for (let i = 0; i <= last; i += 1) {
      const text = row.changes[i];
      for (let start = 0; start < text.length;) {
        const end = start + 1 + capitalIn(text.slice(start + 1));
        change(state, text[start], text.slice(start + 1, end), row.times[0]);
        start = end;
      }
    }
    return state;
  }

  /* Title, owner and opening as they were told at an instant. */
  function textAt(row, instant) {
    const fields = row.fields;
    let at = 2;
    while (at + 4 < fields.length && number(fields[at + 3]) <= instant) { at += 4; }
    return { at: at, title: fields[at], owner: fields[at + 1], opened: fields[at + 2] ? number(fields[at + 2]) : null };
  }

  /* What orders the board: unreadable rows first, then escalation, letter, the deadline of what is not met, id. */
  function placeOf(row, state) {
    if (state.isUnreadable) { return [-Infinity, 0, 0, row.place]; }
    return [-state.escalation, RANKS[state.status], state.phase === "open" ? state.until : Infinity, row.place];
  }

  function compare(one, other) {
    const i = one.order.findIndex((value, at) => value !== other.order[at]);
    return i < 0 ? 0 : one.order[i] < other.order[i] ? -1 : 1;
  }

  /* At the page's own instant both ways of looking are one: there the files count as they stand. */
  const isPast = () => way === "known" && second < outline.at;

  const isUnread = () => isPast() && outline.until !== null && second >= outline.until;

  function boardAt(instant) {
    const found = [];
    for (const row of isUnread() ? [] : pasts[isPast() ? way : "now"]) {
      const state = row.times[0] <= instant ? stateAt(row, instant) : null;
      if (state) { found.push({ row: row, state: state, text: textAt(row, instant), order: placeOf(row, state) }); }
    }
    return found.sort(compare);
  }

  /* --- rows ------------------------------------------------------------------------------------------------------- */

  function letterOf(element, letter, row, criterion) {
    element.className = element.className || "letter";
    element.setAttribute("role", "img");
    element.setAttribute("aria-label", words[letter]);
    element.setAttribute("data-case", row.id);
    element.setAttribute("data-criterion", criterion);
    element.setAttribute("data-letter", letter);
    element.textContent = letter === "NA" ? "–" : letter;
    return element;
  }

  function cell(name) {
    const made = document.createElement("td");
    made.className = name;
    return made;
  }

  function cellOf(shown, place) {
    const letter = shown.state.letters[place], made = cell(letter ? "cell" : "cell is-empty");
    if (letter) {
      made.setAttribute("data-step", columns[place][1]);
      made.appendChild(letterOf(document.createElement("span"), letter, shown.row, columns[place][0]));
    }
    return made;
  }

  function answerOf(shown) {
    const made = cell("cell is-answer"), label = document.createElement("span");
    made.colSpan = Math.max(1, answer);
    label.className = "small quiet";
    label.textContent = columns[answer][2];
    made.append(letterOf(document.createElement("span"), shown.state.letters[answer], shown.row, columns[answer][0]), " ", label);
    return made;
  }

  function cellsOf(shown) {
    if (shown.state.letters[answer]) { return [answerOf(shown)]; }
    return columns.slice(0, answer).map((column, place) => cellOf(shown, place));
  }

  /* A case that was known once and has no page now is named without a link. */
  function putLinks(element, row) {
    ids = ids || new Set(pasts.now.map((each) => each.id));
    const address = way === "now" || ids.has(row.id) ? encodeURIComponent(row.address) : null;
    element.querySelectorAll("a").forEach((link) => {
      if (address) { link.setAttribute("href", link.getAttribute("href").replace("~", address)); } else { link.removeAttribute("href"); }
    });
  }

  function rowElement(shown) {
    const element = document.importNode(blank.content.firstElementChild, true), text = shown.text;
    const [, id, problem, owner] = element.cells, link = id.querySelector("a");
    element.setAttribute("data-case", shown.row.id);
    putLinks(element, shown.row);
    link.textContent = shown.row.id;
    if (shown.row.id.length > 20) { link.className = "is-long"; }
    problem.querySelector(".title").textContent = text.title;
    owner.textContent = text.owner;
    if (shown.state.isUnreadable) {
      putUnreadable(element, problem);
    } else {
      element.lastElementChild.before(...cellsOf(shown));
      putState(element, shown);
    }
    return element;
  }

  /* A row that shows the same letters and texts as just before is the same element: only its clocks go on. */
  function elementOf(shown) {
    const key = [shown.text.at, (shown.state.letters || []).join()].join("|"), former = drawn.get(shown.row);
    if (former && former.key === key && !shown.state.isUnreadable) {
      putState(former.element, shown);
      return former;
    }
    return { key: key, element: rowElement(shown) };
  }

  function putRows(board) {
    const made = new Map(board.map((shown) => [shown.row, elementOf(shown)]));
    drawn = made;
    list.replaceChildren(...Array.from(made.values(), (each) => each.element));
  }

  function putState(element, shown) {
    const state = shown.state, next = nextOf(state), last = element.lastElementChild, level = element.querySelector(".tag");
    const time = element.querySelector("time");
    element.setAttribute("data-phase", state.phase);
    element.setAttribute("data-escalation", state.escalation);
    element.setAttribute("data-status", state.status);
    element.classList.toggle("is-listed", Boolean(state.letters[answer]));
    letterOf(element.cells[0].firstChild, state.status, shown.row, "overall");
    element.querySelector(".problem .under").textContent = moment(shown.text.opened);
    time.textContent = age(second - shown.text.opened);
    time.dateTime = new Date(shown.text.opened * 1000).toISOString().slice(0, 19) + "Z";
    level.hidden = !state.escalation;
    level.textContent = state.escalation ? "▲L" + state.escalation : "";
    last.className = "next tone-" + next.tone;
    last.querySelector(".what").textContent = next.what;
    last.querySelector(".what").hidden = !next.what;
    last.querySelector(".left").textContent = next.left;
    last.querySelector(".left").title = next.until ? moment(next.until) : "";
  }

  function putUnreadable(element, problem) {
    const fault = document.createElement("p"), broken = document.createElement("span");
    element.classList.add("is-invalid");
    element.setAttribute("data-phase", "invalid");
    element.setAttribute("data-escalation", "0");
    broken.className = "broken";
    broken.textContent = "!";
    broken.setAttribute("aria-hidden", "true");
    element.cells[0].replaceChildren(broken);
    fault.textContent = words.unreadable;
    problem.className = "faults";
    problem.colSpan = answer + 3;
    problem.appendChild(fault);
    element.cells[4].remove();
    element.cells[3].remove();
  }

  /* --- the page --------------------------------------------------------------------------------------------------- */

  function countsOf(board) {
    const counts = { board: board.length, R: 0, Y: 0, G: 0, open: 0, watch: 0, ready: 0, "new": 0, invalid: 0 };
    board.forEach((shown) => {
      if (shown.state.isUnreadable) { counts.invalid += 1; return; }
      counts[shown.state.status] += 1;
      counts[shown.state.phase] += 1;
      if (second - shown.text.opened < DAY) { counts["new"] += 1; }
    });
    return counts;
  }

  function putCounts(counts) {
    document.querySelectorAll("#history-counts [data-count]").forEach((place) => {
      place.textContent = counts[place.getAttribute("data-count")];
    });
    document.querySelector("[data-unreadable]").hidden = !counts.invalid;
    byName("counts").hidden = false;
    clearTimeout(saying);
    saying = setTimeout(() => {
      byName("sum").textContent = fill(words.sum, Object.assign({ moment: fullMoment(second) }, counts));
    }, PATIENCE);
  }

  /* What has to be said of an instant: where nothing is known of it, and what was asked for and is not shown. */
  function noteOf() {
    if (said) { return said; }
    if (isPast() && second < outline.since) { return fill(words.unknown, { moment: fullMoment(outline.since) }); }
    if (isUnread()) { return fill(words.unread, { moment: fullMoment(outline.until) }); }
    return second < outline.first && !isPast() ? fill(words.before, { moment: fullMoment(outline.first) }) : "";
  }

  function put(element, text) {
    element.textContent = text;
    element.hidden = !text;
  }

  function putControls() {
    const wall = textOf(wallOf(second)), day = dayOf(second), first = dayOf(outline.begin), last = dayOf(outline.at);
    control.day.value = wall.slice(0, 10);
    control.time.step = wall.length > 16 ? 1 : 60;
    control.time.value = wall.slice(11);
    control.slider.value = day - first;
    control.slider.setAttribute("aria-valuetext", fullMoment(second));
    control.back.disabled = day <= first;
    control.forth.disabled = day >= last;
    control.meeting.disabled = lastMeeting() === null;
    control.now.disabled = second === outline.at;
  }

  function putTold() {
    const isNow = second === outline.at, look = way === "now" ? words.files : words.known;
    told.firstElementChild.textContent = fullMoment(second);
    told.lastElementChild.textContent = [outline.zone, look, isNow ? words.now : ""].filter(Boolean).join(" · ");
    told.hidden = false;
  }

  function draw() {
    drawing = 0;
    putControls();
    putTold();
    if (!pasts[way] || !pasts.now) { clear(); load(); return; }
    const board = boardAt(second), text = noteOf();
    put(note, text);
    putRows(board);
    putCounts(countsOf(board));
    byName("filled").hidden = !board.length;
    byName("empty").hidden = board.length > 0 || (Boolean(text) && !said);
  }

  /* Nothing of one way of looking stands below the name of the other. */
  function clear() {
    putRows([]);
    ["filled", "empty", "counts"].forEach((name) => { byName(name).hidden = true; });
  }

  function redraw() { drawing = drawing || requestAnimationFrame(draw); }

  /* A file once: what can't be loaded is told, and asked for again when the reader asks again. */
  function load() {
    ["now", way].filter((name) => !pasts[name] && !asked[name]).forEach((name) => {
      const script = document.createElement("script");
      asked[name] = true;
      script.src = outline.files[name];
      script.onload = script.onerror = () => {
        const data = (window.boardGenPasts || {})[name];
        asked[name] = false;
        script.remove();
        if (data) { pasts[name] = rowsOf(data); widen(pasts[name]); draw(); } else { put(note, words.failed); }
      };
      document.head.appendChild(script);
    });
  }

  /* The id's column holds the longest id in one line, within the board's bounds. */
  function widen(rows) {
    const table = byName("board"), former = +table.style.getPropertyValue("--id");
    const longest = rows.reduce((most, row) => Math.max(most, row.id.length), former);
    table.style.setProperty("--id", Math.min(20, longest));
  }

  /* --- choosing an instant ---------------------------------------------------------------------------------------- */

  function lastMeeting() {
    const days = outline.meetings;
    for (let i = days.length - 1; i >= 0; i -= 1) {
      const start = instantOf(days[i] * DAY + outline.meeting).at;
      if (start < second && start >= outline.begin) { return start; }
    }
    return null;
  }

  /* Nothing later than the build is shown: it would be a forecast. */
  function show(asked, keepsClock) {
    const values = { moment: fullMoment(asked.at), at: fullMoment(outline.at) };
    second = Math.min(asked.at, outline.at);
    said = asked.at > outline.at ? fill(words.after, values) : "";
    if (asked.kind === "missing") { said = fill(words.missing, { text: asked.text, at: fullMoment(second) }); }
    if (asked.kind === "twice") { said = fill(words.twice, { text: asked.text, second: fullMoment(asked.second) }); }
    if (!keepsClock) { clock = clockOf(second); }
    redraw();
  }

  function chosen(day) {
    const wall = day * DAY + clock, asked = instantOf(wall), isLast = day >= dayOf(outline.at);
    asked.text = textOf(wall).slice(11);
    if (isLast) { asked.at = Math.min(asked.at, outline.at); }
    show(asked, true);
  }

  /* A browser may refuse to write an address a hundred times within seconds: then the next one is written. */
  function write() {
    const address = "#at=" + addressOf(second) + (way === "known" ? "&as=known" : "");
    try { history.replaceState(null, "", address); } catch (refused) { /* what is shown is right all the same */ }
  }

  function follow() {
    const given = {};
    location.hash.slice(1).split("&").forEach((part) => { given[part.split("=")[0]] = part.split("=").slice(1).join("="); });
    way = given.as === "known" && outline.files.known ? "known" : "now";
    if (control.way) { control.way.value = way; }
    goTo(given.at);
    if (given.as === "known" && way === "now") { said = [said, words.one_way].filter(Boolean).join(" "); }
  }

  function goTo(text) {
    if (text === undefined) { show({ at: outline.at }); return; }
    try { text = decodeURIComponent(text); } catch (broken) { /* it is shown as it is */ }
    const asked = read(text);
    if (asked) { asked.text = text.slice(11) || "00:00"; show(asked); return; }
    show({ at: outline.at });
    said = fill(words.bad, { text: text.slice(0, 60), at: fullMoment(outline.at) });
  }

  function choose() {
    const asked = control.day.value && control.time.value ? read(control.day.value + "T" + control.time.value) : null;
    if (!asked) { return; }
    asked.text = control.time.value;
    show(asked);
    write();
  }

  function start() {
    blank.innerHTML = byName("row").textContent;
    form.hidden = false;
    control.day.min = textOf(wallOf(outline.begin)).slice(0, 10);
    control.day.max = textOf(wallOf(outline.at)).slice(0, 10);
    control.slider.max = dayOf(outline.at) - dayOf(outline.begin);
    form.addEventListener("submit", (event) => event.preventDefault());
    control.day.addEventListener("change", choose);
    control.time.addEventListener("change", choose);
    control.slider.addEventListener("input", () => chosen(dayOf(outline.begin) + +control.slider.value));
    control.slider.addEventListener("change", write);
    control.back.addEventListener("click", () => { chosen(dayOf(second) - 1); write(); });
    control.forth.addEventListener("click", () => { chosen(dayOf(second) + 1); write(); });
    control.meeting.addEventListener("click", () => { show({ at: lastMeeting() }); write(); });
    control.now.addEventListener("click", () => { show({ at: outline.at }); write(); });
    (control.way ? Array.from(control.way) : []).forEach((radio) => {
      radio.addEventListener("change", () => { way = control.way.value; redraw(); write(); });
    });
    window.addEventListener("hashchange", follow);
    follow();
  }

  start();
})();
