// On the authors' forms: Ctrl+S saves and leaves one where one was, unsaved words are not left behind unasked, and a
// fault leads to its line in the YAML.
const form = document.querySelector("form[data-unsaved]");
const PLACE = "duilian-editing";

if (form) {
  let unsaved = form.dataset.unsaved === "yes";
  form.addEventListener("input", () => (unsaved = true));
  form.addEventListener("submit", (event) => {
    unsaved = false;
    if (event.submitter?.value === "save") keepPlace();
  });
  addEventListener("beforeunload", (event) => {
    if (unsaved) event.preventDefault();
  });
  addEventListener("keydown", (event) => {
    if (event.key.toLowerCase() !== "s" || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
    event.preventDefault();
    form.requestSubmit(document.getElementById("save"));
  });
  comeBack();
}

/** Notes where the author was, for the page that comes back after saving. */
function keepPlace() {
  const place = { path: location.pathname, field: document.activeElement?.id ?? "", top: scrollY };
  sessionStorage.setItem(PLACE, JSON.stringify(place));
  tell(document.getElementById("save").dataset.saving);
}

/** After saving: the focus is where it was, and what was saved is said aloud (a text there from the start is not). */
function comeBack() {
  const place = JSON.parse(sessionStorage.getItem(PLACE) ?? "null");
  sessionStorage.removeItem(PLACE);
  const said = form.querySelector("[data-saved]")?.textContent.trim();
  if (!said || place?.path !== location.pathname) return;
  const target = document.getElementById(place.field);
  for (let at = target; at; at = at.parentElement) if (at.localName === "details") at.open = true;
  target?.focus({ preventScroll: true });
  scrollTo({ top: place.top, behavior: "instant" });
  tell("");
  setTimeout(() => tell(said), 100);
}

function tell(text) {
  const status = form.querySelector("[data-saved]");
  if (status) status.textContent = text;
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
