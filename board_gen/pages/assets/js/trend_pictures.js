/* Plots drawn as small pictures: views/trend_pictures.py in JavaScript, function by function, so that what the browser
   draws of another choice is what a build would have drawn of it. Lengths in units of the drawing, 400 of them wide. */
(() => {
  "use strict";
  const trends = window.boardGenTrends = window.boardGenTrends || {};
  const WIDTH = 400, TYPE = 12, TOP = 14, TALL = 150, FOOT = 22, RIGHT = 8, EDGE = 6, LEGEND = 20, AIR = 1.08;
  const NAMES = 128, ROW = 19, PAIR = 31, BAR = 11, FIELD = 42, BETWEEN = 26, DAY = 24, MOST_TICKS = 5, GAP = 0.3;
  const MONTHS = [1, 2, 3, 6, 12, 24, 60, 120], SVG = "http://www.w3.org/2000/svg";
  const widths = new Map();
  [["!'(),.:;I[]fijl| ", 47], ["rt`", 64], ["#&+<=>^~", 88], ["%@WMmw", 111], ["‰℃", 145]].forEach(([signs, width]) => {
    Array.from(signs).forEach((sign) => widths.set(sign, width));
  });

  /* --- texts: how wide they stand (views/text_width.py) --------------------------------------------------------- */

  const widthOfSign = (sign) => {
    if (!widths.has(sign)) {
      widths.set(sign, /\p{M}/u.test(sign) ? 0 : sign > "\x7f" ? 100 : /[A-Z]/.test(sign) ? 86 : 73);
    }
    return widths.get(sign);
  };

  const hundredths = (text) => Array.from(text).reduce((sum, sign) => sum + widthOfSign(sign), 0);

  const wide = (text) => hundredths(text) / 100 * TYPE;

  const cutTo = (text, width) => {
    if (hundredths(text) / 100 <= width) { return text; }
    const signs = Array.from(text);
    let used = widthOfSign("…"), end = 0;
    while (used / 100 <= width && end < signs.length) {
      used += widthOfSign(signs[end]);
      end += 1;
    }
    return signs.slice(0, Math.max(0, end - 1)).join("").replace(/\s+$/, "") + "…";
  };

  /* --- pieces --------------------------------------------------------------------------------------------------- */

  const n = (value) => String(Math.floor(value * 10 + 0.5) / 10);

  const path = (kind, d) => ({ kind, d, x: "", y: "", text: "" });

  const text = (kind, x, y, said) => ({ kind, d: "", x: n(x), y: n(y), text: said });

  const box = (left, top, right, bottom) => "M" + n(left) + " " + n(top) + "H" + n(right) + "V" + n(bottom) + "H" +
    n(left) + "z";

  const dot = (x, y, radius) => {
    const half = n(radius) + " " + n(radius) + " 0 1 0 ";
    return "M" + n(x - radius) + " " + n(y) + "a" + half + n(2 * radius) + " 0a" + half + n(-2 * radius) + " 0z";
  };

  const stepOf = (span, most) => {
    for (let power = 1; ; power *= 10) {
      const base = [1, 2, 5].find((each) => span / (each * power) <= most);
      if (base) { return base * power; }
    }
  };

  const fieldOf = (left, right, top, bottom, low, high) => ({
    left, right, top, bottom,
    y: (value) => bottom - (value - low) / (high - low) * (bottom - top),
    x: (part, whole) => left + part / whole * (right - left)
  });

  const isKnown = (value) => value !== null;

  const most = (values, least) => values.reduce((high, value) => Math.max(high, value), least);

  const scaleOf = (values) => {
    const known = values.filter(isKnown), low = -most(known.map((value) => -value), 0), high = most(known, 1);
    const step = stepOf(high - low, MOST_TICKS), ticks = [];
    for (let number = Math.ceil(low / step); number <= Math.floor(high / step); number += 1) {
      ticks.push({ value: number * step, text: String(number * step).replace("-", "−") });
    }
    return { ticks, low: low * AIR, high: high * AIR };
  };

  const standing = (ticks, low, high, top, right) =>
    fieldOf(most(ticks.map((tick) => wide(tick.text)), 0) + EDGE, WIDTH - right, top, top + TALL, low, high);

  const grid = (field, ticks) => {
    const marks = [];
    ticks.forEach((tick) => {
      const y = field.y(tick.value);
      marks.push(path(tick.value ? "line" : "line base", "M" + n(field.left) + " " + n(y) + "H" + n(field.right)));
      marks.push(text("tick end", field.left - EDGE, y + 4, tick.text));
    });
    return marks;
  };

  const legend = (lines) => {
    const marks = [];
    let x = 0;
    lines.forEach((line) => {
      marks.push(path("ink-" + line.ink, box(x, 3, x + 10, 13)), text("name", x + 15, 12, line.name));
      x += 15 + wide(line.name) + 14;
    });
    return marks;
  };

  const names = (field, places, y) => {
    const marks = [];
    let least = WIDTH + TYPE;
    places.slice().reverse().forEach((place) => {
      const half = wide(place.text) / 2, x = Math.min(Math.max(place.value, half), WIDTH - half);
      if (x + half + TYPE / 2 <= least) {
        marks.push(text("tick middle", x, y, place.text));
        least = x - half;
      }
    });
    marks.push(path("line base", "M" + n(field.left) + " " + n(field.bottom) + "H" + n(field.right)));
    return marks;
  };

  const placed = (field, plot) =>
    plot.names.map((name, place) => ({ value: field.x(place + 0.5, plot.names.length), text: name }));

  const picture = (bottom, marks) => ({ height: n(bottom), marks });

  /* --- days ----------------------------------------------------------------------------------------------------- */

  const dayOf = (number) => new Date(number * 86400000);

  const isoOf = (number) => dayOf(number).toISOString().slice(0, 10);

  const dayTicks = (first, count) => {
    const ticks = [];
    if (count <= 62) {
      const step = stepOf(count, 6);
      for (let offset = count - 1; offset >= 0; offset -= step) {
        ticks.unshift({ value: offset, text: isoOf(first + offset).slice(5) });
      }
      return ticks;
    }
    for (let offset = 0; offset < count; offset += 1) {
      if (dayOf(first + offset).getUTCDate() === 1) { ticks.push({ value: offset, text: isoOf(first + offset).slice(0, 7) }); }
    }
    const step = MONTHS.find((each) => ticks.length / each <= MOST_TICKS);
    return ticks.filter((tick) => {
      const day = dayOf(first + tick.value);
      return (day.getUTCFullYear() * 12 + day.getUTCMonth()) % step === 0;
    });
  };

  const stacksOf = (lines) => {
    let sums = lines[0].values.map(() => 0);
    return lines.map((line) => {
      sums = sums.map((sum, place) => sum + (line.values[place] || 0));
      return sums;
    });
  };

  const steps = (field, values) => {
    let d = "M" + n(field.left) + " " + n(field.bottom);
    values.forEach((value, place) => {
      if (place && value === values[place - 1]) { return; }
      d += (place ? "H" + n(field.x(place, values.length)) : "") + "V" + n(field.y(value));
    });
    return d + "H" + n(field.right) + "V" + n(field.bottom) + "z";
  };

  const endLabels = (field, lines) => {
    const marks = [];
    let foot = 0, highest = field.bottom;
    lines.forEach((line) => {
      const value = line.values[line.values.length - 1] || 0;
      if (value) {
        const y = Math.min(field.y(foot + value / 2) + 4, highest);
        marks.push(text("letter", field.right + 5, y, line.ink + " " + value));
        highest = y - TYPE - 1;
      }
      foot += value;
    });
    return marks;
  };

  const daysPicture = (plot) => {
    const stacks = stacksOf(plot.lines), top = stacks[stacks.length - 1], scale = scaleOf(top);
    const field = standing(scale.ticks, scale.low, scale.high, TOP, RIGHT + 34);
    const areas = plot.lines.map((line, at) => path("area ink-" + line.ink, steps(field, stacks[at]))).reverse();
    const places = dayTicks(plot.at[0], top.length).map((tick) =>
      ({ value: field.x(tick.value, top.length), text: tick.text }));
    return picture(field.bottom + FOOT, grid(field, scale.ticks).concat(areas, endLabels(field, plot.lines),
      names(field, places, field.bottom + 15)));
  };

  /* --- upright bars --------------------------------------------------------------------------------------------- */

  const textsAbove = (field, line, room) => {
    if (!line.texts.length || most(line.texts.map(wide), 0) > room) { return []; }
    return line.values.map((value, place) => value && text("value middle", field.left + room * (place + 0.5),
      field.y(Math.max(value, 0)) - 4, line.texts[place])).filter(Boolean);
  };

  const sideBars = (field, plot) => {
    const room = (field.right - field.left) / plot.names.length, width = room * (1 - GAP) / plot.lines.length;
    const zero = field.y(0), marks = [];
    plot.lines.forEach((line, at) => {
      const bars = line.values.map((value, place) => {
        const left = field.left + room * (place + GAP / 2) + width * at;
        return value ? box(left, field.y(value), left + width, zero) : "";
      }).join("");
      if (bars) { marks.push(path("ink-" + line.ink, bars)); }
      marks.push(...textsAbove(field, line, room));
    });
    return marks;
  };

  const lettersAbove = (field, plot, room) => {
    const marks = [];
    plot.names.forEach((name, place) => {
      let y = field.y(plot.lines.reduce((sum, line) => sum + (line.values[place] || 0), 0)) - 4;
      plot.lines.filter((line) => line.values[place]).forEach((line) => {
        marks.push(text("letter middle", field.left + room * (place + 0.5), y, line.ink + " " + line.values[place]));
        y -= TYPE;
      });
    });
    return marks;
  };

  const stackBars = (field, plot) => {
    const room = (field.right - field.left) / plot.names.length, feet = plot.names.map(() => 0), marks = [];
    plot.lines.forEach((line) => {
      const bars = line.values.map((value, place) => {
        const left = field.left + room * (place + GAP / 2), foot = feet[place];
        feet[place] += value || 0;
        return value ? box(left, field.y(foot + value), left + room * (1 - GAP), field.y(foot)) : "";
      }).join("");
      if (bars) { marks.push(path("bar ink-" + line.ink, bars)); }
    });
    return room >= 34 ? marks.concat(lettersAbove(field, plot, room)) : marks;
  };

  const columnsPicture = (plot) => {
    const isStack = plot.form === "stack", isNamed = plot.lines.length > 1 && !isStack;
    const tops = isStack ? stacksOf(plot.lines).slice(-1) : plot.lines.map((line) => line.values);
    const scale = scaleOf([].concat(...tops));
    const field = standing(scale.ticks, scale.low, scale.high, TOP + (isNamed || isStack ? LEGEND : 0), RIGHT);
    const base = { left: field.left, right: field.right, bottom: field.y(0) };
    return picture(field.bottom + FOOT, (isNamed ? legend(plot.lines) : []).concat(grid(field, scale.ticks),
      (isStack ? stackBars : sideBars)(field, plot), names(base, placed(field, plot), field.bottom + 15)));
  };

  /* --- lying bars ----------------------------------------------------------------------------------------------- */

  const nameRoom = (list) => Math.min(NAMES, most(list.map(wide), 0));

  const cut = (name, room) => cutTo(name, room / TYPE + 0.001);

  const rowsPicture = (plot) => {
    const room = nameRoom(plot.names), marks = legend(plot.lines), top = TOP + 10;
    const texts = most([].concat(...plot.lines.map((line) => line.texts.map(wide))), 0);
    const bottom = top + PAIR * plot.names.length, field = fieldOf(room + EDGE, WIDTH - texts - EDGE, top, bottom, 0, 1);
    [0, 500, 1000].forEach((part) => {
      const x = field.x(part, 1000);
      marks.push(path(part ? "line" : "line base", "M" + n(x) + " " + n(top) + "V" + n(bottom)));
      marks.push(text("tick middle", x, bottom + 15, part / 10 + "%"));
    });
    plot.names.forEach((name, place) => {
      let y = top + PAIR * place + (PAIR - 2 * BAR) / 2;
      marks.push(text("name end", room, y + BAR + 4, cut(name, room)));
      plot.lines.forEach((line) => {
        const value = line.values[place] || 0, end = field.x(value, 1000);
        if (value) { marks.push(path("ink-" + line.ink, box(field.left, y + 1, end, y + BAR))); }
        marks.push(text("value", end + 4, y + BAR - 1, line.texts[place]));
        y += BAR;
      });
    });
    return picture(bottom + FOOT, marks);
  };

  const paretoPicture = (plot) => {
    const bars = plot.lines[0], sums = plot.lines[1], room = nameRoom(plot.names);
    const whole = sums.values[sums.values.length - 1] || 1, bottom = 2 + ROW * plot.names.length;
    const counts = most(bars.values.map((value) => wide(String(value))), 0);
    const field = fieldOf(room + counts + 2 * EDGE, WIDTH - wide("100%") - EDGE, 2, bottom, 0, 1);
    const marks = [path("line base", "M" + n(field.left) + " 2V" + n(bottom))];
    let curve = "", dots = "";
    plot.names.forEach((name, place) => {
      const y = 2 + ROW * place, x = field.x(sums.values[place], whole);
      marks.push(text("name end", room, y + 14, cut(name, room)));
      marks.push(text("value end", room + EDGE + counts, y + 14, String(bars.values[place])));
      marks.push(path("ink-" + bars.ink, box(field.left, y + 3, field.x(bars.values[place], whole), y + ROW - 3)));
      marks.push(text("tick end", WIDTH, y + 14, sums.texts[place]));
      curve += (curve ? "L" : "M") + n(x) + " " + n(y + ROW / 2);
      dots += dot(x, y + ROW / 2, 3);
    });
    if (curve) { marks.push(path("curve", curve), path("dot", dots)); }
    return picture(bottom + 4, marks);
  };

  /* --- time that it takes --------------------------------------------------------------------------------------- */

  const medianMarks = (field, plot, whole) => {
    const [median, low, high] = plot.marks, y = field.y(5000);
    if (median === null) { return []; }
    const left = field.x(low === null ? median : low, whole), right = high === null ? field.right : field.x(high, whole);
    const ends = (low === null ? "" : "M" + n(left) + " " + n(y - 5) + "V" + n(y + 5)) +
      (high === null ? "" : "M" + n(right) + " " + n(y - 5) + "V" + n(y + 5));
    const x = field.x(median, whole);
    return [path("interval", "M" + n(left) + " " + n(y) + "H" + n(right) + ends), path("dot", dot(x, y, 4)),
      text("letter", Math.min(x + 4, WIDTH - wide(plot.said)), y - 11, plot.said)];
  };

  const survivalPicture = (plot) => {
    const hours = most(plot.at.slice(-1).concat(plot.marks.map((mark) => mark || 0)), -Infinity);
    const days = Math.max(1, Math.ceil(hours / DAY)), step = stepOf(days, 6), places = [];
    const ticks = [0, 50, 100].map((part) => ({ value: part * 100, text: part + "%" }));
    const field = standing(ticks, 0, 10000, TOP, RIGHT);
    const curve = plot.at.reduce((d, at, place) => d + "H" + n(field.x(at, days * DAY)) + "V" +
      n(field.y(plot.lines[0].values[place] || 0)), "M" + n(field.left) + " " + n(field.y(10000)));
    for (let day = 0; day <= days; day += step) { places.push({ value: field.x(day, days), text: String(day) }); }
    return picture(field.bottom + FOOT, grid(field, ticks).concat(
      plot.at.length ? path("curve", curve + "H" + n(field.right)) : [],
      medianMarks(field, plot, days * DAY), names(field, places, field.bottom + 15)));
  };

  const spanMarks = (field, line) => {
    let curve = "", hairs = "", full = "", hollow = "", former = -2;
    line.values.forEach((value, place) => {
      const more = line.more[place];
      if (value === null) { return; }
      const x = field.x(place + 0.5, line.values.length), y = field.y(value);
      curve += (former === place - 1 ? "L" : "M") + n(x) + " " + n(y);
      if (more !== null) {
        const top = n(field.y(more));
        hairs += "M" + n(x) + " " + n(y) + "V" + top + "M" + n(x - 3) + " " + top + "H" + n(x + 3);
      }
      former = place;
      if (line.open[place]) { hollow += dot(x, y, 3); } else { full += dot(x, y, 3); }
    });
    return [["hair", hairs], ["curve", curve], ["dot", full], ["dot is-open", hollow]].filter((each) => each[1])
      .map((each) => path(each[0], each[1]));
  };

  const hoursScale = (line) => {
    const high = most(line.values.concat(line.more).filter(isKnown), 1);
    return { high, text: high < 3 * DAY ? high + " h" : Math.ceil(high / DAY) + " d" };
  };

  const spansPicture = (plot) => {
    const scales = plot.lines.map(hoursScale), marks = [];
    const left = most(scales.map((scale) => wide(scale.text)), 0) + EDGE;
    let top = TOP + 2;
    plot.lines.forEach((line, at) => {
      const field = fieldOf(left, WIDTH - RIGHT, top, top + FIELD, 0, scales[at].high);
      marks.push(text("name", left, top - 5, line.name), text("tick end", left - EDGE, top + 8, scales[at].text));
      marks.push(path("line base", "M" + n(left) + " " + n(field.bottom) + "H" + n(field.right)));
      marks.push(...spanMarks(field, line));
      top += FIELD + BETWEEN;
    });
    const bottom = top - BETWEEN, across = fieldOf(left, WIDTH - RIGHT, 0, bottom, 0, 1);
    return picture(bottom + FOOT, marks.concat(names(across, placed(across, plot), bottom + 15)));
  };

  const MAKERS = { days: daysPicture, columns: columnsPicture, stack: columnsPicture, rows: rowsPicture,
    pareto: paretoPicture, survival: survivalPicture, spans: spansPicture };

  /* --- into the page -------------------------------------------------------------------------------------------- */

  const drawnOf = (drawing) => {
    const drawn = document.createDocumentFragment();
    drawing.marks.forEach((mark) => {
      const element = drawn.appendChild(document.createElementNS(SVG, mark.d ? "path" : "text"));
      element.setAttribute("class", mark.kind);
      if (mark.d) { element.setAttribute("d", mark.d); return; }
      element.setAttribute("x", mark.x);
      element.setAttribute("y", mark.y);
      element.textContent = mark.text;
    });
    return drawn;
  };

  /* Anew into an element that is there. */
  trends.draw = (element, plot) => {
    const drawing = trends.pictureOf(plot);
    element.setAttribute("viewBox", "0 0 " + WIDTH + " " + drawing.height);
    element.replaceChildren(drawnOf(drawing));
  };

  trends.pictureOf = (plot) => MAKERS[plot.form](plot);
  trends.stacksOf = stacksOf;
  trends.scaleOf = scaleOf;
  trends.isoOf = isoOf;
  trends.dayOf = dayOf;
})();
