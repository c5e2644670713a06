(function () {
  "use strict";
  var page = document.documentElement;
  var button = document.getElementById("switch");
  var title = document.querySelector("title");
  var titles = { ja: title.textContent, en: title.getAttribute("data-en") };
  function show(language) {
    page.lang = language;
    document.title = titles[language];
    button.lang = language === "ja" ? "en" : "ja";
  }
  function remembered() {
    // A page opened from a file may be refused any storage.
    try { return localStorage.getItem("cx360.language"); } catch (refused) { return null; }
  }
  button.hidden = false;
  button.addEventListener("click", function () {
    show(page.lang === "ja" ? "en" : "ja");
    try { localStorage.setItem("cx360.language", page.lang); } catch (refused) { /* forgets */ }
  });
  show(remembered() === "en" ? "en" : "ja");
})();
