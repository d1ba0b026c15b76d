// The practice page: a trainee's line goes out, the customer's answer comes in sentence by sentence.
import { Composer } from "./chat/composer.js";
import { Log } from "./chat/log.js";
import { showMood } from "./chat/mood.js";
import { catchUp, hasCaughtUp, watchForNews } from "./chat/news.js";
import { Disconnection, Refusal, goOnOffline, say } from "./chat/turns.js";

const root = document.querySelector("[data-chat]");
const words = JSON.parse(document.querySelector("[data-words]").textContent);
const log = new Log(root);
const retry = root.querySelector("[data-retry]");
const BEHIND = ["conflict", "session-ended"]; // refusals of a page that does not know how far the talk has come

class Talk {
  constructor() {
    this.index = Number(root.dataset.index);
    this.composer = new Composer(root, words, (text) => this.send(text));
    this.composer.clear(log.lastSaid()); // sent, but this page was left before it knew
    this.failures = 0;
    watchForNews(root, this.composer, () => !this.composer.busy);
    retry.addEventListener("submit", (event) => {
      event.preventDefault();
      if (event.submitter?.matches("[data-go-offline]")) this.goOffline(retry.elements.text.value);
      else this.send(retry.elements.text.value, true);
    });
    // On a touch screen the keys would hide what the customer says.
    if (matchMedia("(hover: hover)").matches) this.composer.box.focus({ preventScroll: true });
    if (!retry.hidden) this.send(retry.elements.text.value, true);
  }

  /** Sends a line and plays the answer. `again` asks once more for the answer to a line that is already stored. */
  async send(text, again = false) {
    retry.hidden = true;
    this.composer.wait(true);
    if (!log.has(this.index)) log.add("trainee", this.index, text);
    log.remove(this.index + 1);
    log.think(words.thinking);
    try {
      const onAccepted = () => again || this.composer.clear(text);
      const patience = Number(root.dataset.patience);
      for await (const { event, data } of say(root.dataset.session, this.index, text, patience, onAccepted)) {
        this.play(event, data, text);
      }
    } catch (error) {
      await this.fail(error, text, again);
    }
    log.think("");
    if (root.isConnected && !this.ended) this.composer.wait(!retry.hidden);
  }

  play(event, data, text) {
    if (event === "mood") {
      const stage = showMood(root, data);
      const shift = stage?.isBetter ? words.better : words.worse;
      if (stage) log.note(shift.replace("{stage}", words.stages[stage.name]).replace("{n}", stage.place));
    } else if (event === "queue") {
      log.think(waitingWords(data.place));
    } else if (event === "delta") {
      log.think("");
      log.addSentence(this.index + 1, data.text);
    } else if (event === "turn") {
      this.failures = 0;
      log.finish(data.turn, data.text);
      if (data.ended) this.end(data.outcome);
      else this.index = data.turn + 1;
    } else if (event === "broken") {
      log.think(words.reconnecting);
    } else if (event === "anew") {
      log.drop();
    } else {
      log.drop();
      this.failures += 1;
      this.offerRetry(reasonOf(data), text, data.message, this.mayGoOffline(data));
    }
  }

  /** Each process of the server counts failures for itself; what this page has seen counts too. */
  mayGoOffline(failed) {
    return failed.offline || (failed.code.startsWith("model") && this.failures > 1 && root.dataset.engine === "llm");
  }

  /** Hands the session to the offline engine, which then answers the line that waits. */
  async goOffline(text) {
    const response = await goOnOffline(root.dataset.session).catch(() => null);
    if (!response?.ok) return this.offerRetry(words.errors.error, text, "", true);
    log.noteOffline();
    return this.send(text, true);
  }

  async fail(error, text, again) {
    log.drop();
    if (error instanceof Refusal) {
      if (!again) log.remove(this.index);
      if (!again && BEHIND.includes(error.code) && (await catchUp(root, this.composer))) return;
      const said = error.code === "invalid-input" ? words.refused : (words.errors[error.code] ?? words.errors.error);
      this.composer.complain(said, error.message);
    } else if (error instanceof Disconnection) {
      if (error.accepted || again) this.offerRetry(words.cut, text);
      else {
        log.remove(this.index);
        this.composer.complain(words.unreachable);
      }
    } else throw error;
  }

  offerRetry(reason, text, detail = "", offline = false) {
    for (const part of retry.querySelectorAll("[data-offer]")) part.hidden = !offline;
    retry.querySelector("[data-retry-reason]").textContent = `${reason} ${words.kept}`;
    retry.querySelector("[data-retry-detail]").textContent = detail;
    retry.querySelector("[data-retry-more]").hidden = !detail;
    retry.elements.text.value = text;
    retry.hidden = false;
    retry.querySelector("button").focus({ preventScroll: true });
    retry.scrollIntoView({ block: "nearest" });
  }

  end(outcome) {
    this.ended = true;
    this.composer.close();
    root.querySelector("[data-outcome]").textContent = words.outcomes[outcome];
    const panel = root.querySelector("[data-ended]");
    panel.hidden = false;
    panel.focus();
  }
}

/** Says why no answer came; a budget that is spent, also when it renews. */
function reasonOf(failed) {
  const said = words.errors[failed.code] ?? words.errors.error;
  if (failed.code !== "budget-spent") return said;
  const renewal = new Date(Date.now() + 1000 * failed.retry_after);
  const style = { dateStyle: "medium", timeStyle: "short" };
  return `${said} ${words.renews.replace("{time}", renewal.toLocaleString(document.documentElement.lang, style))}`;
}

/** Says how many are ahead: place 1 is next, 0 means that the customer has begun to think. */
function waitingWords(place) {
  if (place > 1) return words.ahead.replace("{n}", place - 1);
  return place === 1 ? words.next : words.thinking;
}

/** The card is open beside the talk; where it hangs above it, it is opened for a look and put away, also by Escape. */
function openBriefingWhereThereIsRoom() {
  const briefing = root.querySelector("[data-briefing]");
  const wide = matchMedia("(min-width: 64rem)");
  const fit = () => (briefing.open = wide.matches);
  wide.addEventListener("change", fit);
  fit();
  briefing.addEventListener("toggle", () => briefing.open && !wide.matches && log.follow());
  root.addEventListener("keydown", (event) => {
    const explains = briefing.querySelector(".term:is(:focus-within, .is-on):not(.is-off)"); // that goes first
    if (event.key !== "Escape" || event.isComposing || wide.matches || !briefing.open || explains) return;
    briefing.open = false;
    briefing.querySelector("summary").focus();
  });
}

function confirmEnd() {
  const dialog = document.querySelector("[data-end-dialog]");
  root.querySelector("[data-end]").addEventListener("click", (event) => {
    event.preventDefault();
    dialog.showModal();
  });
  dialog.querySelector("[data-end-cancel]").addEventListener("click", () => dialog.close());
}

function offerBreathing() {
  const dialog = document.querySelector("[data-breathing]");
  root.querySelector("[data-breathe]").addEventListener("click", () => dialog.showModal());
}

openBriefingWhereThereIsRoom();
const caughtUp = hasCaughtUp(root);
if (caughtUp) log.note(words.caughtUp);
if (root.dataset.index) {
  confirmEnd();
  offerBreathing();
  const talk = new Talk();
  if (caughtUp && talk.composer.box.value) log.note(words.unsent);
}
log.follow();
