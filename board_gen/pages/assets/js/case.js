/* The page of a case: j and k lead to its neighbours on the board, ? tells the keys; and cases like this one. What is
   known of other cases stands in files of its own (api/case-keys, api/seen-before/), never in the page of a case. */
(function () {
  "use strict";
  var base = document.currentScript.src.replace(/assets\/[^/]*$/, "");
  var isFile = location.protocol === "file:", known = null, help = null, said = null, fading = 0;

  function element(name, text, parent) {
    var made = document.createElement(name);
    made.textContent = text;
    return parent ? parent.appendChild(made) : made;
  }

  /* Over file:// nothing can be fetched; there each file comes as a script, too. */
  function load(name) {
    if (!isFile) {
      return fetch(base + name + ".json", { cache: "no-cache" }).then(function (answer) {
        if (!answer.ok) { throw new Error(name); }
        return answer.json();
      });
    }
    return new Promise(function (done, failed) {
      var script = document.createElement("script");
      script.src = base + name + ".js";
      script.onload = function () { done(window.boardGenData[name + ".json"]); };
      script.onerror = failed;
      document.head.appendChild(script);
    });
  }

  function ignore() { /* the page says by itself that the connection is gone */ }

  /* --- keys ---------------------------------------------------------------------------------------------------- */

  function withKeys(act) {
    known = known || load("api/case-keys");
    known.then(act).catch(function () { known = null; });
  }

  function plain(address) {
    try { return decodeURI(address); } catch (odd) { return address; }
  }

  function step(by) {
    withKeys(function (told) {
      var here = plain(location.href.replace(/[?#].*$/, "").replace(/index\.html$/, "").slice(base.length));
      var at = told.order.map(plain).indexOf(here), to = at < 0 ? 0 : at + by;
      if (told.order[to]) { location.href = base + told.order[to] + (isFile ? "index.html" : ""); return; }
      say(told.order.length ? told[by > 0 ? "last" : "first"] : told.none);
    });
  }

  function say(text) {
    if (!said) {
      said = element("p", "", document.body);
      said.className = "case-said";
      said.setAttribute("role", "status");
    }
    clearTimeout(fading);
    said.hidden = false;
    said.textContent = text;
    fading = setTimeout(function () { said.hidden = true; }, 4000);
  }

  function showHelp() {
    withKeys(function (told) {
      if (!help) { help = made(told); }
      if (!help.open) { help.showModal(); }
    });
  }

  function made(told) {
    var dialog = element("dialog", "", document.body), list;
    dialog.className = "bg-page case-help";
    dialog.setAttribute("aria-labelledby", "case-help");
    element("h2", told.title, dialog).id = "case-help";
    list = element("dl", "", dialog);
    told.keys.forEach(function (key) {
      element("kbd", key[0], element("dt", "", list));
      element("dd", key[1], list);
    });
    element("button", told.close, dialog).type = "button";
    dialog.addEventListener("click", function (event) {
      if (event.target === dialog || event.target.tagName === "BUTTON") { dialog.close(); }
    });
    return dialog;
  }

  function isTyping(target) {
    return Boolean(target.closest && target.closest("input, textarea, select, [contenteditable]"));
  }

  document.addEventListener("keydown", function (event) {
    var isBusy = event.defaultPrevented || event.isComposing || event.ctrlKey || event.altKey || event.metaKey;
    if (isBusy || isTyping(event.target)) { return; }
    if (event.key === "?" || event.key === "？") {
      if (help && help.open) { help.close(); } else { showHelp(); }
    } else if ((event.key === "j" || event.key === "k") && !event.repeat && !document.querySelector("dialog[open]")) {
      step(event.key === "j" ? 1 : -1);
    } else { return; }
    event.preventDefault();
  });

  document.addEventListener("click", function (event) {
    var button = event.target.closest && event.target.closest("[data-keys] button");
    if (!button) { return; }
    if (button.dataset.step) { step(Number(button.dataset.step)); } else { showHelp(); }
  });

  /* --- seen before, seen again --------------------------------------------------------------------------------- */

  /* CRC-32, as pages/seen_before.py takes it. */
  function sumOf(text) {
    var sum = -1;
    new TextEncoder().encode(text).forEach(function (byte) {
      sum ^= byte;
      for (var bit = 0; bit < 8; bit += 1) { sum = sum >>> 1 ^ (sum & 1 ? 0xedb88320 : 0); }
    });
    return ~sum >>> 0;
  }

  function put(place, likes) {
    ["seenBefore", "seenAgain"].forEach(function (name, isNewer) {
      var some = likes.filter(function (like) { return like[4] === isNewer; }), list;
      if (!some.length) { return; }
      element("h2", place.dataset[name], place);
      list = element("ul", "", place);
      some.forEach(function (like) {
        var item = element("li", "", list), link = element("a", like[1], item);
        link.href = base + "cases/" + encodeURIComponent(like[0]) + "/" + (isFile ? "index.html" : "");
        element("span", like[2], item);
        element("small", like[3] + " · " + like[5], item);
      });
    });
    place.hidden = false;
  }

  function seen() {
    var place = document.querySelector("[data-seen-before]"), page = place && place.closest("[data-case]");
    if (!page || place.firstChild) { return; }
    load("api/seen-before/index").then(function (index) {
      return load("api/seen-before/" + sumOf(page.dataset.case) % index.files);
    }).then(function (told) {
      var likes = told[page.dataset.case];
      if (likes && !place.firstChild) { put(place, likes); }
    }).catch(ignore);
  }

  /* --- a newer page that live.js puts in, paper ----------------------------------------------------------------- */

  function begin() {
    var hint = document.querySelector("[data-keys]");
    if (hint) { hint.hidden = false; }
    seen();
  }

  function fold(isOpen) {
    document.querySelectorAll(".case-audit").forEach(function (part) {
      if (isOpen && !part.open) { part.open = part.dataset.unfolded = true; }
      if (!isOpen && part.dataset.unfolded) { part.open = false; delete part.dataset.unfolded; }
    });
  }

  window.addEventListener("beforeprint", function () { fold(true); });
  window.addEventListener("afterprint", function () { fold(false); });
  var root = document.querySelector("[data-live-root]");
  if (root) { new MutationObserver(begin).observe(root.parentNode, { childList: true }); }
  begin();
})();
