// Runs on every page: htmx for small swaps, and a plain word when the network is gone.
import "htmx.org";

const note = document.querySelector("[data-offline]");

function tellConnection() {
  note.hidden = navigator.onLine;
}

// A term's explanation goes away on Escape, also while the pointer still rests on it (WCAG 1.4.13).
function putTermsAway(event) {
  if (event.key !== "Escape") return;
  for (const term of document.querySelectorAll(".term:is(:hover, :focus-within)")) {
    const show = () => term.classList.remove("is-off");
    term.classList.add("is-off");
    term.addEventListener("pointerleave", show, { once: true });
    term.addEventListener("focusout", show, { once: true });
  }
}

/** Brings the link of this page into sight where its row of links is wider than the phone. */
function showCurrentLinks() {
  for (const link of document.querySelectorAll("nav [aria-current=page]")) {
    const row = link.closest("ul");
    row.scrollLeft += link.getBoundingClientRect().right - row.getBoundingClientRect().right + 48;
  }
}

addEventListener("keydown", putTermsAway);
addEventListener("online", tellConnection);
addEventListener("offline", tellConnection);
tellConnection();
showCurrentLinks();
