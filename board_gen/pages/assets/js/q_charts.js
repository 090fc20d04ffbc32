/* Days to come take the colours that the build foresaw, on the plant's clock (live.js). */
(function () {
  "use strict";

  function each(list, act) { Array.prototype.forEach.call(list, act); }

  function paint(field, second) {
    var colour = null;
    field.getAttribute("data-steps").split(" ").forEach(function (step) {
      var parts = step.split(":");
      if (+parts[0] <= second) { colour = parts[1]; }
    });
    field.setAttribute("data-first", field.getAttribute("data-first") || field.getAttribute("class"));
    field.setAttribute("class", colour || field.getAttribute("data-first"));
  }

  function follow(now) {
    var second = Math.floor(now / 1000);
    each(document.querySelectorAll(".q-month svg"), function (month) {
      var fields = month.querySelectorAll("[data-steps]");
      if (!fields.length) { return; }
      each(fields, function (field) { paint(field, second); });
      each(month.querySelectorAll("[data-q]"), function (sum) {
        sum.textContent = String(month.querySelectorAll("use." + sum.getAttribute("data-q")).length);
      });
    });
  }

  if (window.boardGen) {
    follow(window.boardGen.now());
    window.boardGen.onchange(follow);
  }
})();
