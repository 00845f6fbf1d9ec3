// What the sandbox's world looks like now: people, chats, topics, messages. No DOM here.

import { batched } from "./dom.js";

export const GENERAL = 0;
export const threadKey = (chatId, thread) => `${chatId}:${thread}`;

class Chat {
  constructor(info) {
    this.info = info;
    this.members = [];
    this.topics = new Map();
    this.messages = new Map();
    this.threads = new Map();
    this.successor = null;
  }

  get id() { return this.info.id; }
  get isPrivate() { return this.info.type === "private"; }
  get isForum() { return this.info.is_forum === true; }
  get isChannel() { return this.info.type === "channel"; }
  get isDiscussion() { return Boolean(this.info.linked_chat_id) && !this.isChannel; }

  /** A topic; in a discussion group the channel's post that is talked about. */
  threadOf(message) {
    if (this.isDiscussion) return this.#rootOf(message);
    return this.isForum && message.is_topic_message ? message.message_thread_id : GENERAL;
  }

  /** An album is one post: its first message is the root. */
  #rootOf(message) {
    const root = message.is_automatic_forward ? message : this.messages.get(message.message_thread_id);
    if (!root?.is_automatic_forward) return GENERAL;
    if (!root.media_group_id) return root.message_id;
    const album = [...this.messages.values()].filter((one) => one.is_automatic_forward && one.media_group_id === root.media_group_id);
    return Math.min(root.message_id, ...album.map((one) => one.message_id));
  }

  thread(id) { return this.threads.get(id) ?? []; }

  /** Returns the thread that changed, or null when the message is the same as before. */
  put(message) {
    const before = this.messages.get(message.message_id);
    if (before && JSON.stringify(before) === JSON.stringify(message)) return null;
    this.messages.set(message.message_id, message);
    this.successor = message.migrate_to_chat_id ?? this.successor;
    const id = this.threadOf(message);
    if (!this.threads.has(id)) this.threads.set(id, []);
    const list = this.threads.get(id);
    let place = list.length;
    while (place > 0 && list[place - 1].message_id >= message.message_id) place -= 1;
    list.splice(place, list[place]?.message_id === message.message_id ? 1 : 0, message);
    return id;
  }

  drop(messageId) {
    const message = this.messages.get(messageId);
    if (!message) return null;
    this.messages.delete(messageId);
    const id = this.threadOf(message);
    this.threads.set(id, this.thread(id).filter((other) => other.message_id !== messageId));
    return id;
  }

  regroup() {
    this.threads.clear();
    const all = [...this.messages.values()];
    this.messages.clear();
    for (const message of all) this.put(message);
  }
}

/** Listeners get one `Changes` per burst: people, bot, chats, surroundings (flags), topics (chat ids), threads (keys), arrived (messages). */
export class Store {
  people = new Map();
  chats = new Map();
  bot = null;
  surroundings = { weather: "normal", limits: false };
  seq = 0;
  clockOffset = 0;
  loaded = false;
  #listeners = new Set();
  #changes = fresh();
  #flush = batched(() => {
    const changes = this.#changes;
    this.#changes = fresh();
    for (const listener of [...this.#listeners]) listener(changes);
  });

