// On the authors' forms: warns before unsaved words are left behind, leads from a fault to its line in the YAML.
const form = document.querySelector("form[data-unsaved]");

if (form) {
  let unsaved = form.dataset.unsaved === "yes";
  form.addEventListener("input", () => (unsaved = true));
  form.addEventListener("submit", () => (unsaved = false));
  addEventListener("beforeunload", (event) => {
    if (unsaved) event.preventDefault();
  });
}

// A folded row hides the field a link points to.
function unfold() {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (!target) return;
  for (let at = target; at; at = at.parentElement) if (at.localName === "details") at.open = true;
  target.querySelector(":scope > details")?.setAttribute("open", "");
  target.scrollIntoView();
}

function showLine(area, number) {
  const before = area.value.split("\n").slice(0, number - 1).join("\n").length + (number > 1 ? 1 : 0);
  const end = area.value.indexOf("\n", before);
  area.focus();
  area.setSelectionRange(before, end < 0 ? area.value.length : end);
  area.scrollTop = (area.scrollHeight / area.value.split("\n").length) * Math.max(0, number - 4);
}

for (const link of document.querySelectorAll("[data-line]")) {
  link.addEventListener("click", (event) => {
    const area = document.querySelector("textarea[name=text]");
    if (!area) return;
    event.preventDefault();
    showLine(area, Number(link.dataset.line));
  });
}

addEventListener("hashchange", unfold);
unfold();
