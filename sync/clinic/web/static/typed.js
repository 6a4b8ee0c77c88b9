// Asks before a page is left on which something was typed and not handed in yet. Browsers ask in words of their own.
// Without this file every form works; what was typed is then lost with the page, without a question.
"use strict";

let isLeft = false; // by a button that hands the form in, or by a link that says that nothing is stored

function isAnother(field) {
  if (field.type === "checkbox") return field.checked !== field.defaultChecked;
  if (field.options) return field.selectedIndex !== Math.max(0, [...field.options].findIndex((one) => one.defaultSelected));
  return field.type !== "hidden" && "defaultValue" in field && field.value !== field.defaultValue;
}

function isTyped() {
  const forms = [...document.querySelectorAll("form.typed-in")];
  return forms.some((form) => form.classList.contains("not-handed-in") || [...form.elements].some(isAnother));
}

addEventListener("submit", () => { isLeft = true; });
addEventListener("click", (event) => { if (event.target.closest?.("a.leaves")) isLeft = true; });
addEventListener("pageshow", () => { isLeft = false; });
addEventListener("beforeunload", (event) => { if (!isLeft && isTyped()) event.preventDefault(); });
