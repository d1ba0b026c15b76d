// The talk may have gone on elsewhere: in another window, on another machine, or before the way back to this page.

const NOTICE = "duilian-caught-up";

/** Looks for news whenever the page is come back to; `isIdle()` tells whether nothing is under way here. */
export function watchForNews(root, composer, isIdle) {
  const look = () => isIdle() && document.visibilityState === "visible" && catchUp(root, composer);
  addEventListener("focus", look);
  document.addEventListener("visibilitychange", look);
  addEventListener("pageshow", (event) => event.persisted && look());
}

/**
 * Loads the page anew where the talk has gone on without it, and says so there; words in the box come along, except
 * those that were said already. Returns whether it does.
 */
export async function catchUp(root, composer) {
  const talk = await fetch(`/api/v1/sessions/${root.dataset.session}`)
    .then((response) => (response.ok ? response.json() : null))
    .catch(() => null); // without a connection there is no news
  if (!talk || !isNews(root, talk)) return false;
  composer.keep(talk.turns.filter((turn) => turn.speaker === "trainee").at(-1)?.text);
  sessionStorage.setItem(NOTICE, root.dataset.session);
  location.reload();
  return true;
}

/** Tells once whether this page was loaded anew to catch up. */
export function hasCaughtUp(root) {
  const caughtUp = sessionStorage.getItem(NOTICE) === root.dataset.session;
  sessionStorage.removeItem(NOTICE);
  return caughtUp;
}

/** Tells whether the talk has ended, or its last whole line is not here. */
function isNews(root, talk) {
  const last = talk.turns.filter((turn) => turn.status !== "interrupted").at(-1);
  return talk.ended || root.querySelector(`[data-log] [data-turn="${last.turn}"]`) === null;
}
