/* What of the plant is charted: a form, and the address that names what is chosen (`#range=5y&area=Line 3`), so that it
   can be sent to somebody and the way back leads to what was shown before. The data file is loaded when something else is
   chosen than what the page came with; everything is summed here, by the same rules as the page itself. */
(() => {
  "use strict";
  const trends = window.boardGenTrends, page = document.getElementById("trends");
  if (!page) { return; }
  const DAY = 86400000, LONGEST = 3660, BEGUN_WITH = "12m", NONE_GIVEN = "-", FIELDS = ["area", "customer", "source"];
  const ASKED = ["range", "from", "to"].concat(FIELDS);
  const base = document.currentScript.src.replace(/assets\/[^/]*$/, ""), say = trends.say;
  const byName = (name) => document.getElementById("trends-" + name);
  const form = byName("filters"), chosen = byName("chosen"), state = byName("state");
  let known = null, table = null, shown = "", said = "", turn = 0, isFilled = false, newer = "";

  trends.tell(JSON.parse(byName("words").textContent));

  /* --- the data ----------------------------------------------------------------------------------------------------- */

  /* Over file:// nothing can be fetched; there each file comes as a script, too. */
  const load = () => location.protocol === "file:"
    ? new Promise((done, failed) => {
      const script = document.createElement("script");
      script.onload = () => done((window.boardGenData || {})["api/trends.json"]);
      script.onerror = failed;
      script.src = base + "api/trends.js";
      document.head.appendChild(script);
    })
    : fetch(base + "api/trends.json", { cache: "no-cache" }).then((answer) => {
      if (!answer.ok) { throw new Error(String(answer.status)); }
      return answer.json();
    });

  /* Of a file that a later build has written than the page: its own instant, of the plant's day. */
  const momentOf = (data) => {
    const found = {}, parts = { year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit" };
    new Intl.DateTimeFormat("en-GB", Object.assign({ timeZone: data.timezone, hourCycle: "h23" }, parts))
      .formatToParts(data.at * 1000).forEach((part) => { found[part.type] = part.value; });
    return found.year + "-" + found.month + "-" + found.day + " " + found.hour + ":" + found.minute;
  };

  const withTable = () => {
    known = known || load().then((data) => {
      if (data.at !== Number(page.dataset.at)) { newer = say("As of {time}.", { time: momentOf(data) }); }
      table = trends.tableOf(data);
    });
    return known.catch((error) => {
      known = null;
      throw error;
    });
  };

  /* --- what is asked for -------------------------------------------------------------------------------------------- */

  const asked = () => {
    const hash = location.hash.slice(1), found = Object.create(null);
    if (hash.indexOf("=") < 0) { return null; }
    new URLSearchParams(hash).forEach((value, name) => { found[name] = value; });
    return found;
  };

  const written = (given) => {
    const query = new URLSearchParams();
    ASKED.forEach((name) => { if (given[name]) { query.set(name, given[name]); } });
    return String(query);
  };

  const yearsBefore = (today, years) => {
    const day = trends.dayOf(today), year = day.getUTCFullYear() - years, month = day.getUTCMonth();
    return (month === 1 && day.getUTCDate() === 29 ? Date.UTC(year, 2, 1)
      : Date.UTC(year, month, day.getUTCDate() + 1)) / DAY;
  };

  const dayOf = (text) => {
    const time = /^\d{4}-\d\d-\d\d$/.test(text || "") ? Date.parse(text + "T00:00:00Z") : NaN;
    return isNaN(time) || new Date(time).toISOString().slice(0, 10) !== text ? null : time / DAY;
  };

  const firstOf = (range, today) => ({ "30d": today - 29, "12m": yearsBefore(today, 1), "5y": yearsBefore(today, 5),
    all: today - LONGEST + 1 })[range];

  /* The days that are asked for; what can't be understood is put into `unknown`. */
  const daysAsked = (given, unknown) => {
    const today = table.today, opening = table.rows.length ? table.rows[0].day : today;
    const least = Math.min(opening, today), oldest = Math.max(least, today - LONGEST + 1);
    const from = dayOf(given.from), to = dayOf(given.to);
    let first = firstOf(given.range || BEGUN_WITH, today), last = today;
    if (given.range === "days" || !given.range && (given.from || given.to)) {
      if (given.from && from === null) { unknown.push(given.from); }
      if (given.to && to === null) { unknown.push(given.to); }
      first = from === null ? oldest : from;
      last = to === null ? today : Math.min(to, today);
      if (first > last) {
        unknown.push((given.from || "…") + " – " + (given.to || trends.isoOf(today)));
        first = firstOf(BEGUN_WITH, today);
        last = today;
      }
    } else if (first === undefined) {
      unknown.push(given.range);
      first = firstOf(BEGUN_WITH, today);
    }
    return { first: Math.min(Math.max(first, oldest), last), last };
  };

  const selectionOf = (given, unknown, names) => {
    const selection = daysAsked(given, unknown);
    FIELDS.forEach((field) => {
      const value = given[field], number = table.names[field].indexOf(value === NONE_GIVEN ? "" : value);
      selection[field + "s"] = [];
      if (!value) { return; }
      if (number < 0) { unknown.push(value); return; }
      selection[field + "s"] = [number];
      names.push(number ? (table.labels[field] || table.names[field])[number] : wordsIn(field, value));
    });
    unknown.push(...strange(given));
    return selection;
  };

  const strange = (given) => Object.keys(given).filter((name) => !ASKED.includes(name));

  const wordsIn = (field, value) => {
    const menu = form.elements[field], option = menu && Array.from(menu.options).find((each) => each.value === value);
    return option ? option.textContent : value;
  };

  /* --- into the page ------------------------------------------------------------------------------------------------ */

  const element = (name, text, parts) => {
    const made = document.createElement(name);
    if (text) { made.textContent = text; }
    Object.keys(parts || {}).forEach((part) => made.setAttribute(part, parts[part]));
    return made;
  };

  const tableElement = (told) => {
    const scroll = element("div", "", { class: "scroll" }), made = element("table", "", { class: "sheet trend-table" });
    const head = made.createTHead().insertRow(), body = made.createTBody();
    made.insertBefore(element("caption", told.caption), made.firstChild);
    told.heads.forEach((text, at) => head.appendChild(element("th", text, at ? { scope: "col", class: "number" }
      : { scope: "col" })));
    told.rows.forEach((cells) => {
      const row = body.insertRow();
      cells.forEach((text, at) => row.appendChild(at ? element("td", text, { class: "number" })
        : element("th", text, { scope: "row" })));
    });
    scroll.appendChild(made);
    return scroll;
  };

  /* The tables of another choice are made when somebody looks: five years have thousands of rows. */
  const fill = (section) => {
    if (section.tables) { section.querySelector(".trend-tables").replaceChildren(...section.tables.map(tableElement)); }
    section.tables = null;
  };

  const put = (section, panel) => {
    const asOf = newer || section.asOf;
    section.querySelector("h3").textContent = panel.title;
    section.querySelector(".trend-lead").textContent = panel.lead;
    section.querySelector(".trend-notes").textContent = panel.notes.concat(asOf).join(" ");
    section.tables = panel.tables;
    section.querySelector(".trend-tables").replaceChildren();
    if (section.querySelector(".trend-values").open) { fill(section); }
    trends.show(section, panel.plot);
  };

  const tell = (text, again) => {
    state.textContent = text;
    state.hidden = !text;
    state.classList.toggle("is-lost", Boolean(again));
    if (again) {
      const button = element("button", say("Try again"), { type: "button" });
      button.addEventListener("click", again);
      state.append(" ", button);
    }
  };

  const isNothing = (sums) => !sums.qsb.cases && !sums.opened && !sums.moved.moves && !sums.recurred.length;

  const draw = (given) => {
    const unknown = [], names = [], selection = selectionOf(given, unknown, names);
    const sums = trends.sumsOf(table, selection), nothing = isNothing(sums);
    chosen.textContent = trends.chosenText(sums, names);
    page.hidden = nothing;
    said = [unknown.length && say("Not known, left out: {list}.", { list: unknown.join(", ") }),
      nothing && say("No case of this choice. Choose another area, customer, source or range.")].filter(Boolean).join(" ");
    tell(said);
    if (!nothing) {
      trends.panelsOf(table, sums).forEach((panel) => {
        put(page.querySelector(".trend[data-chart='" + panel.chart + "']"), panel);
      });
    }
  };

  const waiting = (isWaiting) => {
    page.classList.toggle("is-waiting", isWaiting);
    page.setAttribute("aria-busy", String(isWaiting));
  };

  /* Shows what is asked for; what the page came with needs no data. */
  const show = (given) => {
    const query = written(given), mine = turn += 1;
    if (query === shown && !strange(given).length) {
      waiting(false);
      tell(said);
      return;
    }
    waiting(true);
    if (!table) { tell(say("The data are loaded …")); }
    withTable().then(() => {
      if (mine !== turn) { return; }
      shown = query;
      draw(given);
      waiting(false);
    }, () => {
      if (mine !== turn) { return; }
      tell(say("The data can't be loaded; nothing is charted of this choice."), () => show(given));
    });
  };

  /* --- the form and the address ------------------------------------------------------------------------------------- */

  const showDays = () => {
    form.querySelectorAll("[data-days]").forEach((label) => { label.hidden = form.elements.range.value !== "days"; });
  };

  const inForm = () => {
    const given = {};
    new FormData(form).forEach((value, name) => { if (value) { given[name] = value; } });
    if (given.range !== "days") {
      delete given.from;
      delete given.to;
    }
    if (given.range === BEGUN_WITH) { delete given.range; }
    return given;
  };

  const toForm = (given) => {
    isFilled = true;
    form.reset();
    isFilled = false;
    Object.keys(given).forEach((name) => {
      const field = ASKED.includes(name) && form.elements[name];
      if (!field) { return; }
      field.value = given[name];
      if (field.tagName === "SELECT" && field.selectedIndex < 0) { field.value = name === "range" ? BEGUN_WITH : ""; }
    });
    if (!given.range && (given.from || given.to)) { form.elements.range.value = "days"; }
    showDays();
  };

  const changed = () => {
    const given = inForm(), query = written(given);
    showDays();
    if (given.range === "days" && !given.from && !given.to) { return; }
    try {
      history.pushState(null, "", location.pathname + location.search + (query ? "#" + query : ""));
    } catch (refused) {
      location.hash = query;
    }
    show(given);
  };

  const recall = () => {
    const given = location.hash ? asked() : {};
    if (given) {
      toForm(given);
      show(given);
    }
  };

  /* --- the tables as files ------------------------------------------------------------------------------------------ */

  /* No cell runs: what a spreadsheet would take for a formula gets an apostrophe, as in the site's other files. */
  const cell = (text) => {
    const plain = /^[=+\-@\t\r＝＋－＠]/.test(text) && isNaN(Number(text)) ? "'" + text : text;
    return /[",\r\n]/.test(plain) ? '"' + plain.replace(/"/g, '""') + '"' : plain;
  };

  const csvOf = (section) => Array.from(section.querySelectorAll("table")).map((told) =>
    [[told.caption.textContent]].concat(Array.from(told.rows).map((row) => Array.from(row.cells).map((each) =>
      each.textContent.replace(/^−/, "-")))).map((row) => row.map(cell).join(",")).join("\r\n")).join("\r\n\r\n");

  const save = (section) => {
    fill(section);
    const text = "\ufeff" + cell(section.querySelector("h3").textContent) + "\r\n" + cell(chosen.textContent) + "\r\n" +
      cell(section.querySelector(".trend-notes").textContent) + "\r\n\r\n" + csvOf(section) + "\r\n";
    const link = element("a", "", { download: "trends-" + section.dataset.chart + ".csv",
      href: URL.createObjectURL(new Blob([text], { type: "text/csv;charset=utf-8" })) });
    document.body.appendChild(link).click();
    document.body.removeChild(link);
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  };

  const offerFile = (section) => {
    const button = element("button", say("CSV"), { type: "button",
      "aria-label": say("CSV") + ": " + section.querySelector("h3").textContent });
    button.addEventListener("click", () => save(section));
    section.querySelector(".trend-tools").appendChild(button);
  };

  page.querySelectorAll(".trend").forEach((section) => {
    section.asOf = section.querySelector(".trend-notes").dataset.asOf;
    offerFile(section);
    section.querySelector(".trend-values").addEventListener("toggle", () => fill(section));
  });
  form.addEventListener("change", changed);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => { if (!isFilled) { setTimeout(changed, 0); } });
  window.addEventListener("popstate", recall);
  window.addEventListener("hashchange", recall);
  form.hidden = false;
  recall();
})();
