// Reviewing: words selected in the transcript become the quote of a decision; a blind rating counts its answers.
import "./places.js";

/** Returns the selected words of one trainee line and its turn, without the codes of other quotes; null elsewhere. */
function selectedWords() {
  const selection = getSelection();
  if (!selection.rangeCount || selection.isCollapsed) return null;
  const range = selection.getRangeAt(0);
  const start = range.startContainer.parentElement.closest(".turn-trainee [data-text]");
  if (!start || !start.contains(range.endContainer)) return null;
  const words = range.cloneContents();
  for (const code of words.querySelectorAll(".cite")) code.remove();
  return { text: words.textContent.trim(), turn: start.closest("[data-turn]").dataset.turn };
}

/** Tells how far a blind rating is: how many of its questions have an answer. */
function countRated(form) {
  const place = document.querySelector("[data-rate-progress]");
  const rated = form.querySelectorAll("fieldset:has(:checked)").length;
  place.querySelector("progress").value = rated;
  place.querySelector("[data-rated]").textContent = rated;
}

/** Leads to the first question of a blind rating that has no answer yet, or to the end of them. */
function leadToUnrated(form) {
  const next = form.querySelector("fieldset:not(:has(:checked)) input") ?? form.querySelector("[name=note]");
  next.focus({ preventScroll: true });
  (next.closest("fieldset") ?? next).scrollIntoView();
}

const rating = document.querySelector("[data-rate]");
if (rating) {
  const next = document.querySelector("[data-next-unrated]");
  next.hidden = false;
  next.addEventListener("click", () => leadToUnrated(rating));
  rating.addEventListener("change", () => countRated(rating));
  countRated(rating);
}

for (const fields of document.querySelectorAll("[data-quote-fields]")) {
  const button = fields.querySelector("[data-take-selection]");
  button.hidden = false;
  button.addEventListener("pointerdown", (event) => event.preventDefault()); // keeps the selection
  button.addEventListener("click", () => {
    const found = selectedWords();
    if (!found?.text) return;
    fields.querySelector("[name=quote]").value = found.text;
    fields.querySelector("[name=turn]").value = found.turn;
  });
}
