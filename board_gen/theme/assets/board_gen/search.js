/* "/" goes to the search form, unless somebody is writing or the theme's own search takes it; Escape leaves it. */
(function () {
  "use strict";
  var input = document.querySelector(".bg-search__input");
  if (!input) { return; }
  function isWriting(element) {
    return element && (element.isContentEditable || /^(input|textarea|select)$/i.test(element.tagName));
  }
  document.addEventListener("keydown", function (event) {
    if (event.ctrlKey || event.altKey || event.metaKey || event.defaultPrevented) { return; }
    if (event.key === "/" && !isWriting(event.target) && !document.querySelector("[data-md-component=search]")) {
      event.preventDefault();
      input.focus();
      input.select();
    }
    if (event.key === "Escape" && event.target === input) { input.blur(); }
  });
})();