  on(listener) {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  now() { return Date.now() + this.clockOffset; }
  messages(chatId, thread) { return this.chats.get(chatId)?.thread(thread) ?? []; }
  message(chatId, id) { return this.chats.get(chatId)?.messages.get(id); }
  /** Not those that live on as a supergroup; channels and where they are discussed are no groups of the staff. */
  groups() {
    return [...this.chats.values()].filter((chat) =>
      !chat.isPrivate && !chat.isChannel && !chat.isDiscussion && !this.chats.has(chat.successor));
  }

  channel() { return [...this.chats.values()].find((chat) => chat.isChannel); }
  discussion() { return this.chats.get(this.channel()?.info.linked_chat_id); }
  named(username) { return [...this.chats.values()].find((chat) => chat.info.username?.toLowerCase() === username.toLowerCase()); }

  /** The thread in which a channel's post is discussed; undefined before the post is there. */
  threadUnder(post) {
    const group = this.discussion();
    for (const message of group?.messages.values() ?? []) {
      if (message.is_automatic_forward && message.forward_origin.message_id === post.message_id) return group.threadOf(message);
    }
    return undefined;
  }

  /** Where the chat goes on, if it has another number now. */
  current(id) {
    let chat = this.chats.get(id);
    while (this.chats.has(chat?.successor)) chat = this.chats.get(chat.successor);
    return chat?.id;
  }

  customers() { return [...this.people.values()].filter((person) => person.side === "customer" && !person.deleted); }

  /** Those who can act in a group; the staff side stands in while the group names nobody. */
  members(chatId) {
    const listed = (this.chats.get(chatId)?.members ?? []).map((id) => this.people.get(id));
    const humans = listed.filter((person) => person && !person.is_bot && !person.deleted);
    return humans.length ? humans : [...this.people.values()].filter((person) => person.side === "staff" && !person.deleted);
  }

  person(id) {
    return this.people.get(id) ?? (this.bot?.id === id ? this.bot : undefined);
  }

  load(state) {
    this.seq = state.seq;
    this.#setClock(state.now);
    this.surroundings = state.surroundings ?? this.surroundings;
    this.#setBot(state.bot);
    this.people = new Map(state.people.map((person) => [person.id, person]));
    const known = new Set(state.chats.map((chat) => chat.id));
    for (const id of this.chats.keys()) if (!known.has(id)) this.chats.delete(id);
    for (const chat of state.chats) this.#loadChat(chat);
    this.loaded = true;
    this.#touch({ people: true, bot: true, chats: true });
  }

  apply(event) {
    this.seq = Math.max(this.seq, event.seq ?? 0);
    this.#handlers[event.kind]?.(event);
  }

  #handlers = {
    message: (event) => this.#put(this.#chat(event.chat_id, event.message.chat), event.message),
    deleted: (event) => {
      const chat = this.chats.get(event.chat_id);
      for (const id of event.message_ids ?? [event.message_id]) this.#drop(chat, id);
    },
    read: (event) => {
      const chat = this.chats.get(event.chat_id);
      for (const id of event.message_ids) {
        const message = chat?.messages.get(id);
        if (message) this.#put(chat, { ...message, sandbox: { ...message.sandbox, read: true } });
      }
    },
    topic: (event) => this.#setTopic(this.#chat(event.chat_id), event.topic, event.deleted ?? event.topic.deleted),
    chat: (event) => {
      this.#loadChat(event.chat);
      this.#touch({ chats: true });
    },
    person: (event) => {
      this.people.set(event.person.id, event.person);
      this.#touch({ people: true });
    },
    bot: (event) => {
      this.#setBot({ ...this.bot, ...event.bot });
      this.#touch({ bot: true });
    },
    clock: (event) => {
      this.#setClock(event.now);
      this.#touch({ surroundings: true });
    },
    surroundings: (event) => {
      this.surroundings = event.surroundings;
      this.#touch({ surroundings: true });
    },
    press: (event) => this.#touch({ presses: [event] }),
  };

  #chat(id, info) {
    if (!this.chats.has(id)) {
      this.chats.set(id, new Chat(info ?? { id, type: id > 0 ? "private" : "supergroup" }));
      this.#touch({ chats: true });
    }
    return this.chats.get(id);
  }

  #setClock(now) {
    this.clockOffset = Date.parse(now) - Date.now() || 0;
  }

  #setBot(bot) {
    this.bot = bot && Object.keys(bot).length ? bot : null;
  }

  #loadChat({ members, topics, messages, ...info }) {
    const chat = this.#chat(info.id, info);
    const was = [chat.isForum, chat.isDiscussion].join();
    chat.info = { ...chat.info, ...info, is_forum: info.is_forum === true };
    if (members) chat.members = members;
    if (was !== [chat.isForum, chat.isDiscussion].join()) chat.regroup();
    if (topics) {
      chat.topics = new Map(topics.filter((topic) => !topic.deleted).map((topic) => [topic.message_thread_id, topic]));
    }
    if (messages) {
      const living = new Set(messages.map((message) => message.message_id));
      for (const id of [...chat.messages.keys()]) if (!living.has(id)) this.#drop(chat, id);
      for (const message of messages) this.#put(chat, message);
    }
    this.#touch({ topics: [chat.id], threads: [...chat.threads.keys()].map((id) => threadKey(chat.id, id)) });
  }

  #put(chat, message) {
    if (message.sandbox?.deleted) {
      this.#drop(chat, message.message_id);
      return;
    }
    const isNew = !chat.messages.has(message.message_id);
    const thread = chat.put(message);
    if (thread === null) return;
    this.clockOffset = Math.max(this.clockOffset, message.date * 1000 - Date.now());
    const arrived = isNew && this.loaded ? [message] : [];
    this.#touch({ topics: [chat.id], threads: [threadKey(chat.id, thread)], arrived });
  }

  #drop(chat, messageId) {
    const thread = chat?.drop(messageId) ?? null;
    if (thread !== null) this.#touch({ topics: [chat.id], threads: [threadKey(chat.id, thread)] });
  }

  #setTopic(chat, topic, deleted) {
    if (deleted) {
      chat.topics.delete(topic.message_thread_id);
      for (const message of chat.thread(topic.message_thread_id)) this.#drop(chat, message.message_id);
    } else {
      chat.topics.set(topic.message_thread_id, { ...chat.topics.get(topic.message_thread_id), ...topic });
    }
    this.#touch({ topics: [chat.id] });
  }

  #touch(what) {
    const changes = this.#changes;
    for (const flag of ["people", "bot", "chats", "surroundings"]) changes[flag] ||= what[flag] === true;
    for (const id of what.topics ?? []) changes.topics.add(id);
    for (const key of what.threads ?? []) changes.threads.add(key);
    changes.arrived.push(...(what.arrived ?? []));
    changes.presses.push(...(what.presses ?? []));
    this.#flush();
  }
}

function fresh() {
  return { people: false, bot: false, chats: false, surroundings: false, topics: new Set(), threads: new Set(), arrived: [], presses: [] };
}
