// Runs on every page: htmx for small swaps, and a plain word when the network is gone.
import "htmx.org";

const note = document.querySelector("[data-offline]");

function tellConnection() {
  note.hidden = navigator.onLine;
}

addEventListener("online", tellConnection);
addEventListener("offline", tellConnection);
tellConnection();
