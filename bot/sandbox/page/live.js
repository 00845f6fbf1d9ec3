// Keeps the store in step with the server: state once, then events; after any gap, state again.

import { api } from "./api.js";

const FIRST_DELAY = 500;
const LONGEST_DELAY = 5000;

/** Calls onStatus("connecting" | "live" | "lost"). Never gives up. */
export function follow(store, onStatus) {
  let source = null;
  let delay = FIRST_DELAY;

  function again() {
    source?.close();
    source = null;
    onStatus("lost");
    setTimeout(resync, delay);
    delay = Math.min(delay * 1.6, LONGEST_DELAY);
  }

  async function resync() {
    try {
      store.load(await api.state());
    } catch {
      again();
      return;
    }
    listen();
  }

  function listen() {
    const opened = new EventSource(api.eventsUrl(store.seq));
    source = opened;
    opened.onopen = () => {
      delay = FIRST_DELAY;
      onStatus("live");
    };
    opened.onmessage = (message) => receive(opened, JSON.parse(message.data));
    // EventSource would reconnect with the old `since`; state first is safe after any length of silence.
    opened.onerror = () => {
      if (opened === source) again();
    };
  }

  function receive(opened, event) {
    if (opened !== source) return;
    if (event.kind !== "reset") {
      store.apply(event);
      return;
    }
    opened.close();
    source = null;
    resync();
  }

  onStatus("connecting");
  return resync();
}
