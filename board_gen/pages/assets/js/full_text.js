/* The full-text search: in the text of which cases and pages all that is sought stands. Its index lies in many small
   files below api/text/ (pages/full_text.py tells their form), of which a search loads by need: nothing before somebody
   seeks, then, newest first, one pile of each shard for each term, and no more shards than the results shown need. */
(function () {
  "use strict";
  var SPACELESS = /[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]/, LETTER = /[\p{L}\p{N}]/u;
  var SHOWN = 10, AHEAD = 3, NAMED = 100, AROUND = 40, PATIENCE = 200;
  var root = new URL("..", document.currentScript.src), folder = new URL("api/text/", root);
  var loaded = new Map(), searching = 0;

  /* --- what is sought ------------------------------------------------------------------------------------------ */

  /* Each character by itself, as pages/postings.py does it. */
  function folded(text) {
    return text.normalize("NFC").replace(/[^]/g, function (character) {
      var code = character.charCodeAt(0);
      if (code > 0xff00 && code < 0xff5f) { character = String.fromCharCode(code - 0xfee0); }
      return character === "\u0130" ? "i" : character.toLowerCase();
    });
  }

  /* Pairs of characters that stand side by side, and beginnings of words; `seen`: in how many documents so far. */
  function termsOf(query) {
    var characters = folded(query).split(""), found = new Map(), word = "";
    characters.concat(" ").forEach(function (character, at) {
      var isLetter = LETTER.test(character), isSpaceless = isLetter && SPACELESS.test(character);
      var pair = (characters[at - 1] || " ") + character;
      if (isLetter && LETTER.test(pair[0]) && (isSpaceless || SPACELESS.test(pair[0]))) { found.set(pair, false); }
      if (isLetter && !isSpaceless) { word += character; return; }
      if (word.length > 1 && !/^\d\d$/.test(word)) { found.set(word, true); }
      word = "";
    });
    return Array.from(found, function (entry) { return { term: entry[0], isBeginning: entry[1], seen: 0 }; });
  }

  /* --- the index ----------------------------------------------------------------------------------------------- */

  function load(path) {
    if (!loaded.has(path)) {
      loaded.set(path, fetch(new URL(path, folder)).then(function (answer) {
        if (!answer.ok) { throw new Error(path); }
        return answer.text();
      }).catch(function (error) { loaded.delete(path); throw error; }));
    }
    return loaded.get(path);
  }

  /* The shards, as they are published now: no cache is asked, since within one second it can answer with an older list. */
  function shardsNow() {
    return fetch(new URL("index.json", folder), { cache: "reload" }).then(function (answer) {
      return answer.ok ? answer.json() : [];
    }).then(function (told) {
      return told.map(function (shard) { return { place: shard[0] + "-" + shard[1] + "/", count: shard[2], piles: shard[3] }; });
    });
  }

  function pileOf(shard, term) {
    return load(shard.place + (term.charCodeAt(0) * 31 + term.charCodeAt(1)) % shard.piles + ".txt");
  }

  /* The numbers of a shard's documents that hold a term. */
  function holding(shard, sought) {
    return pileOf(shard, sought.term).then(function (text) {
      var start = "\n" + sought.term + (sought.isBeginning ? "" : "\t"), numbers = new Set(), at;
      text = "\n" + text;
      for (at = text.indexOf(start); at >= 0; at = text.indexOf(start, at + 1)) {
        addAll(numbers, text, text.indexOf("\t", at) + 1);
      }
      return numbers;
    });
  }

  function addAll(numbers, text, at) {
    for (var number = -1, step = text.charCodeAt(at); step > 31; at += 1, step = text.charCodeAt(at)) {
      number += step - 32;
      numbers.add(number);
    }
  }

  /* The numbers of a shard's documents that hold all terms, rising. The rarest term is asked for first: where no
     document holds it, the others need not be loaded. */
  function numbersIn(shard, terms) {
    var rarestFirst = terms.slice().sort(function (one, other) { return one.seen - other.seen; });
    return rarestFirst.reduce(function (asked, term) {
      return asked.then(function (numbers) {
        if (numbers && !numbers.length) { return numbers; }
        return holding(shard, term).then(function (found) {
          term.seen += found.size;
          return numbers ? numbers.filter(function (number) { return found.has(number); }) : Array.from(found);
        });
      });
    }, Promise.resolve(null)).then(function (numbers) {
      return numbers.sort(function (one, other) { return one - other; });
    });
  }

  function named(shard, number) {
    return load(shard.place + "d" + Math.floor(number / NAMED) + ".json").then(function (text) {
      var told = JSON.parse(text)[number % NAMED];
      return { url: told[0], title: told[1] };
    });
  }

  /* A search: `next(count)` promises so many more results, {url, title}, newest first; fewer at the end. The first shard
     is searched alone, since most results shown are in it; the others a few at once. */
  function searchOnce(terms) {
    var shards = null, ahead = [], open = [], width = 1;

    function lookAhead(all) {
      while (ahead.length < width && all.length) {
        var shard = all.shift(), numbers = numbersIn(shard, terms);
        numbers.catch(function () { /* whoever waits for it is told */ });
        ahead.push({ shard: shard, numbers: numbers });
      }
    }

    function begun() {
      shards = shards || shardsNow().then(function (all) {
        if (all.length) { terms.forEach(function (sought) { pileOf(all[0], sought.term).catch(function () { /* told later */ }); }); }
        return all;
      });
      return shards;
    }

    function places(count) {
      return begun().then(function (all) {
        if (open.length < count) { lookAhead(all); }
        if (open.length >= count || !ahead.length) { return open.splice(0, count); }
        var first = ahead.shift();
        return first.numbers.then(function (numbers) {
          numbers.forEach(function (number) { open.push([first.shard, number]); });
          width = AHEAD;
          return places(count);
        });
      });
    }

    return function (count) {
      return places(count).then(function (found) {
        return Promise.all(found.map(function (place) { return named(place[0], place[1]); }));
      });
    };
  }

  /* The same for a query. A site that is published anew in the middle of it has other shards: it begins anew, once. */
  function search(query) {
    var terms = termsOf(query), given = 0, more = searchOnce(terms), hasBegunAnew = false;

    function anew(error, count) {
      if (hasBegunAnew) { throw error; }
      hasBegunAnew = true;
      more = searchOnce(terms);
      return more(given + count).then(function (results) { return results.slice(given); });
    }

    function next(count) {
      if (!terms.length) { return Promise.resolve([]); }
      return more(count).catch(function (error) { return anew(error, count); }).then(function (results) {
        given += results.length;
        return results;
      });
    }

    return { next: next };
  }

  /* --- where it stands in the text -------------------------------------------------------------------------------- */

  function textsIn(value, found) {
    if (typeof value === "string") { found.push(value); }
    else if (value && typeof value === "object") { Object.keys(value).forEach(function (key) { textsIn(value[key], found); }); }
    return found;
  }

  function textsOf(url) {
    var address = /^cases\/([^/]*)\/$/.exec(url);
    if (!address) {
      return fetch(new URL(url, root)).then(function (answer) { return answer.text(); }).then(function (html) {
        var main = new DOMParser().parseFromString(html, "text/html").querySelector("article");
        return [main ? main.textContent : ""];
      });
    }
    return fetch(new URL("api/cases/" + address[1] + ".json", root)).then(function (answer) { return answer.json(); })
      .then(function (told) { return textsIn([unmarked(told.text || ""), told.report], []); });
  }

  /* Markdown as one reads it: without its signs. */
  function unmarked(text) {
    return text.replace(/^[ \t]*(?:#+|>+|!{3}.*|[|][-:| ]+[|])[ \t]*/gm, "").replace(/[*`|]+/g, " ").replace(/\s+/g, " ");
  }

  /* What stands around what is sought, [before, itself, after]; of several pieces the one that holds most of it. */
  function excerptOf(texts, query) {
    var sought = [folded(query.trim())].concat(termsOf(query).map(function (term) { return term.term; })), best = null;
    sought.some(function (piece) {
      return texts.some(function (written) {
        var text = written.normalize("NFC"), at = folded(text).indexOf(piece), end = at + piece.length;
        if (at >= 0) {
          best = [(at > AROUND ? "…" : "") + text.slice(Math.max(0, at - AROUND), at), text.slice(at, end),
            text.slice(end, end + AROUND) + (end + AROUND < text.length ? "…" : "")];
        }
        return at >= 0;
      });
    });
    return best;
  }

  /* --- on the page -------------------------------------------------------------------------------------------------- */

  function lineOf(result, query) {
    var line = document.createElement("li"), link = line.appendChild(document.createElement("a"));
    link.textContent = result.title;
    link.href = new URL(result.url, root).href;
    textsOf(result.url).then(function (texts) {
      var excerpt = excerptOf(texts, query), told, mark;
      if (!excerpt) { return; }
      told = line.appendChild(document.createElement("p"));
      mark = document.createElement("mark");
      mark.textContent = excerpt[1];
      told.append(excerpt[0], mark, excerpt[2]);
    }).catch(function () { /* the link is there without it */ });
    return line;
  }

  /* Shows what is found below `place`, ten at a time; an empty query hides it. Of two searches the later one counts. */
  function show(query, place) {
    var list = place.querySelector("ol"), more = place.querySelector("button"), mine = searching += 1, cursor;

    function put() {
      more.hidden = true;
      cursor.next(SHOWN).then(function (results) {
        if (mine !== searching) { return; }
        results.forEach(function (result) { list.appendChild(lineOf(result, query)); });
        place.hidden = !list.children.length;
        more.hidden = results.length < SHOWN;
      }).catch(function () { if (mine === searching) { place.hidden = !list.children.length; } });
    }

    setTimeout(function () {
      if (mine !== searching) { return; }
      list.replaceChildren();
      if (!query) { place.hidden = true; return; }
      cursor = search(query);
      more.onclick = put;
      put();
    }, query ? PATIENCE : 0);
  }

  if (location.protocol !== "file:") { window.boardGenText = { search: search, show: show, termsOf: termsOf }; }
})();
