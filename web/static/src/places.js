// Places on a page that may lie in something folded: a link to one opens it, so that its way ends where it can be read.

function openPlace(hash) {
  const place = hash.length > 1 && document.getElementById(decodeURIComponent(hash.slice(1)));
  if (!place) return;
  for (let folded = place.closest("details"); folded; folded = folded.parentElement.closest("details")) folded.open = true;
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[href^='#']");
  if (link) openPlace(link.hash); // also where the address names the place already
});
addEventListener("hashchange", () => openPlace(location.hash));
openPlace(location.hash);
