/* The page of a case: j and k lead to its neighbours on the board, ? tells the keys; and cases like this one. What is
   known of other cases stands in files of its own (api/case-keys, api/seen-before/), never in the page of a case. */
(() => {
  "use strict";
  const page = document, base = page.currentScript.src.replace(/assets\/[^/]*$/, "");
  const index = location.protocol === "file:" ? "index.html" : "", one = (selector) => page.querySelector(selector);
  let known, help, said, fading;

  const add = (parent, name, text) => {
    const made = parent.appendChild(page.createElement(name));
    made.textContent = text;
    return made;
  };

  /* Over file:// nothing can be fetched; there each file comes as a script, too. */
  const load = (name) => index
    ? new Promise((done, failed) => {
      const script = add(page.head, "script", "");
      script.onload = () => done(boardGenData[name + ".json"]);
      script.onerror = failed;
      script.src = base + name + ".js";
    })
    : fetch(base + name + ".json", { cache: "no-cache" }).then((answer) => answer.json());

  /* Where nothing comes, the page says by itself that the connection is gone. */
  const withKeys = (act) => {
    known = known || load("api/case-keys");
    known.then(act).catch(() => { known = null; });
  };

  const say = (text) => {
    said = said || add(page.body, "output", "");
    said.className = "case-said";
    said.textContent = text;
    said.hidden = false;
    clearTimeout(fading);
    fading = setTimeout(() => { said.hidden = true; }, 4000);
  };

  const step = (by) => withKeys((told) => {
    const here = decodeURI(location.href.replace(/(index\.html)?([?#].*)?$/, "").slice(base.length));
    const at = told.order.map(decodeURI).indexOf(here), to = told.order[at < 0 ? 0 : at + by];
    if (to) {
      location.href = base + to + index;
    } else {
      say(told.order.length ? told[by > 0 ? "last" : "first"] : told.none);
    }
  });

  const made = (told) => {
    const dialog = add(page.body, "dialog", "");
    dialog.className = "bg-page case-help";
    dialog.setAttribute("aria-label", told.title);
    add(dialog, "h2", told.title);
    const list = add(dialog, "dl", "");
    told.keys.forEach(([key, meaning]) => {
      add(add(list, "dt", ""), "kbd", key);
      add(list, "dd", meaning);
    });
    add(dialog, "button", told.close).type = "button";
    dialog.onclick = (event) => { if (event.target === dialog || event.target.type) { dialog.close(); } };
    return dialog;
  };

  const tellKeys = () => withKeys((told) => {
    help = help || made(told);
    if (help.open) { help.close(); } else { help.showModal(); }
  });

  const press = (by) => { if (by) { step(by); } else { tellKeys(); } };

  page.addEventListener("keydown", (event) => {
    const by = { j: 1, k: -1 }[event.key], isHelp = /^[?？]$/.test(event.key);
    if (!by && !isHelp || event.defaultPrevented || event.repeat || event.ctrlKey || event.altKey || event.metaKey ||
      event.target.closest("input, textarea, select, [contenteditable]") || by && one("dialog[open]")) { return; }
    event.preventDefault();
    press(by);
  });

  page.addEventListener("click", (event) => {
    const button = event.target.closest("[data-keys] button");
    if (button) { press(+button.dataset.step); }
  });

  /* CRC-32, as pages/seen_before.py takes it. */
  const sumOf = (text) => {
    let sum = -1;
    new TextEncoder().encode(text).forEach((byte) => {
      sum ^= byte;
      for (let bit = 0; bit < 8; bit += 1) { sum = sum >>> 1 ^ (sum & 1 ? 0xedb88320 : 0); }
    });
    return ~sum >>> 0;
  };

  const put = (place, likes) => ["seenBefore", "seenAgain"].forEach((name, isNewer) => {
    const some = likes.filter((like) => like[4] === isNewer);
    if (!some.length) { return; }
    add(place, "h2", place.dataset[name]);
    const list = add(place, "ul", "");
    list.className = "case-like";
    some.forEach(([address, id, title, day, , why]) => {
      const item = add(list, "li", "");
      add(item, "a", id).href = base + "cases/" + encodeURIComponent(address) + "/" + index;
      add(item, "span", title);
      add(item, "small", day + " · " + why);
    });
  });

  /* Also when live.js has put in a newer page. */
  const begin = () => {
    const hint = one("[data-keys]"), place = one("[data-seen-before]");
    if (hint) { hint.hidden = false; }
    if (!place || place.firstChild) { return; }
    const id = place.closest("[data-case]").dataset.case, folder = "api/seen-before/";
    load(folder + "index").then((told) => load(folder + sumOf(id) % told.files)).then((told) => {
      if (told[id] && !place.firstChild) { put(place, told[id]); }
    }).catch(() => {});
  };

  /* On paper the audit view is open; where the stylesheet can't open it, this does. */
  let folded;
  addEventListener("beforeprint", () => {
    folded = one(".case-audit:not([open])");
    if (folded) { folded.open = true; }
  });
  addEventListener("afterprint", () => { if (folded) { folded.open = false; } });

  const root = one("[data-live-root]");
  if (root) { new MutationObserver(begin).observe(root.parentNode, { childList: true }); }
  begin();
})();
