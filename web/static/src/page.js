// Runs on every page: htmx for small swaps, and a plain word when the network is gone.
import "htmx.org";

const note = document.querySelector("[data-offline]");

function tellConnection() {
  note.hidden = navigator.onLine;
}

// A term's explanation goes away on Escape, also while the pointer still rests on it (WCAG 1.4.13).
function putTermsAway(event) {
  if (event.key !== "Escape") return;
  for (const term of document.querySelectorAll(".term:is(:hover, :focus-within, .is-on)")) {
    const show = () => term.classList.remove("is-off");
    term.classList.remove("is-on");
    term.classList.add("is-off");
    term.addEventListener("pointerleave", show, { once: true });
    term.addEventListener("focusout", show, { once: true });
  }
}

/** On a touch screen a tap shows what a term means; a second tap there, or one anywhere else, puts it away. */
function tapTerm(event) {
  const word = event.target.closest(".term-word");
  for (const term of document.querySelectorAll(".term.is-on")) {
    if (term !== event.target.closest(".term")) term.classList.remove("is-on");
  }
  if (!word || matchMedia("(hover: hover)").matches) return;
  if (word.parentElement.classList.toggle("is-on")) word.focus(); // not every browser focuses a button that is tapped
  else word.blur();
}

/** Brings the link of this page into sight where its row of links is wider than the phone. */
function showCurrentLinks() {
  for (const link of document.querySelectorAll("nav [aria-current=page]")) {
    const row = link.closest("ul");
    row.scrollLeft += link.getBoundingClientRect().right - row.getBoundingClientRect().right + 48;
  }
}

/** A form that was sent back: reading goes on at its list of faults, which the title names first, or at the field. */
function leadToFaults() {
  const faults = document.getElementById("faults");
  if (faults) document.title = `${faults.dataset.title}${document.title}`;
  (faults ?? document.querySelector("[aria-invalid=true]"))?.focus();
}

/** Where the case card lies below the list of cases, a tap on a case leads to its card. Arrow keys stay in the list. */
function leadToCard(event) {
  const isTap = event.detail > 0 && event.target.matches("[data-choose] [name=scenario]");
  if (!isTap || matchMedia("(min-width: 62rem)").matches) return;
  const title = document.getElementById("card-title");
  title.focus({ preventScroll: true });
  title.scrollIntoView();
}

/** Names beside the button what it starts: the case, the type of customer, whether his mood shows. */
function nameChoice() {
  const form = document.querySelector("[data-choose]");
  if (!form) return;
  const chosen = ["scenario", "archetype", "mood"].map((name) => {
    const box = form.querySelector(`[name=${name}]:checked`);
    return box?.dataset.said ?? box?.closest("label").querySelector("[data-said]").textContent.trim();
  });
  form.querySelector("[data-chosen]").textContent = chosen.filter(Boolean).join(" · ");
}

/** Takes what is shown only once along. Pages not on https have no clipboard of their own: there it is selected first. */
async function copySecret(event) {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  const [text, told] = ["code", "[role=status]"].map((part) => button.parentElement.querySelector(part));
  getSelection().selectAllChildren(text);
  const taken = navigator.clipboard?.writeText(text.textContent).then(() => true, () => false);
  told.textContent = (await taken) || document.execCommand("copy") ? told.dataset.done : told.dataset.failed;
}

for (const button of document.querySelectorAll("[data-copy]")) button.hidden = false;
addEventListener("click", copySecret);
addEventListener("change", nameChoice);
addEventListener("pageshow", nameChoice); // a browser that comes back has its own mind about what is ticked
addEventListener("keydown", putTermsAway);
addEventListener("click", tapTerm);
addEventListener("click", leadToCard);
addEventListener("online", tellConnection);
addEventListener("offline", tellConnection);
tellConnection();
showCurrentLinks();
leadToFaults();
