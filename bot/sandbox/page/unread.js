// Up to which message each thread was read, in this browser.

import { recall, remember } from "./prefs.js";
import { threadKey } from "./store.js";

const KEY = "read";

export class Unread {
  #store;
  #marks;

  constructor(store) {
    this.#store = store;
    this.#marks = recall(KEY);
  }

  /** On a first visit everything is old; later, marks beyond the last message belong to a world that is gone. */
  settle() {
    const first = this.#marks === null;
    this.#marks ??= {};
    for (const chat of this.#store.chats.values()) {
      const newest = Math.max(0, ...chat.messages.keys());
      for (const key of Object.keys(this.#marks)) {
        if (key.startsWith(`${chat.id}:`) && this.#marks[key] > newest) delete this.#marks[key];
      }
      if (first) for (const thread of chat.threads.keys()) this.#set(threadKey(chat.id, thread), newest);
    }
    remember(KEY, this.#marks);
  }

  count(chatId, thread, viewerId) {
    const mark = this.#marks?.[threadKey(chatId, thread)] ?? 0;
    const messages = this.#store.messages(chatId, thread);
    let count = 0;
    for (let at = messages.length - 1; at >= 0 && messages[at].message_id > mark; at -= 1) {
      if (authorOf(messages[at]) !== viewerId && !isQuiet(messages[at])) count += 1;
    }
    return count;
  }

  countChat(chatId, viewerId) {
    const chat = this.#store.chats.get(chatId);
    return [...(chat?.threads.keys() ?? [])].reduce((sum, thread) => sum + this.count(chatId, thread, viewerId), 0);
  }

  /** Returns whether anything was unread. */
  markRead(chatId, thread) {
    const last = this.#store.messages(chatId, thread).at(-1)?.message_id ?? 0;
    const key = threadKey(chatId, thread);
    if (this.#marks === null || (this.#marks[key] ?? 0) >= last) return false;
    this.#set(key, last);
    remember(KEY, this.#marks);
    return true;
  }

  #set(key, value) {
    this.#marks[key] = value;
  }
}

const authorOf = (message) => message.from?.id ?? message.sandbox?.author_id;

const QUIET = ["forum_topic_edited", "forum_topic_closed", "forum_topic_reopened", "is_automatic_forward"];
const isQuiet = (message) => QUIET.some((name) => message[name]);
