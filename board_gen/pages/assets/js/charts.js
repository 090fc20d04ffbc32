/* Draws the figures of the trends page. The library is large, so it is fetched once, from the site itself, when the
   first chart comes near; where it fails, the tables open instead. Colours come from the page's tokens, so a figure
   follows the light or dark scheme. */
(function () {
  "use strict";
  var page = document.querySelector(".trends[data-library]");
  if (!page) { return; }
  var plots = Array.prototype.slice.call(page.querySelectorAll(".trend-plot"));
  var library = null;
  var drawn = [];

  /* Before Chromium 86 the library's own rules (:focus-visible) throw and would end it (facts: Plotly). */
  function tolerateUnknownRules() {
    var insertRule = CSSStyleSheet.prototype.insertRule;
    CSSStyleSheet.prototype.insertRule = function () {
      try { return insertRule.apply(this, arguments); } catch (error) { return -1; }
    };
  }

  function loaded() {
    if (!library) {
      library = new Promise(function (resolve, reject) {
        var script = document.createElement("script");
        tolerateUnknownRules();
        script.src = page.getAttribute("data-library");
        script.onload = function () { if (window.Plotly) { resolve(window.Plotly); } else { reject(new Error("no Plotly")); } };
        script.onerror = function () { reject(new Error("not loaded")); };
        document.head.appendChild(script);
      }).then(function (Plotly) {
        Plotly.register({
          moduleType: "locale", name: page.getAttribute("data-locale"), dictionary: {},
          format: { date: "%Y-%m-%d", time: "%H:%M", dateTime: "%Y-%m-%d %H:%M", year: "%Y", month: "%Y-%m", dayMonth: "%m-%d", dayMonthYear: "%Y-%m-%d" }
        });
        return Plotly;
      });
    }
    return library;
  }

  function tokens(plot) {
    var style = getComputedStyle(plot);
    function token(name) { return style.getPropertyValue(name).trim(); }
    return {
      font: style.fontFamily, text: token("--text"), quiet: token("--text-quiet"), line: token("--line"),
      strong: token("--line-strong"), ground: token("--ground"), letterInk: token("--letter-ink"),
      R: token("--letter-red"), Y: token("--letter-yellow"), G: token("--letter-green"),
      series: token("--series"), accent: token("--accent")
    };
  }

  function dressedTrace(trace, look) {
    var ink = trace.meta && look[trace.meta.ink];
    var isLetter = trace.meta && /^[RYG]$/.test(trace.meta.ink);
    if (!ink) { return; }
    if (trace.marker) {
      trace.marker.color = ink;
      if (trace.marker.pattern && isLetter) { trace.marker.pattern.bgcolor = ink; trace.marker.pattern.fgcolor = look.letterInk; }
    }
    if (trace.fillpattern) { trace.fillcolor = ink; trace.fillpattern.bgcolor = ink; trace.fillpattern.fgcolor = look.letterInk; }
    if (trace.line && !isLetter) { trace.line.color = ink; }
  }

  function dressed(plot) {
    var figure = JSON.parse(document.getElementById(plot.getAttribute("data-figure")).textContent);
    var look = tokens(plot);
    var layout = figure.layout;
    layout.font = { family: look.font, color: look.text, size: 12 };
    layout.hoverlabel = { bgcolor: look.ground, bordercolor: look.strong, font: { family: look.font, color: look.text } };
    Object.keys(layout).forEach(function (name) {
      if (/^[xy]axis/.test(name)) {
        layout[name].gridcolor = look.line;
        layout[name].linecolor = look.strong;
        layout[name].tickfont = { color: look.quiet };
      }
    });
    figure.data.forEach(function (trace) { dressedTrace(trace, look); });
    return figure;
  }

  function failed(plot) {
    var panel = plot.parentNode;
    plot.classList.add("is-failed");
    panel.querySelector(".trend-failed").hidden = false;
    panel.querySelector(".trend-values").open = true;
  }

  function draw(plot) {
    return loaded().then(function (Plotly) {
      var figure = dressed(plot);
      return Plotly.react(plot, figure.data, figure.layout, {
        displaylogo: false, displayModeBar: false, responsive: true, locale: page.getAttribute("data-locale")
      });
    }).then(function () {
      plot.setAttribute("data-drawn", "");
    }).catch(function () { failed(plot); });
  }

  function begin(plot) {
    if (drawn.indexOf(plot) < 0) { drawn.push(plot); draw(plot); }
  }

  function watchScheme() {
    var scheme = document.body.getAttribute("data-md-color-scheme");
    new MutationObserver(function () {
      var next = document.body.getAttribute("data-md-color-scheme");
      if (next !== scheme) { scheme = next; drawn.forEach(draw); }
    }).observe(document.body, { attributes: true, attributeFilter: ["data-md-color-scheme"] });
  }

  plots.forEach(function (plot) { plot.classList.add("is-live"); });
  watchScheme();
  if (!("IntersectionObserver" in window)) { plots.forEach(begin); return; }
  var observer = new IntersectionObserver(function (entries) {
    entries.forEach(function (entry) {
      if (entry.isIntersecting) { observer.unobserve(entry.target); begin(entry.target); }
    });
  }, { rootMargin: "400px" });
  plots.forEach(function (plot) { observer.observe(plot); });
  window.addEventListener("beforeprint", function () { plots.forEach(begin); });
}());
