/* The trends' rows and sums: rules/trend_rows.py, trend_days.py, trend_times.py, trend_sums.py, survival.py, milestones.py
   and pareto.py in JavaScript, function by function. docs/charts.md ("The data file") says what the rows hold. Days are
   numbers, 0 is 1970-01-01; everything is whole but the shares of Kaplan-Meier. */
(() => {
  "use strict";
  const trends = window.boardGenTrends = window.boardGenTrends || {};
  const DAY = 86400, OPEN = 0, WATCHED = 1, CLOSED = 2, REJECTED = 3, UNDATED = 4, NOT_YET = -1, NONE = -2;
  const NAMED = ["source", "area", "customer", "department", "part", "cause", "state", "timed"];
  const MILESTONES = ["containment", "root_cause", "verified", "closed"], MOST_CLASSES = 10;
  const BOUNDS = [1, 3, 7, 14, 30, 60], NORMAL_975 = 1.959963984540054, HALF = 0.5 + 1e-9;

  const total = (list) => list.reduce((sum, value) => sum + value, 0);

  const rising = (one, other) => one - other;

  /* --- the rows of the data file ---------------------------------------------------------------------------------- */

  const dated = (rows, columns, told, rowOf) => {
    let row = 0;
    columns.row.forEach((step, place) => {
      row += step;
      rows[row][told].push(rowOf(place, rows[row].day));
    });
  };

  const lettersOf = (columns) => {
    let place = 0;
    return (at, opened) => {
      const letters = [];
      let day = opened;
      for (const end = place + columns.steps[at]; place < end; place += 1) {
        day += columns.step_day[place];
        letters.push([day, columns.step_letter[place]]);
      }
      return letters;
    };
  };

  const rowsOf = (data) => {
    const columns = data.rows, letters = lettersOf(columns), rows = [];
    let opened = 0, ended = 0;
    for (let at = 0; at < data.n; at += 1) {
      opened += columns.opened[at];
      const day = Math.floor(opened / DAY) + columns.shift[at], row = { opened, day, moved: [], recurred: [] };
      NAMED.forEach((name) => { row[name] = columns[name][at]; });
      const isEnded = row.state === CLOSED || row.state === REJECTED;
      row.span = isEnded ? columns.span[ended] : row.state === UNDATED ? 0 : data.at - opened;
      row.ended = isEnded ? day + columns.ended[ended] : null;
      ended += isEnded ? 1 : 0;
      row.letters = letters(at, day);
      row.reached = MILESTONES.slice(0, 3).map((name) => columns[name][at]);
      rows.push(row);
    }
    return rows;
  };

  /* The data file as a table of rows. */
  trends.tableOf = (data) => {
    const rows = rowsOf(data), moved = data.moved;
    dated(rows, moved, "moved", (place, day) => ({ day: day + moved.day[place], criterion: moved.criterion[place],
      gained: moved.gained[place], reason: moved.reason[place] }));
    dated(rows, data.recurred, "recurred", (place, day) => day + data.recurred.day[place]);
    return { at: data.at, today: data.today, invalid: data.invalid, names: data.names, labels: data.labels,
      timed: data.timed, rows };
  };

  /* --- days, weeks, months ---------------------------------------------------------------------------------------- */

  const months = new Map();

  const monthOf = (day) => {
    if (!months.has(day)) { months.set(day, day + 1 - trends.dayOf(day).getUTCDate()); }
    return months.get(day);
  };

  const weekOf = (day) => day - ((day + 3) % 7 + 7) % 7;

  const running = (list) => {
    let sum = 0;
    return list.map((value) => { sum += value; return sum; });
  };

  const put = (row, chosen, stock) => {
    let shown = stock[0];
    row.letters.some(([day, letter]) => {
      const place = Math.max(0, day - chosen.first);
      if (day > chosen.last) { return true; }
      shown[place] -= 1;
      shown = stock[letter];
      shown[place] += 1;
      return false;
    });
  };

  const daysOf = (rows, chosen) => {
    const { first, last } = chosen, zeros = () => new Array(last - first + 1).fill(0);
    const stock = [0, 1, 2, 3].map(zeros), opened = zeros(), closed = zeros(), rejected = zeros();
    rows.forEach((row) => {
      if (first <= row.day && row.day <= last) { opened[row.day - first] += 1; }
      if (row.ended !== null && row.ended < first) { return; }
      if (row.ended !== null && row.ended <= last) { (row.state === CLOSED ? closed : rejected)[row.ended - first] += 1; }
      put(row, chosen, stock);
    });
    return { first, red: running(stock[1]), yellow: running(stock[2]), green: running(stock[3]), opened, closed, rejected };
  };

  const periodsOf = (days, startOf) => {
    const periods = [];
    days.red.forEach((red, place) => {
      const start = startOf(days.first + place);
      let period = periods[periods.length - 1];
      if (!period || period.start !== start) {
        period = { start, opened: 0, closed: 0, rejected: 0 };
        periods.push(period);
      }
      ["opened", "closed", "rejected"].forEach((name) => { period[name] += days[name][place]; });
      period.on_board = red + days.yellow[place] + days.green[place];
    });
    return periods;
  };

  const qsbOf = (rows, days, { first, last }) => {
    const spans = rows.filter((row) => row.state === CLOSED && first <= row.ended && row.ended <= last)
      .map((row) => row.span);
    const cases = rows.filter((row) => row.day <= last && row.state !== UNDATED &&
      (row.ended === null || row.ended >= first)).length;
    return { cases, red_days: total(days.red), yellow_days: total(days.yellow), closed: spans.length,
      seconds_open: total(spans) };
  };

  /* --- times ------------------------------------------------------------------------------------------------------ */

  const bandOf = (step) => {
    if (step.open <= 0) { return [0, 1]; }
    const width = NORMAL_975 * Math.sqrt(step.variance) / -Math.log(step.open);
    return [Math.pow(step.open, Math.exp(width)), Math.pow(step.open, Math.exp(-width))];
  };

  const timeOf = (step) => step ? step.time : null;

  /* Kaplan-Meier. */
  trends.survivalOf = (ended, censored) => {
    const times = ended.slice().sort(rising), lost = censored.slice().sort(rising), n = times.length + lost.length;
    const steps = [];
    let place = 0, left = 0, open = 1, variance = 0;
    while (place < times.length) {
      const time = times[place], start = place;
      while (place < times.length && times[place] === time) { place += 1; }
      while (left < lost.length && lost[left] < time) { left += 1; }
      const atRisk = n - start - left, events = place - start;
      open *= 1 - events / atRisk;
      variance += atRisk > events ? events / (atRisk * (atRisk - events)) : Infinity;
      steps.push({ time, at_risk: atRisk, events, open, variance });
    }
    return { n, events: times.length, censored: lost.length, steps,
      median: timeOf(steps.find((step) => step.open <= HALF)),
      lower: timeOf(steps.find((step) => step.open > 0 && bandOf(step)[0] <= HALF)),
      upper: timeOf(steps.find((step) => step.open <= HALF && bandOf(step)[1] <= HALF)) };
  };

  const counted = (rows, state) => rows.filter((row) => row.state === state).length;

  const openTimeOf = (opened) => ({
    survival: trends.survivalOf(opened.filter((row) => row.state === CLOSED).map((row) => row.span),
      opened.filter((row) => row.state === OPEN || row.state === WATCHED).map((row) => row.span)),
    rejected: counted(opened, REJECTED), undated: counted(opened, UNDATED)
  });

  const atRank = (times, n, percent) => {
    const rank = Math.floor((n * percent + 99) / 100);
    return rank > 0 && rank <= times.length ? times[rank - 1] : null;
  };

  const monthTimesOf = (month, done, waiting) => {
    const times = done.slice().sort(rising), n = done.length + waiting.length, slow = atRank(times, n, 90);
    const shortest = waiting.reduce((least, time) => Math.min(least, time), Infinity);
    return { month, done: done.length, not_yet: waiting.length, n, median: atRank(times, n, 50), slow,
      can_change: waiting.length > 0 && (slow === null || shortest < slow) };
  };

  const timesOf = (opened) => {
    const found = MILESTONES.map(() => new Map());
    const note = (place, month, name, time) => {
      if (!found[place].has(month)) { found[place].set(month, { done: [], waiting: [] }); }
      found[place].get(month)[name].push(time);
    };
    opened.forEach((row) => {
      const month = monthOf(row.day);
      if (row.state === REJECTED) { return; }
      row.reached.forEach((seconds, place) => {
        if (seconds !== NONE) { note(place, month, seconds === NOT_YET ? "waiting" : "done", seconds < 0 ? row.span : seconds); }
      });
      if (row.state !== UNDATED) { note(3, month, row.state === CLOSED ? "done" : "waiting", row.span); }
    });
    return MILESTONES.map((milestone, place) => ({ milestone, months: Array.from(found[place].keys()).sort(rising)
      .map((month) => monthTimesOf(month, found[place].get(month).done, found[place].get(month).waiting)) }));
  };

  /* --- deadlines -------------------------------------------------------------------------------------------------- */

  const shareOf = ([inTime, late, notDue]) => ({ in_time: inTime, late, not_due: notDue, count: inTime + late });

  const onTimeOf = (opened, patterns) => {
    const kept = new Map(), first = new Map(), current = new Map();
    opened.forEach((row) => {
      if (row.state !== REJECTED && row.state !== UNDATED) { kept.set(row.timed, (kept.get(row.timed) || 0) + 1); }
    });
    kept.forEach((count, number) => {
      const pattern = patterns[number];
      for (let at = 0; at < pattern.length; at += 3) {
        [first, current].forEach((tally, which) => {
          if (!tally.has(pattern[at])) { tally.set(pattern[at], [0, 0, 0]); }
          tally.get(pattern[at])[pattern[at + 1 + which]] += count;
        });
      }
    });
    const criteria = Array.from(first.keys()).sort(rising).map((criterion) =>
      ({ criterion, by_first: shareOf(first.get(criterion)), by_current: shareOf(current.get(criterion)) }));
    const rejected = counted(opened, REJECTED), undated = counted(opened, UNDATED);
    return { criteria, cases: opened.length - rejected - undated, rejected, undated };
  };

  /* Largest first, then by number; 0 names none. */
  const classesOf = (numbers) => {
    const counts = new Map();
    numbers.forEach((number) => counts.set(number, (counts.get(number) || 0) + 1));
    const unnamed = counts.get(0) || 0;
    counts.delete(0);
    const sizes = Array.from(counts).sort((one, other) => other[1] - one[1] || one[0] - other[0]);
    const rest = sizes.slice(MOST_CLASSES), others = total(rest.map((each) => each[1]));
    let cumulative = 0;
    const bars = sizes.slice(0, MOST_CLASSES).map(([name, size]) => {
      cumulative += size;
      return { name, size, cumulative };
    });
    return { bars, others, other_classes: rest.length, unnamed, total: others + cumulative };
  };

  const byMonth = (rows, listOf, monthOfOne, blank, add) => {
    const found = new Map();
    rows.forEach((row) => {
      const seen = new Set();
      listOf(row).forEach((one) => {
        const month = monthOfOne(one);
        if (!found.has(month)) { found.set(month, Object.assign({ month, cases: 0 }, blank)); }
        add(found.get(month), one);
        seen.add(month);
      });
      seen.forEach((month) => { found.get(month).cases += 1; });
    });
    return Array.from(found.values()).sort((one, other) => one.month - other.month);
  };

  const movedOf = (rows, { first, last }) => {
    const reasons = [], isMade = (move) => first <= move.day && move.day <= last;
    const list = byMonth(rows, (row) => row.moved.filter(isMade), (move) => monthOf(move.day), { moves: 0, gained: 0 },
      (month, move) => {
        month.moves += 1;
        month.gained += move.gained;
        reasons.push(move.reason);
      });
    return { months: list, moves: reasons.length, cases: rows.filter((row) => row.moved.some(isMade)).length,
      gained: total(list.map((month) => month.gained)), reasons: classesOf(reasons) };
  };

  const recurredOf = (rows, { first, last }) => byMonth(rows,
    (row) => row.recurred.filter((day) => first <= day && day <= last), monthOf, { recurrences: 0 },
    (month) => { month.recurrences += 1; });

  /* --- classes, ages, all ----------------------------------------------------------------------------------------- */

  const paretoOf = (opened) => {
    const kept = opened.filter((row) => row.state !== REJECTED), found = { rejected: opened.length - kept.length };
    ["source", "area", "part", "cause", "department"].forEach((name) => {
      found[name] = classesOf(kept.map((row) => row[name]));
    });
    return found;
  };

  const agesOf = (rows) => {
    const open = rows.filter((row) => row.state === OPEN), ages = open.map((row) => row.span).sort(rising);
    const classes = [0].concat(BOUNDS).map((over, at) =>
      ({ over, to: at < BOUNDS.length ? BOUNDS[at] : null, red: 0, yellow: 0, green: 0 }));
    open.forEach((row) => {
      const place = BOUNDS.filter((bound) => row.span > bound * DAY).length;
      classes[place][["", "red", "yellow", "green"][row.letters[row.letters.length - 1][1]]] += 1;
    });
    return { classes, median: ages.length ? ages[Math.floor((ages.length - 1) / 2)] : null,
      oldest: ages.length ? ages[ages.length - 1] : null, in_watch: counted(rows, WATCHED) };
  };

  const isOf = (chosen, number) => !chosen || !chosen.length || chosen.indexOf(number) >= 0;

  /* Everything summed; `chosen` holds first, last, and lists of numbers: areas, customers, sources (empty: all). */
  trends.sumsOf = (table, chosen) => {
    const rows = table.rows.filter((row) => isOf(chosen.areas, row.area) && isOf(chosen.customers, row.customer) &&
      isOf(chosen.sources, row.source));
    const opened = rows.filter((row) => chosen.first <= row.day && row.day <= chosen.last), days = daysOf(rows, chosen);
    return { selection: chosen, days, weeks: periodsOf(days, weekOf), months: periodsOf(days, monthOf),
      qsb: qsbOf(rows, days, chosen), open_time: openTimeOf(opened), times: timesOf(opened),
      on_time: onTimeOf(opened, table.timed), moved: movedOf(rows, chosen), recurred: recurredOf(rows, chosen),
      pareto: paretoOf(opened), ages: agesOf(rows), opened: opened.length, undated: counted(opened, UNDATED) };
  };

  trends.monthOf = monthOf;
})();
