// The box the trainee writes in: keeps the draft, counts characters, sends on Enter but never while an IME composes.

const MANY = 12; // letters from which a line has a language: before that it may be a name or a number
const HARDLY = 0.2;

/** Tells whether a line is written in another script than Chinese. */
function hasHardlyAnyChinese(text) {
  const letters = text.match(/\p{Letter}/gu)?.length ?? 0;
  const chinese = text.match(/\p{Script=Han}/gu)?.length ?? 0;
  return letters >= MANY && chinese < HARDLY * letters;
}

export class Composer {
  /** `onSend(text)` is called with a line that may be sent. */
  constructor(root, words, onSend) {
    this.form = root.querySelector("[data-composer]");
    this.box = this.form.querySelector("textarea");
    this.complaint = this.form.querySelector("[data-complaint]");
    this.error = this.complaint.querySelector("[data-error]");
    this.button = this.form.querySelector("[data-send]");
    this.notChinese = this.form.querySelector("[data-not-chinese]");
    this.count = this.form.querySelector("[data-count]");
    this.limit = Number(root.dataset.limit);
    this.words = words;
    this.onSend = onSend;
    this.key = `duilian-draft-${root.dataset.session}`;
    this.busy = false;
    this.box.value ||= localStorage.getItem(this.key) ?? "";
    this.form.querySelector("[data-keys]").hidden = false;
    this.form.addEventListener("submit", (event) => this.submit(event));
    this.box.addEventListener("keydown", (event) => this.onKey(event));
    this.box.addEventListener("input", () => this.onInput());
    this.onInput();
  }

  onKey(event) {
    const composing = event.isComposing || event.keyCode === 229;
    if (event.key === "Enter" && !event.shiftKey && !composing) this.submit(event);
  }

  onInput() {
    const length = [...this.box.value.trim()].length;
    this.count.textContent = length;
    this.count.parentElement.classList.toggle("over", length > this.limit);
    this.notChinese.hidden = !hasHardlyAnyChinese(this.box.value);
    this.complain("");
    if (this.box.value) localStorage.setItem(this.key, this.box.value);
    else localStorage.removeItem(this.key);
  }

  submit(event) {
    event.preventDefault();
    if (this.busy) return;
    const text = this.box.value.trim();
    const length = [...text].length;
    if (!length) this.complain(this.words.empty);
    else if (length > this.limit) this.complain(this.words.long.replace("{n}", length).replace("{limit}", this.limit));
    else this.onSend(text);
  }

  /** Empties the box: the server has these words now. Words written since are the next line and stay. */
  clear(sent) {
    if (this.box.value.trim() === sent) this.box.value = "";
    this.onInput();
  }

  /** Keeps the words in the box for the next load of the page, unless they were `said` already. */
  keep(said) {
    const text = this.box.value;
    if (text && text.trim() !== said) localStorage.setItem(this.key, text);
    else localStorage.removeItem(this.key);
  }

  /** Says what is wrong with the line; `detail` is what the server said, shown when asked for. */
  complain(message, detail = "") {
    this.complaint.hidden = !message;
    this.error.textContent = message;
    this.complaint.querySelector("[data-error-detail]").textContent = detail;
    this.complaint.querySelector("[data-error-more]").hidden = !detail;
    this.box.toggleAttribute("aria-invalid", false);
    if (message) {
      this.box.setAttribute("aria-invalid", "true");
      this.box.focus();
    }
  }

  wait(busy) {
    this.busy = busy;
    this.button.disabled = busy;
    if (!busy) this.box.focus({ preventScroll: true });
  }

  close() {
    localStorage.removeItem(this.key);
    this.form.remove();
  }
}
