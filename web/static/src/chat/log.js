// The written record of the talk: adds lines, and sentences to the customer's line as they are finished.

export class Log {
  constructor(root) {
    this.element = root.querySelector("[data-log]");
    this.thinking = root.querySelector("[data-thinking-text]");
    this.line = null;
  }

  /** Adds a line of "customer" or "trainee"; returns it. */
  add(speaker, number, text = "") {
    const template = document.querySelector(`template[data-turn="${speaker}"]`);
    const line = template.content.firstElementChild.cloneNode(true);
    line.id = `turn-${number}`;
    line.dataset.turn = number;
    const place = line.querySelector("[data-line]"); // only the trainee's own lines are counted
    if (place) place.textContent = this.element.querySelectorAll(".turn-trainee").length + 1;
    line.querySelector("[data-text]").textContent = text;
    this.element.append(line);
    this.follow();
    return line;
  }

  has(number) {
    return this.element.querySelector(`[data-turn="${number}"]`) !== null;
  }

  /** The trainee's last line, "" before the first. */
  lastSaid() {
    return [...this.element.querySelectorAll(".turn-trainee [data-text]")].at(-1)?.textContent ?? "";
  }

  remove(number) {
    this.element.querySelector(`[data-turn="${number}"]`)?.remove();
  }

  /** Adds a finished sentence to the customer's line, which begins with its first one. */
  addSentence(number, sentence) {
    this.line ??= this.add("customer", number);
    const span = document.createElement("span");
    span.textContent = sentence;
    this.line.querySelector("[data-text]").append(span);
    this.follow();
  }

  /** Puts the whole line in place, if the pieces do not already say it. */
  finish(number, text) {
    this.line ??= this.add("customer", number);
    const place = this.line.querySelector("[data-text]");
    if (place.textContent !== text) place.textContent = text;
    this.line = null;
    this.follow();
  }

  /** Takes away a customer's line that broke off: it is asked for again as a whole. */
  drop() {
    this.line?.remove();
    this.line = null;
  }

  note(text) {
    const note = document.createElement("p");
    note.className = "turn-shift";
    note.textContent = text;
    this.element.append(note);
  }

  /** Shows what is waited for; without words nothing is. */
  think(words) {
    this.thinking.hidden = !words;
    this.thinking.textContent = words;
    if (words) this.follow();
  }

  /** Says that the offline engine plays from here on. */
  noteOffline() {
    this.element.append(document.querySelector("template[data-offline-note]").content.cloneNode(true));
  }

  follow() {
    this.thinking.parentElement.scrollIntoView({ block: "nearest" });
  }
}
