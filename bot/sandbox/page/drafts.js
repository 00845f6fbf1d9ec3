// What is being written in each thread. Text and reply target outlive a reload; files only a change of thread.

import { recall, remember } from "./prefs.js";

const KEY = "drafts";
const files = new Map();

export function draft(key) {
  const saved = recall(KEY, {})[key] ?? {};
  return { text: saved.text ?? "", replyTo: saved.replyTo ?? null, files: files.get(key) ?? [] };
}

export function keepDraft(key, { text, replyTo, files: attached }) {
  const all = recall(KEY, {});
  if (text || replyTo) all[key] = { text, replyTo };
  else delete all[key];
  remember(KEY, all);
  if (attached.length) files.set(key, attached);
  else files.delete(key);
}
