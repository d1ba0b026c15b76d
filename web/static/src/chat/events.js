// Server-sent events out of a fetch body (EventSource cannot POST).

/**
 * Yields {id, event, data} for each event of the stream; `data` is parsed JSON. Comments (pings) are skipped. Throws
 * where nothing comes for `patience` milliseconds, not even a ping: the connection is dead without saying so.
 */
export async function* readEvents(body, patience) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  try {
    for (;;) {
      const { value, done } = await within(patience, reader.read());
      if (done) return;
      rest += value;
      const blocks = rest.split("\n\n");
      rest = blocks.pop();
      for (const block of blocks) {
        const event = parseBlock(block);
        if (event) yield event;
      }
    }
  } finally {
    reader.cancel().catch(() => {}); // it may be broken already
  }
}

/** Waits for a promise, but no longer than so many milliseconds. */
async function within(patience, promise) {
  let timer;
  const silence = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error("silence")), patience);
  });
  try {
    return await Promise.race([promise, silence]);
  } finally {
    clearTimeout(timer);
  }
}

function parseBlock(block) {
  const fields = { event: "message", id: "", data: [] };
  for (const line of block.split("\n")) {
    const colon = line.indexOf(":");
    if (colon < 1) continue;
    const name = line.slice(0, colon);
    const value = line.slice(colon + 1).replace(/^ /, "");
    if (name === "data") fields.data.push(value);
    else fields[name] = value;
  }
  return fields.data.length ? { ...fields, data: JSON.parse(fields.data.join("\n")) } : null;
}
