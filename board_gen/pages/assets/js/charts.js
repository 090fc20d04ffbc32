/* The trends' plots drawn by the chart library, to be pointed at. It is large, so it is fetched once, from the site
   itself, when the first chart comes near - on phones and weak machines only when somebody asks for it. Until it is
   there, and where it fails, the small pictures stand. Colours come from the page's tokens, so a chart follows the light
   or dark scheme. */
(() => {
  "use strict";
  const trends = window.boardGenTrends = window.boardGenTrends || {};
  const HATCHES = { R: "x", Y: "/", G: "" }, DAY = 86400000, SMALL = 700;
  const QUIET = { fixedrange: true, zeroline: false, automargin: true, showgrid: false };
  const waiting = [];
  let page, library = null, observer = null;

  /* --- the library ------------------------------------------------------------------------------------------------ */

  /* Before Chromium 86 the library's own rules (:focus-visible) throw and would end it (facts: Plotly). */
  const tolerateUnknownRules = () => {
    const insertRule = CSSStyleSheet.prototype.insertRule;
    CSSStyleSheet.prototype.insertRule = function insert(...rule) {
      try { return insertRule.apply(this, rule); } catch (error) { return -1; }
    };
  };

  const named = (Plotly) => {
    Plotly.register({ moduleType: "locale", name: page.dataset.locale, dictionary: {}, format: { date: "%Y-%m-%d",
      time: "%H:%M", dateTime: "%Y-%m-%d %H:%M", year: "%Y", month: "%Y-%m", dayMonth: "%m-%d", dayMonthYear: "%Y-%m-%d" } });
    return Plotly;
  };

  const loaded = () => {
    library = library || new Promise((resolve, reject) => {
      const script = document.createElement("script");
      tolerateUnknownRules();
      script.src = page.dataset.library;
      script.onload = () => window.Plotly ? resolve(named(window.Plotly)) : reject(new Error("no Plotly"));
      script.onerror = () => reject(new Error("not loaded"));
      document.head.appendChild(script);
    });
    return library;
  };

  /* --- figures ---------------------------------------------------------------------------------------------------- */

  const looks = () => {
    const style = getComputedStyle(page), token = (name) => style.getPropertyValue("--" + name).trim();
    return { font: style.fontFamily, text: token("text"), quiet: token("text-quiet"), line: token("line"),
      strong: token("line-strong"), ground: token("ground"), letterInk: token("letter-ink"), R: token("letter-red"),
      Y: token("letter-yellow"), G: token("letter-green"), series: token("series"), accent: token("accent") };
  };

  /* The library reads markup in texts. */
  const safe = (text) => text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");

  const short = (text) => safe(Array.from(text).length > 14 ? Array.from(text).slice(0, 13).join("") + "…" : text);

  const hatchOf = (ink, look) => ({ shape: HATCHES[ink], bgcolor: look[ink], fgcolor: look.letterInk, fgopacity: 0.45,
    size: 7, solidity: 0.12 });

  const markerOf = (ink, look) => {
    if (ink === "hatched") { return { color: look.accent, pattern: { shape: "/", solidity: 0.35, size: 5 } }; }
    return ink in HATCHES ? { color: look[ink], line: { width: 1, color: look.letterInk },
      pattern: Object.assign({ fillmode: "replace" }, hatchOf(ink, look)) } : { color: look[ink] };
  };

  const layoutOf = (look, parts) => Object.assign({
    margin: { l: 36, r: 12, t: 10, b: 26 }, paper_bgcolor: "rgba(0,0,0,0)", plot_bgcolor: "rgba(0,0,0,0)",
    dragmode: false, showlegend: false, hovermode: "closest", bargap: 0.3,
    font: { family: look.font, color: look.text, size: 12 },
    hoverlabel: { bgcolor: look.ground, bordercolor: look.strong, font: { family: look.font, color: look.text } }
  }, parts);

  const axis = (look, parts) => Object.assign({ gridcolor: look.line, linecolor: look.strong,
    tickfont: { color: look.quiet } }, QUIET, parts);

  const legend = () => ({ orientation: "h", x: 0, xanchor: "left", y: 1.01, yanchor: "bottom", itemclick: false,
    itemdoubleclick: false, traceorder: "normal" });

  const daysFigure = (plot, look) => ({
    data: plot.lines.map((line) => ({ type: "scatter", name: line.name, x0: trends.isoOf(plot.at[0]), dx: DAY,
      y: line.values, mode: line.values.length > 1 ? "lines" : "markers", stackgroup: "board",
      line: { shape: "hvh", width: 0.5, color: look.letterInk }, marker: { color: look[line.ink], size: 12 },
      fillcolor: look[line.ink], fillpattern: hatchOf(line.ink, look), hovertemplate: "%{y}" })),
    layout: layoutOf(look, { hovermode: "x unified", annotations: endLabels(plot.lines),
      margin: { l: 36, r: 46, t: 10, b: 26 },
      xaxis: axis(look, { type: "date", tickformat: plot.lines[0].values.length < 63 ? "%m-%d" : "%Y-%m", nticks: 6 }),
      yaxis: counts(look, trends.stacksOf(plot.lines).pop(), 1.08) })
  });

  /* Whole numbers from 0 (or below) to the highest, with room above. */
  const counts = (look, values, room) => {
    const scale = trends.scaleOf(values);
    return axis(look, { showgrid: true, range: [scale.low, scale.high / 1.08 * room],
      tickvals: scale.ticks.map((tick) => tick.value), ticktext: scale.ticks.map((tick) => tick.text) });
  };

  /* Names of columns, thinned from the last one on. */
  const categories = (plot, look) => {
    const step = Math.ceil(plot.names.length / 5), last = plot.names.length - 1;
    const isLong = plot.names.some((name) => name.length > 5);
    return axis(look, { type: "category", tickangle: 0,
      tickvals: plot.names.filter((name, at) => !isLong || plot.form === "stack" || (last - at) % step === 0) });
  };

  /* What a stack holds, above it. */
  const lettersAbove = (plot) => trends.stacksOf(plot.lines).pop().map((sum, place) => ({ x: plot.names[place], y: sum,
    text: plot.lines.filter((line) => line.values[place]).reverse().map((line) =>
      "<b>" + line.ink + " " + line.values[place] + "</b>").join("<br>"), yanchor: "bottom", showarrow: false }));

  const columnsFigure = (plot, look) => ({
    data: plot.lines.map((line) => ({ type: "bar", name: line.name, x: plot.names, y: line.values,
      text: line.texts.map((text, place) => line.values[place] ? text : ""), textposition: "outside", textangle: 0,
      cliponaxis: false, textfont: { size: 11 },
      marker: markerOf(line.ink, look), hovertemplate: "%{x}: %{y}<extra>" + safe(line.name) + "</extra>" })),
    layout: layoutOf(look, { barmode: plot.form === "stack" ? "stack" : "group",
      showlegend: plot.lines.length > 1 && plot.form !== "stack", legend: legend(),
      annotations: plot.form === "stack" ? lettersAbove(plot) : [], xaxis: categories(plot, look),
      yaxis: counts(look, plot.form === "stack" ? trends.stacksOf(plot.lines).pop()
        : [].concat(...plot.lines.map((line) => line.values)), plot.form === "stack" ? 1.25 : 1.08) })
  });

  const places = (list) => list.map((each, at) => at);

  const namesAxis = (plot, look) => axis(look, { range: [plot.names.length - 0.5, -0.5], tickvals: places(plot.names),
    ticktext: plot.names.map(short) });

  const rowsFigure = (plot, look) => ({
    data: plot.lines.map((line) => ({ type: "bar", orientation: "h", name: line.name,
      x: line.values.map((value) => (value || 0) / 1000), y: places(plot.names), text: line.texts,
      textposition: "outside", textfont: { size: 10 }, constraintext: "none", cliponaxis: false,
      marker: markerOf(line.ink, look), customdata: plot.names.map(safe),
      hovertemplate: "%{customdata}: %{text}<extra>" + safe(line.name) + "</extra>" })),
    layout: layoutOf(look, { barmode: "group", bargap: 0.25, showlegend: true, legend: legend(),
      xaxis: axis(look, { showgrid: true, range: [0, 1.5], tickformat: ".0%", tickvals: [0, 0.5, 1] }),
      yaxis: namesAxis(plot, look) })
  });

  /* A text at the right edge, at a height of the y axis. */
  const beside = (text, y, font) => ({ text, font, x: 1, xref: "paper", xanchor: "left", xshift: 4, y, yanchor: "middle",
    showarrow: false });

  /* `R 3`, `Y 8`, `G 2` beside the right end of their areas, kept apart where areas are thin. */
  const endLabels = (lines) => {
    const ends = lines.map((line) => line.values[line.values.length - 1] || 0);
    const highest = lines[0].values.reduce((high, value, place) =>
      Math.max(high, lines.reduce((sum, line) => sum + (line.values[place] || 0), 0)), 1);
    let foot = 0, least = 0;
    return lines.map((line, at) => {
      const y = Math.max(foot + ends[at] / 2, least);
      foot += ends[at];
      if (ends[at]) { least = y + highest * 0.09; }
      return ends[at] ? beside("<b>" + line.ink + " " + ends[at] + "</b>", y) : null;
    }).filter(Boolean);
  };

  const paretoFigure = (plot, look) => {
    const [bars, sums] = plot.lines, whole = sums.values[sums.values.length - 1] || 1, names = plot.names.map(safe);
    return {
      data: [{ type: "bar", orientation: "h", name: bars.name, x: bars.values, y: places(names), customdata: names,
        marker: markerOf(bars.ink, look), hovertemplate: "%{customdata}: %{x}<extra></extra>" },
      { type: "scatter", name: sums.name, x: sums.values, y: places(names), customdata: names, text: sums.texts,
        mode: "lines+markers", line: { color: look[sums.ink], width: 2 }, marker: { color: look[sums.ink], size: 7 },
        hovertemplate: "%{customdata}: Σ %{x}, %{text}<extra></extra>" }],
      layout: layoutOf(look, { margin: { l: 36, r: 40, t: 4, b: 6 }, annotations: sums.texts.map((text, at) =>
        beside(text, at, { size: 11, color: look.quiet })),
      xaxis: axis(look, { range: [0, whole * 1.04], showticklabels: false }),
      yaxis: Object.assign(namesAxis(plot, look), { ticktext: plot.names.map((name, at) =>
        short(name) + "  <b>" + bars.values[at] + "</b>") }) })
    };
  };

  const survivalFigure = (plot, look) => {
    const [line] = plot.lines, days = (hours) => hours / 24, [median, low, high] = plot.marks;
    const data = [{ type: "scatter", mode: "lines", name: line.name, x: [0].concat(plot.at.map(days)),
      y: [1].concat(line.values.map((value) => value / 10000)), line: { shape: "hv", width: 2, color: look[line.ink] },
      hovertemplate: "%{x:.1f} d: %{y:.1%}<extra></extra>" }];
    if (median !== null) {
      data.push({ type: "scatter", mode: "markers+text", name: plot.said, text: ["<b>" + safe(plot.said) + "</b>"],
        textposition: "top right", cliponaxis: false, x: [days(median)], y: [0.5],
        marker: { size: 9, color: look.text }, hovertemplate: safe(plot.said) + "<extra></extra>",
        error_x: { type: "data", symmetric: false, array: [high === null ? 0 : days(high - median)],
          arrayminus: [low === null ? 0 : days(median - low)], color: look.text } });
    }
    return { data, layout: layoutOf(look, { xaxis: axis(look, { rangemode: "tozero", nticks: 7 }),
      yaxis: axis(look, { showgrid: true, range: [0, 1.05], tickformat: ".0%", tickvals: [0, 0.5, 1] }) }) };
  };

  const spansFigure = (plot, look) => {
    const count = plot.lines.length, parts = {}, data = plot.lines.map((line, at) => {
      const number = at ? at + 1 : "", top = 1 - at / count;
      parts["yaxis" + number] = axis(look, { domain: [top - 0.72 / count, top - 0.08 / count], rangemode: "tozero",
        nticks: 3, showgrid: true, title: { text: "d", font: { size: 10 } } });
      const value = (hours) => hours === null ? null : hours / 24;
      return { type: "scatter", mode: "lines+markers", name: line.name, x: plot.names, y: line.values.map(value),
        yaxis: "y" + number, line: { color: look[line.ink], width: 1.5 }, connectgaps: false,
        marker: { size: 7, color: line.open.map((isOpen) => isOpen ? look.ground : look[line.ink]),
          line: { width: 1.5, color: look[line.ink] } },
        error_y: { type: "data", symmetric: false, color: look.series, thickness: 1,
          array: line.more.map((more, place) => more === null || line.values[place] === null ? 0
            : (more - line.values[place]) / 24), arrayminus: line.more.map(() => 0) },
        hovertemplate: "%{x}: %{y:.1f} d<extra>" + safe(line.name) + "</extra>" };
    });
    parts.annotations = plot.lines.map((line, at) => ({ text: safe(line.name), x: 0, xref: "paper", xanchor: "left",
      y: 1 - at / count + 0.02 / count, yref: "paper", yanchor: "middle", showarrow: false }));
    parts.xaxis = Object.assign(categories(plot, look), { anchor: "y" + (count > 1 ? count : "") });
    return { data, layout: layoutOf(look, parts) };
  };

  const FIGURES = { days: daysFigure, columns: columnsFigure, stack: columnsFigure, rows: rowsFigure,
    pareto: paretoFigure, survival: survivalFigure, spans: spansFigure };

  trends.figureOf = (plot, look) => FIGURES[plot.form](plot, look);

  /* --- into the page ---------------------------------------------------------------------------------------------- */

  const plotIn = (section) => section.plot || (section.plot = trends.whole(
    JSON.parse(section.querySelector(".trend-data").textContent)));

  /* A plot with all its keys: those that are empty are left out of the page. */
  trends.whole = (plot) => Object.assign({ unit: "", said: "", at: [], marks: [] }, plot, {
    names: plot.names || [],
    lines: plot.lines.map((line) => Object.assign({ texts: [], more: [], open: [] }, line))
  });

  const failed = () => {
    const state = document.getElementById("trends-state");
    state.textContent = trends.say("The chart library can't be loaded; the pictures stay.");
    state.hidden = false;
  };

  const isBlank = (plot) => plot.lines.every((line) => line.values.every((value) => value === null));

  const drawNow = (section) => loaded().then((Plotly) => {
    const plot = section.querySelector(".trend-plot");
    if (isBlank(plotIn(section))) {
      Plotly.purge(plot);
      section.classList.remove("is-live");
      return null;
    }
    const figure = trends.figureOf(plotIn(section), looks());
    const id = section.id + "-title " + section.id + "-lead";
    plot.setAttribute("role", "img");
    plot.setAttribute("aria-labelledby", id);
    section.classList.add("is-live");
    return Plotly.react(plot, figure.data, figure.layout, { displaylogo: false, displayModeBar: false,
      responsive: true, locale: page.dataset.locale }).then(() => plot.setAttribute("data-drawn", ""));
  }).catch(() => {
    section.classList.remove("is-live");
    failed();
  });

  /* One chart at a time, and the page answers in between: each takes a weak machine half a second. */
  const next = () => {
    drawNow(waiting[0]).then(() => setTimeout(() => {
      waiting.shift();
      if (waiting.length) { next(); }
    }, 0));
  };

  const draw = (section) => {
    if (waiting.indexOf(section, 1) > 0) { return; }
    waiting.push(section);
    if (waiting.length === 1) { next(); }
  };

  const begin = (section) => {
    if (!section.hasAttribute("data-begun")) {
      section.setAttribute("data-begun", "");
      draw(section);
    }
  };

  const sections = () => Array.from(page.querySelectorAll(".trend"));

  /* Another plot in a section: its picture at once; where its chart was drawn, it is drawn anew when it is seen. */
  trends.show = (section, plot) => {
    section.plot = plot;
    trends.draw(section.querySelector(".trend-picture"), plot);
    section.classList.remove("is-live");
    if (!section.hasAttribute("data-begun")) { return; }
    if (observer) {
      section.removeAttribute("data-begun");
      observer.observe(section);
    } else { draw(section); }
  };

  const watch = () => {
    if (observer) { return; }
    if (!("IntersectionObserver" in window)) { sections().forEach(begin); return; }
    observer = new IntersectionObserver((entries) => {
      entries.filter((entry) => entry.isIntersecting).forEach((entry) => {
        observer.unobserve(entry.target);
        begin(entry.target);
      });
    }, { rootMargin: "200px" });
    sections().forEach((section) => observer.observe(section));
  };

  const watchScheme = () => {
    let scheme = document.body.getAttribute("data-md-color-scheme");
    new MutationObserver(() => {
      const next = document.body.getAttribute("data-md-color-scheme");
      if (next === scheme) { return; }
      scheme = next;
      sections().filter((section) => section.hasAttribute("data-begun")).forEach(draw);
    }).observe(document.body, { attributes: true, attributeFilter: ["data-md-color-scheme"] });
  };

  /* Phones, weak machines and metered lines are asked first: the library would block them for seconds. */
  const isWeak = () => window.innerWidth < SMALL || window.matchMedia("(pointer: coarse)").matches ||
    navigator.deviceMemory <= 2 || Boolean(navigator.connection && navigator.connection.saveData);

  page = document.getElementById("trends");
  if (!page) { return; }
  watchScheme();
  if (isWeak()) {
    const button = document.getElementById("trends-charts");
    button.hidden = false;
    button.addEventListener("click", () => {
      button.hidden = true;
      watch();
    });
  } else {
    watch();
  }
})();
