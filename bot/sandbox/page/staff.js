// The right side: the staff group, its topics, and the member one acts as.

import { commandsForMember } from "./commands.js";
import { api } from "./api.js";
import { Conversation } from "./conversation.js";
import { askFirst, toast } from "./dialogs.js";
import { fill, h, toggle } from "./dom.js";
import { fullName } from "./format.js";
import { t } from "./i18n.js";
import { icon } from "./icons.js";
import { askForGroup, chooseGroup } from "./groups.js";
import { askForPerson, avatar, badge, PeopleStrip } from "./people.js";
import { recall, remember } from "./prefs.js";
import { GENERAL } from "./store.js";
import { topicIcon, TopicList, topicsOf } from "./topics.js";

export class StaffPane {
  #store;
  #unread;
  #turned;
  #group = recall("group");
  #acting = recall("acting");
  #threads = recall("threads", {});

  constructor({ store, unread, follow, read, turned, openMessage }) {
    this.#store = store;
    this.#unread = unread;
    this.#turned = turned;
    this.strip = new PeopleStrip({
      side: "staff", testid: "acting-as", people: () => this.members(), selected: () => this.actor?.id, unread: () => 0,
      choose: (id) => this.act(id), add: () => askForPerson("staff", (person) => this.#added(person)),
    });
    this.conversation = new Conversation({
      store, unread, named: true, testid: "staff-chat", read, follow,
      viewer: () => this.actor?.id,
      placeholder: () => this.actor ? t("compose.as", { name: this.actor.first_name }) : t("compose.placeholder"),
      commands: () => commandsForMember(store.bot?.commands, this.chat?.id, this.actor?.id, this.actor?.language_code),
      onElsewhere: (id) => openMessage(this.chat?.id, id) || toast(this.conversation.element, t("message.gone")),
    });
    this.topics = new TopicList({
      store, chat: () => this.chat, selected: () => this.thread, choose: (thread) => this.open(thread),
      unread: (thread) => unread.count(this.chat.id, thread, this.actor?.id),
      remove: (topic) => this.askToDelete(topic),
    });
    this.groupHead = h("div", { class: "chat-head group-head" });
    this.head = h("header", { class: "chat-head" });
    this.notice = h("div", { class: "closed-notice", testid: "topic-closed-notice", role: "note", hidden: true });
    this.conversation.footer.prepend(this.notice);
    this.drawer = h("aside", { class: "drawer", testid: "topic-drawer" }, this.groupHead, this.topics.element);
    this.shade = h("div", { class: "shade", onclick: () => this.showDrawer(false) });
    this.body = h("div", { class: "device window" }, this.drawer, this.shade,
      h("div", { class: "chat-column" }, this.head, this.conversation.element));
    this.body.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.showDrawer(false);
    });
    this.element = h("section", { class: "pane staff-pane", testid: "staff-pane", "aria-label": t("pane.staff") },
      this.strip.element, this.body);
  }

  get chat() {
    const groups = this.#store.groups();
    const id = this.#store.current(this.#group);
    return groups.find((chat) => chat.id === id) ?? groups[0];
  }

  get thread() {
    const thread = this.#threads[this.chat?.id] ?? GENERAL;
    return this.chat?.isForum && this.chat.topics.has(thread) ? thread : GENERAL;
  }

  get actor() {
    const members = this.members();
    return members.find((person) => person.id === this.#acting) ?? members[0];
  }

  members() {
    return this.chat ? this.#store.members(this.chat.id) : [];
  }

  act(id) {
    this.#acting = id;
    remember("acting", id);
    this.conversation.refresh();
    this.render();
  }

  open(thread, chatId = this.chat?.id) {
    this.#group = chatId;
    this.#threads = { ...this.#threads, [chatId]: thread };
    remember("group", chatId);
    remember("threads", this.#threads);
    this.showDrawer(false);
    this.render();
    this.#turned();
  }

  /** Shows a message wherever it is in the staff's chats; false when it is nowhere. */
  openMessage(chatId, messageId) {
    const chat = this.#store.chats.get(chatId);
    const message = chat?.messages.get(messageId);
    if (!chat || chat.isPrivate || chat.isChannel || chat.isDiscussion || (!message && !chat.topics.has(messageId))) return false;
    this.open(message ? chat.threadOf(message) : messageId, chatId);
    this.conversation.view.jump(messageId);
    return true;
  }

  askToDelete({ thread, name }) {
    const chat = this.chat.id;
    return askFirst({
      title: t("topic.delete.ask", { name }), text: t("topic.delete.text"), button: t("topic.delete.yes"),
      action: () => api.deleteTopic(chat, thread),
    });
  }

  showDrawer(visible) {
    const was = this.body.classList.toggle("drawer-open", visible);
    this.drawerButton?.setAttribute("aria-expanded", String(was));
    if (visible) this.drawer.querySelector("[aria-current], .topic")?.focus();
  }

  unreadCount() {
    return this.#store.groups().reduce((sum, chat) => sum + this.#unread.countChat(chat.id, this.actor?.id), 0);
  }

  sync(changes) {
    this.conversation.sync(changes);
    this.render();
  }

  render() {
    const { chat, thread } = this;
    this.strip.sync();
    this.body.classList.toggle("flat", !chat?.isForum);
    if (chat) this.conversation.show(chat.id, thread);
    this.topics.sync();
    const topic = chat?.isForum ? topicsOf(chat).find((one) => one.thread === thread) : null;
    const waiting = chat ? this.#unread.countChat(chat.id, this.actor?.id) : 0;
    const elsewhere = this.unreadCount() - waiting;
    this.#part("groupHead", [chat?.info, chat?.members, elsewhere], () => this.#renderGroup(chat?.isForum ? chat : null, elsewhere));
    this.#part("head", [chat?.info, chat?.members, { ...topic, last: null }, waiting, elsewhere], () => this.#renderHead(chat, topic, waiting, elsewhere));
    this.#part("notice", topic?.closed, () => fill(this.notice, icon("lock"), h("span", null, t("topic.closed.hint"))));
    toggle(this.notice, topic?.closed === true);
    toggle(this.conversation.composer.element, Boolean(chat));
    const { empty } = this.conversation.view;
    const words = this.#emptyWords(chat, thread);
    toggle(empty, words !== null);
    this.#part("empty", words, () => fill(empty, h("p", { class: "hint" }, words)));
  }

  #signatures = {};

  #part(name, value, render) {
    const signature = JSON.stringify(value) ?? "";
    if (this.#signatures[name] === signature) return;
    this.#signatures[name] = signature;
    render();
  }

  #emptyWords(chat, thread) {
    if (!this.#store.loaded) return null;
    if (!chat) return t("group.none");
    if (chat.thread(thread).length) return null;
    return this.members().length ? t("chat.empty") : t("people.none.staff");
  }

  #added(person) {
    this.#store.apply({ kind: "person", person });
    this.act(person.id);
  }

  #renderGroup(chat, elsewhere) {
    if (!chat) return fill(this.groupHead, h("div", { class: "chat-title" }, h("h2", null, titled(t("pane.staff")))));
    return fill(this.groupHead, avatar(chat.info), this.#title(chat, elsewhere),
      h("button", {
        type: "button", class: "icon-button drawer-close", "aria-label": t("topics.close"), title: t("topics.close"),
        onclick: () => this.showDrawer(false),
      }, icon("close")));
  }

  #renderHead(chat, topic, waiting, elsewhere) {
    const drawer = chat?.isForum && h("button", {
      type: "button", class: "icon-button drawer-button", testid: "topics-button", "aria-expanded": "false", title: t("topics.open"),
      "aria-label": waiting + elsewhere ? `${t("topics.open")}, ${t("unread", { n: waiting + elsewhere })}` : t("topics.open"),
      onclick: () => this.showDrawer(true),
    }, icon("list"), waiting + elsewhere > 0 && h("span", { class: "dot" }));
    this.drawerButton = drawer || null;
    if (!chat) return fill(this.head, h("div", { class: "chat-title" }, h("h2", null, titled(t("pane.staff")))));
    if (!topic) return fill(this.head, avatar(chat.info), this.#title(chat, elsewhere));
    return fill(this.head, drawer, topicIcon(topic),
      h("div", { class: "chat-title", testid: "topic-title" },
        h("h2", null, titled(topic.name), topic.closed && h("span", { class: "topic-lock" }, icon("lock"))),
        h("span", { class: "faint" }, topic.closed ? t("topic.closed") : chat.info.title)));
  }

  /** The group's name opens the list of all of them. */
  #title(chat, elsewhere) {
    return h("div", { class: "chat-title" },
      h("button", {
        type: "button", class: "group-choice", testid: "group-switch", "aria-haspopup": "menu", title: t("group.choose"),
        onclick: (event) => this.#chooseGroup(event.currentTarget),
      }, h("h2", null, titled(fullName(chat.info))), icon("down"),
      elsewhere > 0 && [badge(elsewhere), h("span", { class: "visually-hidden" }, t("group.elsewhere", { n: elsewhere }))]),
      h("span", { class: "faint" }, t("members", { n: chat.members.length })));
  }

  #chooseGroup(button) {
    chooseGroup(button, {
      groups: this.#store.groups(), shown: this.chat, unread: (chat) => this.#unread.countChat(chat.id, this.actor?.id),
      choose: (chat) => this.open(this.#threads[chat.id] ?? GENERAL, chat.id),
      add: () => askForGroup(this.actor?.id, (chat) => this.#made(chat)),
    });
  }

  #made(chat) {
    this.#store.apply({ kind: "chat", chat });
    this.open(GENERAL, chat.id);
  }
}

const titled = (name) => h("span", { class: "title-name" }, name);
