// Carries one trainee line to the server and hands back the events of the answer, also across a lost connection.
import { readEvents } from "./events.js";

const WAITS = [500, 1500, 4000]; // milliseconds before each new try after the connection broke

/** The server refused the line: nothing was stored, the words belong back in the box. */
export class Refusal extends Error {
  constructor(problem) {
    super(problem.detail);
    this.code = problem.code;
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
 * a break it goes on behind the last event seen. Throws Refusal or Disconnection.
 */
export async function* say(session, index, text, onAccepted) {
  let seen = "";
  let accepted = false;
  for (let attempt = 0; ; attempt += 1) {
    try {
      const response = await post(session, index, text, seen);
      if (!response.ok) throw new Refusal(await problemOf(response));
      if (!accepted) onAccepted();
      accepted = true;
      for await (const event of readEvents(response.body)) {
        seen = event.id;
        yield event;
        if (event.event === "turn" || event.event === "error") return;
      }
    } catch (error) {
      if (error instanceof Refusal) throw error;
      if (!accepted) throw new Disconnection(false);
    }
    if (attempt === WAITS.length) throw new Disconnection(accepted);
    await new Promise((resolve) => setTimeout(resolve, WAITS[attempt]));
  }
}

/** Asks for the offline engine in place of the model, for the rest of the session. */
export function goOnOffline(session) {
  return fetch(`/api/v1/sessions/${session}/offline`, { method: "POST", headers: { "Content-Type": "application/json" } });
}

function post(session, index, text, seen) {
  const headers = { Accept: "text/event-stream", "Content-Type": "application/json" };
  if (seen) headers["Last-Event-ID"] = seen;
  const body = JSON.stringify({ index, text });
  return fetch(`/api/v1/sessions/${session}/turns`, { method: "POST", headers, body });
}

async function problemOf(response) {
  const isProblem = response.headers.get("Content-Type")?.startsWith("application/problem+json");
  return isProblem ? response.json() : { code: "error", detail: `${response.status} ${response.statusText}` };
}
