// The scorecard page: quotes show themselves whole; a wide screen and paper open what a phone keeps folded.
import "./places.js";

/** Marks every piece of a quote, not only its first: from the piece named in the address to where the quote ends. */
function showQuote(link) {
  for (const piece of document.querySelectorAll("mark.is-shown")) piece.classList.remove("is-shown");
  const first = document.getElementById(link.hash.slice(1));
  const length = link.querySelector("[data-quote]").textContent.length - 2; // without its quotation marks
  let shown = 0;
  for (let piece = first; piece && shown < length; piece = piece.nextElementSibling) {
    if (!piece.matches("mark")) continue;
    piece.classList.add("is-shown");
    shown += piece.textContent.length;
  }
}

/** Where there is room, what is most worth reading stands open; on a phone it is one tap away. */
function unfoldWhereWide() {
  if (!matchMedia("(min-width: 52rem)").matches) return;
  for (const details of document.querySelectorAll("details[data-unfold]")) details.open = true;
}

function openForPrint() {
  for (const details of document.querySelectorAll("details:not([open])")) {
    details.open = true;
    details.dataset.opened = "";
  }
}

function closeAfterPrint() {
  for (const details of document.querySelectorAll("details[data-opened]")) {
    details.open = false;
    delete details.dataset.opened;
  }
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a.quote");
  if (link) showQuote(link);
});
addEventListener("beforeprint", openForPrint);
addEventListener("afterprint", closeAfterPrint);

unfoldWhereWide();

const print = document.querySelector("[data-print]");
print.hidden = false;
print.addEventListener("click", () => window.print());
