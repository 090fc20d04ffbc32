/* The findings: lines that are not in the page are loaded, a piece at a time, when somebody asks for them. */
(function () {
  "use strict";
  var root = document.querySelector(".findings-page"), blank = document.createElement("template");
  var data = window.boardGenData = window.boardGenData || {};

  function load(address, done) {
    var script = document.createElement("script"), folder = root.getAttribute("data-folder");
    var key = folder.replace(/^(\.\.?\/)+/, "") + address.split("?")[0];
    script.src = folder + address.replace("?", ".js?");
    script.onload = script.onerror = function () {
      var told = data[key];
      delete data[key];
      document.head.removeChild(script);
      done(told || null);
    };
    document.head.appendChild(script);
  }

  function made(line) {
    var row = document.importNode(blank.content.firstElementChild, true), cells = row.cells, link = cells[2].firstChild;
    cells[0].firstChild.textContent = line[0];
    cells[1].textContent = line[1];
    if (line[2]) {
      var hint = document.createElement("span");
      hint.className = "hint";
      hint.textContent = line[2];
      cells[1].append(" ", hint);
    }
    link.textContent = line[3];
    link.setAttribute("href", link.getAttribute("href").replace("~", line[4]));
    if (!line[4]) { cells[2].textContent = line[3]; }
    return row;
  }

  function more(button, left) {
    var pieces = button.getAttribute("data-pieces").split(" "), row = button.closest("tr");
    button.disabled = true;
    load(pieces[0], function (lines) {
      button.disabled = false;
      if (!lines) { row.querySelector(".rest-note").hidden = false; return; }
      row.before.apply(row, lines.map(made));
      if (pieces.length === 1) { row.remove(); return; }
      button.setAttribute("data-pieces", pieces.slice(1).join(" "));
      offer(button, left - lines.length);
    });
  }

  /* Without a piece at hand the note beside the button still leads to all findings. */
  function offer(button, left) {
    button.textContent = button.getAttribute("data-words").replace("{count}", left);
    button.onclick = function () { more(button, left); };
    button.hidden = false;
    button.parentNode.querySelector(".rest-note").hidden = true;
  }

  if (root) {
    blank.innerHTML = document.getElementById("finding").textContent;
    Array.prototype.forEach.call(root.querySelectorAll("[data-pieces]"), function (button) {
      offer(button, Number(button.getAttribute("data-count")));
    });
  }
})();
