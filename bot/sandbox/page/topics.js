// The staff group's topics: General first, then the one written in last.

import { fill, h, KeyedList } from "./dom.js";
import { fullName, shortDate, snippet } from "./format.js";
import { t } from "./i18n.js";
import { icon } from "./icons.js";
import { openMenu } from "./menu.js";
import { badge } from "./people.js";
import { isService, serviceLine } from "./service.js";
import { GENERAL } from "./store.js";

/** The face of a topic: its emoji, or the first letter of its name on its colour. */
export function topicIcon(topic) {
  if (topic.thread === GENERAL) return h("span", { class: "topic-icon general", "aria-hidden": "true" }, icon("hash"));
  const element = h("span", { class: "topic-icon", "aria-hidden": "true" }, topic.emoji ?? [...topic.name.trim()][0]?.toUpperCase() ?? "?");
  element.classList.toggle("emoji", Boolean(topic.emoji));
  if (topic.color !== null) element.style.setProperty("--topic", `#${topic.color.toString(16).padStart(6, "0")}`);
  return element;
}

/** A chat's topics in order, each {thread, name, color, emoji, closed, last}. */
export function topicsOf(chat) {
  const last = (thread) => chat.thread(thread).at(-1);
  const topics = [...chat.topics.values()].filter((topic) => topic.message_thread_id !== GENERAL).map((topic) => ({
    thread: topic.message_thread_id, name: topic.name, color: topic.icon_color ?? null, emoji: topic.icon_emoji ?? null,
    closed: topic.closed === true, last: last(topic.message_thread_id),
  }));
  topics.sort((a, b) => (b.last?.date ?? 0) - (a.last?.date ?? 0) || b.thread - a.thread);
  return [general(chat, last(GENERAL)), ...topics];
}

function general(chat, last) {
  return { thread: GENERAL, name: chat.info.general_topic_name ?? t("topic.general"), color: null, emoji: null, closed: false, last };
}

export class TopicList {
  #list;

  /** choose(thread) opens a topic; remove(topic) asks whether it is to be deleted. */
  constructor({ store, chat, selected, unread, choose, remove }) {
    Object.assign(this, { store, chat, selected, unread });
    this.element = h("nav", { class: "topic-list", testid: "topic-list", "aria-label": t("topics") });
    this.#list = new KeyedList(this.element, {
      key: (topic) => topic.thread,
      create: (topic) => this.#row(topic, choose, remove),
      update: (made, topic) => this.#update(made, topic),
    });
  }

  #row({ thread }, choose, remove) {
    const made = {};
    const menu = (place) => openMenu(place, [{
      label: t("topic.delete"), icon: "trash", testid: "topic-remove", danger: true, action: () => remove(made.topic),
    }], { label: t("topic.actions"), end: true });
    made.button = h("button", { type: "button", class: "topic", testid: "topic", dataset: { threadId: thread }, onclick: () => choose(thread) });
    made.element = h("div", { class: "topic-row" }, made.button, thread !== GENERAL && h("button", {
      type: "button", class: "icon-button small topic-menu", testid: "topic-menu", "aria-label": t("topic.actions"), title: t("topic.actions"),
      "aria-haspopup": "menu", onclick: (event) => menu(event.currentTarget),
    }, icon("more")));
    made.button.addEventListener("contextmenu", (event) => {
      if (thread === GENERAL) return;
      event.preventDefault();
      menu({ x: event.clientX, y: event.clientY });
    });
    return made;
  }

  sync() {
    const chat = this.chat();
    this.#list.sync(chat ? topicsOf(chat) : []);
  }

  #update(made, topic) {
    const unread = this.unread(topic.thread);
    const chosen = this.selected() === topic.thread;
    const line = topic.last ? this.#line(topic.last) : t("topic.empty");
    const date = topic.last ? shortDate(topic.last.date, this.store.now()) : "";
    made.topic = topic;
    const signature = JSON.stringify([topic.name, topic.closed, topic.color, topic.emoji, unread, chosen, line, date]);
    if (made.signature === signature) return;
    made.signature = signature;
    const { button: element } = made;
    element.dataset.closed = String(topic.closed);
    if (chosen) element.setAttribute("aria-current", "true");
    else element.removeAttribute("aria-current");
    fill(element, topicIcon(topic),
      h("span", { class: "topic-text" },
        h("span", { class: "topic-top" }, h("span", { class: "topic-name" }, topic.name),
          topic.closed && h("span", { class: "topic-lock", role: "img", "aria-label": t("topic.closed"), title: t("topic.closed") },
            icon("lock")),
          h("span", { class: "topic-date" }, date)),
        h("span", { class: "topic-bottom" }, h("span", { class: "topic-line" }, line),
          unread > 0 && [badge(unread), h("span", { class: "visually-hidden" }, t("unread", { n: unread }))])));
  }

  #line(message) {
    if (isService(message)) return serviceLine(message, this.store);
    if (message.from?.is_bot) return snippet(message);
    return `${fullName(this.store.person(message.from?.id) ?? message.from)}: ${snippet(message)}`;
  }
}
