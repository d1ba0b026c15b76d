// Carries one trainee line to the server and hands back the events of the answer, also across a lost connection.
import { readEvents } from "./events.js";

const WAITS = [500, 1500, 4000, 6000]; // milliseconds before each new try after the connection broke
const AWAY = [502, 503, 504]; // a proxy with no server behind it, or a server that is being stopped

/** The server refused the line: nothing was stored, the words belong back in the box. `passing`: for a moment only. */
export class Refusal extends Error {
  constructor(problem, passing) {
    super(problem.detail);
    this.code = problem.code;
    this.passing = passing;
  }
}

/** The connection is gone. `accepted` tells whether the server had taken the line. */
export class Disconnection extends Error {
  constructor(accepted) {
    super("disconnected");
    this.accepted = accepted;
  }
}

/**
 * Yields the events of the answer to `text`. Sending the same index and text again continues the same answer, so after
 * a break it goes on behind the last event seen: `broken` tells that it is being tried, `anew` that another answer is
 * given in place of the one that was lost. `patience` is how many milliseconds of silence are borne. Throws Refusal or
 * Disconnection.
 */
export async function* say(session, index, text, patience, onAccepted) {
  let seen = "";
  let accepted = false;
  for (let attempt = 0; ; attempt += 1) {
    let refusal = null;
    try {
      const response = await post(session, index, text, seen, patience);
      if (response.ok) {
        if (!accepted) onAccepted();
        accepted = true;
        for await (const event of readEvents(response.body, patience)) {
          if (seen && answerOf(event.id) !== answerOf(seen)) yield { event: "anew" };
          seen = event.id;
          attempt = 0;
          yield event;
          if (event.event === "turn" || event.event === "error") return;
        }
      } else refusal = await refusalOf(response);
    } catch {
      if (!accepted) throw new Disconnection(false);
    }
    if (refusal && !(refusal.passing && attempt < WAITS.length)) throw refusal;
    if (attempt === WAITS.length) throw new Disconnection(accepted);
    yield { event: "broken" };
    await pause(WAITS[attempt]);
  }
}

/** Waits a while, and as long as there is no network at all. */
async function pause(wait) {
  await new Promise((resolve) => setTimeout(resolve, wait));
  if (!navigator.onLine) await new Promise((resolve) => addEventListener("online", resolve, { once: true }));
}

/** The part of an event's id that names the answer it belongs to. */
function answerOf(id) {
  return id.split(".")[2];
}

/** Asks for the offline engine in place of the model, for the rest of the session. */
export function goOnOffline(session) {
  return fetch(`/api/v1/sessions/${session}/offline`, { method: "POST", headers: { "Content-Type": "application/json" } });
}

async function post(session, index, text, seen, patience) {
  const headers = { Accept: "text/event-stream", "Content-Type": "application/json" };
  if (seen) headers["Last-Event-ID"] = seen;
  const body = JSON.stringify({ index, text });
  const hopeless = new AbortController();
  const timer = setTimeout(() => hopeless.abort(), patience);
  try {
    return await fetch(`/api/v1/sessions/${session}/turns`, { method: "POST", headers, body, signal: hopeless.signal });
  } finally {
    clearTimeout(timer);
  }
}

async function refusalOf(response) {
  const isOurs = response.headers.get("Content-Type")?.startsWith("application/problem+json");
  const problem = isOurs
    ? await response.json()
    : { code: "error", detail: `${response.status} ${response.statusText}` };
  return new Refusal(problem, AWAY.includes(response.status) && (!isOurs || problem.code === "stopping"));
}
