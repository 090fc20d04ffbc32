/* The panels of the trends: views/trend_progress.py, trend_durations.py, trend_deadlines.py and trend_classes.py in
   JavaScript, function by function: titles, what is said, tables and plots of any choice. Every message is the English
   one of the code; the page brings it along in the reader's language. */
(() => {
  "use strict";
  const trends = window.boardGenTrends = window.boardGenTrends || {};
  const DAY = 86400, HOUR = 3600, MOST_DAYS = 35, MOST_WEEKS = 190, DRAWN_STEPS = 200, LISTED_STEPS = 30;
  let words = {};

  /* --- words ------------------------------------------------------------------------------------------------------ */

  const say = (message, values) => (words[message] || message).replace(/\{(\w+)\}/g, (all, name) =>
    values && name in values ? String(values[name]) : all);

  const total = (list) => list.reduce((sum, value) => sum + value, 0);

  const two = (number) => (number < 10 ? "0" : "") + number;

  const percent = (part, whole) => whole ? Math.floor((200 * part + whole) / (2 * whole)) + "%" : "–";

  const tenths = (part, whole) => {
    if (!whole) { return "–"; }
    const rounded = Math.floor((20 * part + whole) / (2 * whole)), size = Math.abs(rounded);
    return (rounded < 0 ? "−" : "") + Math.floor(size / 10) + "." + size % 10;
  };

  const daysText = (seconds) => tenths(seconds, DAY);

  const spanText = (seconds) => {
    if (seconds === null) { return "–"; }
    const days = Math.floor(seconds / DAY), hours = Math.floor(seconds % DAY / HOUR);
    const minutes = Math.floor(seconds % HOUR / 60);
    if (days) { return say("{days} d {hours} h", { days, hours: two(hours) }); }
    return hours ? say("{hours} h {minutes} m", { hours, minutes: two(minutes) }) : say("{minutes} m", { minutes });
  };

  const dayText = (number) => trends.isoOf(number);

  const monthText = (number) => trends.isoOf(number).slice(0, 7);

  const weekText = (monday) => {
    const thursday = trends.dayOf(monday + 3), year = thursday.getUTCFullYear();
    return year + "-W" + two(Math.floor((monday + 3 - Date.UTC(year, 0, 1) / 86400000) / 7) + 1);
  };

  const ageText = (over, to) => to === null ? say("> {over} d", { over }) : over === 0 ? say("≤ {to} d", { to })
    : say("{over}–{to} d", { over, to });

  const letterHeads = () => [say("R red"), say("Y yellow"), say("G green")];

  const texts = (list) => list.map(String);

  const monthsBetween = ({ first, last }) => {
    const months = [trends.monthOf(first)];
    for (;;) {
      const following = trends.monthOf(months[months.length - 1] + 31);
      if (following > last) { return months; }
      months.push(following);
    }
  };

  const plotOf = (form, names, lines, more) => Object.assign({ form, names, lines, unit: "", at: [], marks: [], said: "" },
    more);

  const lineOf = (name, ink, values, more) => Object.assign({ name, ink, values, texts: [], more: [], open: [] }, more);

  const tableOf = (caption, heads, rows) => ({ caption, heads, rows });

  /* --- what is left out ------------------------------------------------------------------------------------------- */

  const leftOut = (count, told) => count ? [told] : [];

  const rejectedNote = (count) => leftOut(count, say("Left out as rejected (no problem of ours): {count}.", { count }));

  const undatedNote = (count) => leftOut(count,
    say("Left out of the closings, without a date (nothing says when): {count}.", { count }));

  const invalidNote = (table) => leftOut(table.invalid,
    say("Left out as invalid (no letter can be given): {count}.", { count: table.invalid }));

  /* --- is it getting better? -------------------------------------------------------------------------------------- */

  const letterLines = (stacks) => letterHeads().map((name, at) => lineOf(name, "RYG"[at], stacks[at]));

  const boardPanel = (table, sums) => {
    const days = sums.days, end = days.red.length - 1, last = days.first + end;
    const now = { day: dayText(last), red: days.red[end], yellow: days.yellow[end], green: days.green[end] };
    now.count = now.red + now.yellow + now.green;
    const rows = days.red.map((red, place) => {
      const yellow = days.yellow[place], green = days.green[place];
      return [dayText(days.first + place)].concat(texts([red, yellow, green, red + yellow + green]));
    });
    return {
      chart: "board", title: say("On the board at each day's end: cases by letter"),
      lead: last === table.today ? say("Now {count} on the board: {red} red, {yellow} yellow, {green} green.", now)
        : say("At the end of {day} {count} on the board: {red} red, {yellow} yellow, {green} green.", now),
      notes: [say("n = {count} (days, {first} to {last}).",
        { count: days.red.length, first: dayText(days.first), last: dayText(last) }),
      say("Open, in watch and ready are on the board; closed and rejected are not.")].concat(invalidNote(table)),
      tables: [tableOf(say("Cases on the board at the day's end"),
        [say("day")].concat(letterHeads(), say("on the board")), rows.reverse())],
      plot: plotOf("days", [], letterLines([days.red, days.yellow, days.green]), { unit: say("cases"), at: [days.first] })
    };
  };

  const flowOf = (sums) => {
    const days = sums.days, count = days.red.length;
    if (count <= MOST_DAYS) {
      const periods = days.red.map((red, place) => ({ start: days.first + place, opened: days.opened[place],
        closed: days.closed[place], rejected: days.rejected[place],
        on_board: red + days.yellow[place] + days.green[place] }));
      return { title: say("Opened and closed: cases per day"), head: say("day"), periods,
        names: periods.map((one) => dayText(one.start).slice(5)) };
    }
    return count <= MOST_WEEKS
      ? { title: say("Opened and closed: cases per week"), head: say("week"), periods: sums.weeks,
        names: sums.weeks.map((one) => weekText(one.start)) }
      : { title: say("Opened and closed: cases per month"), head: say("month"), periods: sums.months,
        names: sums.months.map((one) => monthText(one.start)) };
  };

  const flowPanel = (table, sums) => {
    const flow = flowOf(sums), values = (name) => flow.periods.map((one) => one[name]);
    const told = { opened: total(values("opened")), closed: total(values("closed")), rejected: total(values("rejected")) };
    const lines = [lineOf(say("opened"), "series", values("opened")), lineOf(say("closed"), "accent", values("closed"))];
    if (told.rejected) { lines.push(lineOf(say("rejected"), "hatched", values("rejected"))); }
    const rows = flow.periods.map((one, at) => [flow.names[at], dayText(one.start)].concat(
      texts([one.opened, one.closed, one.rejected, one.on_board])));
    return {
      chart: "flow", title: flow.title, lead: say("{opened} opened, {closed} closed, {rejected} rejected.", told),
      notes: [say("n = {count} (openings and closings).", { count: told.opened + told.closed }),
        say("A week begins on Monday (ISO 8601). The first and the last period hold the range's days only.")]
        .concat(undatedNote(sums.undated), invalidNote(table)),
      tables: [tableOf(flow.title, [flow.head, say("from"), say("opened"), say("closed"), say("rejected"),
        say("on the board at its end")], rows.reverse())],
      plot: plotOf("columns", flow.names, lines, { unit: say("cases") })
    };
  };

  const agePanel = (table, sums) => {
    const ages = sums.ages, countOf = (one) => one.red + one.yellow + one.green;
    const count = total(ages.classes.map(countOf)), names = ages.classes.map((one) => ageText(one.over, one.to));
    const stack = (name) => ages.classes.map((one) => one[name]);
    return {
      chart: "age", title: say("Age of the open cases: cases by days since opening"),
      lead: count ? say("Open: {count}; median age {median}, oldest {oldest}.",
        { count, median: spanText(ages.median), oldest: spanText(ages.oldest) }) : say("No case is open."),
      notes: [say("n = {count} (open now, whatever the range). A day is 24 hours; upper bounds belong to their class.",
        { count })].concat(leftOut(ages.in_watch, say("Left out as in watch or ready (not open any more): {count}.",
        { count: ages.in_watch })), invalidNote(table)),
      tables: [tableOf(say("Open cases by age"), [say("age")].concat(letterHeads(), say("open")), ages.classes.map(
        (one, at) => [names[at]].concat(texts([one.red, one.yellow, one.green, countOf(one)]))))],
      plot: plotOf("stack", names, letterLines([stack("red"), stack("yellow"), stack("green")]), { unit: say("cases") })
    };
  };

  const recurredPanel = (table, sums) => {
    const found = new Map(sums.recurred.map((one) => [one.month, one])), none = { recurrences: 0, cases: 0 };
    const months = monthsBetween(sums.selection), listed = months.map((month) => found.get(month) || none);
    const values = listed.map((one) => one.recurrences), count = total(values);
    const rows = months.map((month, at) => [monthText(month)].concat(texts([values[at], listed[at].cases])));
    return {
      chart: "recurred", title: say("Problems that came again: recurrences per month"),
      lead: count ? say("Recurrences in the range: {count}.", { count }) : say("No problem came again."),
      notes: [say("n = {count} (recurrences on the day they were found; of one case several count).", { count })]
        .concat(invalidNote(table)),
      tables: [tableOf(say("Recurrences per month"), [say("month"), say("recurrences"), say("cases")], rows.reverse())],
      plot: plotOf("columns", months.map(monthText), [lineOf(say("recurrences"), "series", values,
        { texts: texts(values) })], { unit: say("recurrences") })
    };
  };

  /* --- how long does it take? ------------------------------------------------------------------------------------- */

  const hours = (seconds) => seconds === null ? null : Math.floor((2 * seconds + HOUR) / (2 * HOUR));

  const thinned = (steps, most) => {
    if (!steps.length) { return []; }
    const wide = Math.ceil((Math.floor(steps[steps.length - 1].time / HOUR) + 1) / most), last = new Map();
    steps.forEach((step) => last.set(Math.floor(Math.floor(step.time / HOUR) / wide), step));
    return Array.from(last.values());
  };

  const medianText = (survival) => {
    if (!survival.n) { return say("No case was opened."); }
    if (survival.median === null) { return say("More than half are still open."); }
    return say("Half are closed after {median} (95 %: {lower} to {upper}).", { median: spanText(survival.median),
      lower: spanText(survival.lower), upper: survival.upper === null ? "∞" : spanText(survival.upper) });
  };

  const openTimeLead = (survival, qsb) => medianText(survival) + " " +
    say("QSB's three: {red} days red, {yellow} days yellow; {closed} closed, open for {mean} on average.",
      { red: qsb.red_days, yellow: qsb.yellow_days, closed: qsb.closed,
        mean: spanText(qsb.closed ? Math.floor(qsb.seconds_open / qsb.closed) : null) });

  const qsbTable = (qsb) => tableOf(say("The three numbers of QSB, in the range"),
    [say("number"), say("in all"), say("per case that was on the board")],
    [[say("cases that were on the board"), String(qsb.cases), ""],
      [say("days red"), String(qsb.red_days), tenths(qsb.red_days, qsb.cases)],
      [say("days yellow"), String(qsb.yellow_days), tenths(qsb.yellow_days, qsb.cases)],
      [say("closed"), String(qsb.closed), ""],
      [say("average days open of the closed"), tenths(qsb.seconds_open, qsb.closed * DAY), ""]]);

  const shareText = (share) => {
    const thousandths = Math.floor(share * 1000 + 0.5);
    return Math.floor(thousandths / 10) + "." + thousandths % 10 + "%";
  };

  const survivalTable = (survival) => {
    const chosen = new Set(thinned(survival.steps, LISTED_STEPS).map((step) => step.time)), rows = [];
    let closed = 0;
    survival.steps.forEach((step) => {
      closed += step.events;
      if (chosen.has(step.time)) {
        rows.push([spanText(step.time), String(step.at_risk), String(closed), shareText(step.open)]);
      }
    });
    return tableOf(say("Share still open by time since opening"), [say("time since opening"), say("still watched"),
      say("closed until then"), say("still open")], rows);
  };

  const openTimePanel = (table, sums) => {
    const { survival, rejected, undated } = sums.open_time, found = thinned(survival.steps, DRAWN_STEPS);
    const steps = survival.n && !found.length ? [{ time: 0, open: 1 }] : found;
    return {
      chart: "open-time", title: say("How long problems stay open: % still open by days since opening"),
      lead: openTimeLead(survival, sums.qsb),
      notes: [say("n = {count} (cases opened in the range): {closed} closed, {open} on the board, counted until now.",
        { count: survival.n, closed: survival.events, open: survival.censored }),
      say("Kaplan-Meier; the bar is the 95 % interval of the median (Greenwood, log-log)."),
      say("QSB counts a case for each day at whose end it is red or yellow, and averages the closed alone.")]
        .concat(rejectedNote(rejected), undatedNote(undated), invalidNote(table)),
      tables: [qsbTable(sums.qsb), survivalTable(survival)],
      plot: plotOf("survival", [], [lineOf(say("still open"), "accent",
        steps.map((step) => Math.floor(step.open * 10000 + 0.5)))], { at: steps.map((step) => hours(step.time)),
        marks: [survival.median, survival.lower, survival.upper].map(hours),
        said: say("median {time}", { time: spanText(survival.median) }) })
    };
  };

  const milestoneName = (name) => ({ containment: say("Containment"), root_cause: say("Root cause"),
    verified: say("Verification"), closed: say("Closing") })[name];

  const timesLead = (times) => {
    const told = [];
    times.forEach((one) => {
      const known = one.months.filter((month) => month.median !== null), last = known[known.length - 1];
      if (last) {
        told.push(say("{name} {span} ({month})",
          { name: milestoneName(one.milestone), span: spanText(last.median), month: monthText(last.month) }));
      }
    });
    return told.length ? say("Latest medians: {list}.", { list: told.join(" · ") }) : say("Nothing was reached yet.");
  };

  const timesTable = (one) => tableOf(milestoneName(one.milestone), [say("month"), say("median"), say("90th percentile"),
    say("done"), say("not yet"), say("can still change")], one.months.map((month) => [monthText(month.month),
    spanText(month.median), spanText(month.slow), String(month.done), String(month.not_yet),
    month.can_change ? say("yes") : say("no")]).reverse());

  const timesLine = (one, months) => {
    const found = new Map(one.months.map((month) => [month.month, month]));
    const listed = months.map((month) => found.get(month) || { median: null, slow: null, can_change: false });
    return lineOf(milestoneName(one.milestone), "accent", listed.map((month) => hours(month.median)),
      { more: listed.map((month) => hours(month.slow)), open: listed.map((month) => month.can_change) });
  };

  const timesPanel = (table, sums) => {
    const months = monthsBetween(sums.selection), closed = sums.times[3].months;
    return {
      chart: "times", lead: timesLead(sums.times),
      title: say("Time to containment, root cause, verification, closing: median and 90th percentile by month of opening"),
      notes: [say("n = {count} (cases opened in the range).", { count: total(closed.map((month) => month.n)) }),
        say("Disc: median; bar: up to the 90th percentile; hollow: can still change."),
        say("By nearest rank; what is not there yet counts as longer than all others.")]
        .concat(rejectedNote(sums.open_time.rejected), undatedNote(sums.open_time.undated), invalidNote(table)),
      tables: sums.times.map(timesTable),
      plot: plotOf("spans", months.map(monthText), sums.times.map((one) => timesLine(one, months)))
    };
  };

  /* --- are deadlines kept, or moved? ------------------------------------------------------------------------------ */

  const inBrackets = (share) => share.count
    ? percent(share.in_time, share.count) + " (" + share.in_time + "/" + share.count + ")" : "–";

  const sumOf = (shares) => ({ in_time: total(shares.map((share) => share.in_time)),
    count: total(shares.map((share) => share.count)) });

  const onTimeLead = (first, current) => !first.count || !current.count ? say("Nothing was due yet.")
    : say("All criteria together: {first} by the first deadline, {current} by the current one.",
      { first: inBrackets(first), current: inBrackets(current) });

  const onTimeLine = (name, ink, shares) => lineOf(name, ink, shares.map((share) => share.count
    ? Math.floor((2000 * share.in_time + share.count) / (2 * share.count)) : null), { texts: shares.map(inBrackets) });

  const onTimePanel = (table, sums) => {
    const found = sums.on_time, names = found.criteria.map((line) => table.labels.criteria[line.criterion]);
    const first = found.criteria.map((line) => line.by_first), current = found.criteria.map((line) => line.by_current);
    const parts = [say("in time"), say("late"), say("not yet due"), say("on time")];
    const heads = [say("first deadline"), say("current deadline")].map((name) => parts.map((part) => name + ": " + part));
    const cells = (share) => texts([share.in_time, share.late, share.not_due, percent(share.in_time, share.count)]);
    return {
      chart: "on-time", title: say("Done on time: % per criterion, by the first and by the current deadline"),
      lead: onTimeLead(sumOf(first), sumOf(current)),
      notes: [say("n = {count} (cases opened in the range). In brackets: in time / all that can be judged.",
        { count: found.cases }),
      say("Late and still not done counts as late; not done and not yet due is left out, see the table."),
      say("The current deadline is the one in force when it was done; moves after that change nothing."),
      say("Cells that are NA are left out.")].concat(rejectedNote(found.rejected), undatedNote(found.undated),
        invalidNote(table)),
      tables: [tableOf(say("Criteria by deadline"), [say("criterion")].concat(heads[0], heads[1]),
        names.map((name, at) => [name].concat(cells(first[at]), cells(current[at]))))],
      plot: plotOf("rows", names, [onTimeLine(say("by the first deadline"), "series", first),
        onTimeLine(say("by the current deadline"), "accent", current)])
    };
  };

  const movedPanel = (table, sums) => {
    const moved = sums.moved, found = new Map(moved.months.map((one) => [one.month, one]));
    const months = monthsBetween(sums.selection);
    const listed = months.map((month) => found.get(month) || { month, moves: 0, cases: 0, gained: 0 });
    const values = listed.map((one) => Math.floor((2 * one.gained + DAY) / (2 * DAY)));
    return {
      chart: "moved", title: say("Moved deadlines: days gained per month"),
      lead: moved.moves ? say("Moves: {moves}; cases: {cases}; days gained in all: {days}.",
        { moves: moved.moves, cases: moved.cases, days: daysText(moved.gained) }) : say("No deadline was moved."),
      notes: [say("n = {count} (moves made in the range, of rejected cases too). Earlier deadlines count as negative.",
        { count: moved.moves })].concat(invalidNote(table)),
      tables: [tableOf(say("Moves of deadlines per month"), [say("month"), say("moves"), say("cases"), say("days gained")],
        listed.map((one) => [monthText(one.month), String(one.moves), String(one.cases), daysText(one.gained)]).reverse())],
      plot: plotOf("columns", months.map(monthText), [lineOf(say("days gained"), "series", values,
        { texts: values.map((value) => String(value).replace("-", "−")) })], { unit: say("days gained") })
    };
  };

  const classesPanel = (chart, title, heads, classes, names, notes) => {
    const whole = classes.total, bars = classes.bars.map((bar) => [names[bar.name], bar.size, bar.cumulative]);
    if (classes.others) { bars.push([say("others ({count})", { count: classes.other_classes }), classes.others, whole]); }
    const shares = bars.map((bar) => percent(bar[2], whole));
    return {
      chart, title, notes,
      lead: bars.length ? say("Largest: {name}, {count} of {total} ({share}).",
        { name: bars[0][0], count: bars[0][1], total: whole, share: percent(bars[0][1], whole) }) : say("Nothing to count."),
      tables: [tableOf(title, heads.concat(say("share"), say("cumulative")),
        bars.map((bar, at) => [bar[0], String(bar[1]), percent(bar[1], whole), shares[at]]))],
      plot: plotOf("pareto", bars.map((bar) => bar[0]), [lineOf(heads[1], "series", bars.map((bar) => bar[1])),
        lineOf(say("cumulative"), "accent", bars.map((bar) => bar[2]), { texts: shares })], { unit: heads[1] })
    };
  };

  const reasonsPanel = (table, sums) => {
    const classes = sums.moved.reasons, count = classes.unnamed;
    const notes = [say("n = {count} (moves with a reason). Case, width, blanks and final punctuation make no difference.",
      { count: classes.total })].concat(leftOut(count, say("Left out, without a reason: {count}.", { count })),
      invalidNote(table));
    return classesPanel("reasons", say("Reasons for moved deadlines: moves"), [say("reason"), say("moves")], classes,
      table.names.reason, notes);
  };

  /* --- where does it come from? ----------------------------------------------------------------------------------- */

  const paretoPanel = (chart, name, title, head, unnamedNote) => (table, sums) => {
    const classes = sums.pareto[name], count = classes.unnamed;
    const notes = [say("n = {count} (cases opened in the range, listed rows too). The line is the cumulative share.",
      { count: classes.total })].concat(leftOut(count, unnamedNote(count)), rejectedNote(sums.pareto.rejected),
      invalidNote(table));
    return classesPanel(chart, title(), [head(), say("cases")], classes, table.labels[name] || table.names[name], notes);
  };

  const MAKERS = [boardPanel, flowPanel, openTimePanel, timesPanel, agePanel, recurredPanel, onTimePanel, movedPanel,
    reasonsPanel,
    paretoPanel("sources", "source", () => say("Pareto by source: cases opened"), () => say("source"),
      (count) => say("Left out, no source given: {count}.", { count })),
    paretoPanel("areas", "area", () => say("Pareto by area: cases opened"), () => say("area"),
      (count) => say("Left out, no area given: {count}.", { count })),
    paretoPanel("parts", "part", () => say("Pareto by part: cases opened"), () => say("part"),
      (count) => say("Left out, no part given: {count}.", { count })),
    paretoPanel("causes", "cause", () => say("Pareto by verified cause: cases opened"), () => say("cause"),
      (count) => say("Left out, no verified cause yet: {count}.", { count })),
    paretoPanel("departments", "department", () => say("Pareto by department: cases opened"), () => say("department"),
      (count) => say("Left out, no department given: {count}.", { count }))];

  /* Every panel of a choice, but for its last note, the instant, which the page keeps. */
  trends.panelsOf = (table, sums) => MAKERS.map((make) => make(table, sums));

  trends.chosenText = (sums, names) => say(
    "{who}, {first} to {last}: {opened} cases opened, {cases} on the board at some time.",
    { who: names.join(" · ") || say("The whole plant"), first: dayText(sums.selection.first),
      last: dayText(sums.selection.last), opened: sums.opened, cases: sums.qsb.cases });

  trends.tell = (told) => { words = told; };
  trends.say = say;
})();
