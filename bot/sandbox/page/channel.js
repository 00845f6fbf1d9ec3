// The channel: its posts as its readers see them, what people say under a post, and where its owner writes.

import { Conversation } from "./conversation.js";
import { toast } from "./dialogs.js";
import { fill, h, toggle } from "./dom.js";
import { fullName, snippet } from "./format.js";
import { t } from "./i18n.js";
import { icon } from "./icons.js";
import { avatar, PeopleStrip } from "./people.js";
import { recall, remember } from "./prefs.js";
import { GENERAL } from "./store.js";

export class ChannelPane {
  #store;
  #unread;
  #turned;
  #reader = recall("reader");
  #thread = null; // of the post whose comments are shown

  /** lead stands in front of the people; turned() follows a change of what is shown. */
  constructor({ store, unread, follow, read, turned, lead }) {
    this.#store = store;
    this.#unread = unread;
    this.#turned = turned;
    this.strip = new PeopleStrip({
      side: "channel", testid: "reading-as", lead, people: () => this.people(), selected: () => this.person?.id, unread: () => 0,
      choose: (id) => this.choose(id), tag: (person) => this.#posts(person) && t("channel.author"),
    });
    const common = { store, unread, read, follow, viewer: () => this.person?.id, commands: null };
    this.posts = new Conversation({
      ...common, named: false, testid: "channel-chat", placeholder: () => t("compose.post"),
      may: () => this.#posts(this.person), comments: (post) => this.#comments(post), openComments: (post) => this.#openUnder(post),
    });
    this.talk = new Conversation({
      ...common, named: true, testid: "comments-chat",
      placeholder: () => (this.person ? t("compose.comment", { name: this.person.first_name }) : t("compose.placeholder")),
      may: (what, message) => (what === "reply" ? !message.is_automatic_forward : message.from?.id === this.person?.id),
    });
    this.head = h("header", { class: "chat-head" });
    this.notice = h("div", { class: "footer-notice", testid: "channel-notice" }, t("channel.readers"));
    this.posts.footer.append(this.notice);
    this.body = h("div", { class: "device phone" }, this.head, this.posts.element, this.talk.element);
    this.body.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && !event.defaultPrevented && this.#thread !== null) this.openComments(null);
    });
    this.element = h("section", { class: "pane channel-pane", testid: "channel-pane", "aria-label": t("pane.channel") }, this.strip.element, this.body);
  }

  get chat() { return this.#store.channel(); }

  get person() {
    const people = this.people();
    return people.find((person) => person.id === this.#reader) ?? people[0];
  }

  get conversation() { return this.#thread === null ? this.posts : this.talk; }

  /** Those who post first. */
  people() {
    if (!this.chat) return [];
    const all = this.#store.members(this.chat.id);
    return [...all.filter((person) => this.#posts(person)), ...all.filter((person) => !this.#posts(person))];
  }

  choose(id) {
    this.#reader = id;
    remember("reader", id);
    this.posts.refresh();
    this.talk.refresh();
    this.render();
    this.#turned();
  }

  /** Shows what is said under a post, by its thread; null shows the posts again. */
  openComments(thread) {
    this.#thread = thread;
    this.render();
    this.conversation.view.sync();
    (thread === null ? this.posts.view.log : this.talk.composer.input).focus({ preventScroll: true });
  }

  openMessage(chatId, messageId) {
    const message = this.#store.message(chatId, messageId);
    const [channel, group] = [this.chat, this.#store.discussion()];
    if (!message || (chatId !== channel?.id && chatId !== group?.id)) return false;
    this.#thread = chatId === channel.id ? null : group.threadOf(message);
    if (this.#thread === GENERAL) return false;
    this.render();
    this.conversation.view.jump(messageId);
    return true;
  }

  unreadCount() {
    const { chat, person } = this;
    const group = this.#store.discussion();
    if (!chat) return 0;
    const threads = [...(group?.threads.keys() ?? [])].filter((thread) => thread !== GENERAL);
    return threads.reduce((sum, thread) => sum + this.#unread.count(group.id, thread, person?.id), this.#unread.count(chat.id, GENERAL, person?.id));
  }

  sync(changes) {
    const group = this.#store.discussion();
    this.posts.sync(changes);
    this.talk.sync(changes);
    if (group && changes.topics.has(group.id)) this.posts.refresh();
    this.render();
  }

  /** Posts say how many comments were not read, which reading the comments changes. */
  counted() {
    const group = this.#store.discussion();
    const counts = [...(group?.threads.keys() ?? [])].map((thread) => this.#unread.count(group.id, thread, this.person?.id));
    this.#part("counts", counts, () => this.posts.refresh());
  }

  render() {
    const { chat, person } = this;
    const group = this.#store.discussion();
    const root = this.#thread !== null && group?.thread(this.#thread)[0];
    if (!root) this.#thread = null;
    const talking = this.#thread !== null;
    this.strip.sync();
    toggle(this.posts.element, !talking);
    toggle(this.talk.element, talking);
    if (chat) this.posts.show(chat.id, GENERAL);
    if (talking) this.talk.show(group.id, this.#thread);
    toggle(this.posts.composer.element, this.#posts(person));
    toggle(this.notice, Boolean(person) && !this.#posts(person));
    this.#part("head", [chat?.info, chat?.members.length, talking && [root.message_id, snippet(root), group.thread(this.#thread).length]],
      () => (talking ? this.#renderTalk(root, group) : this.#renderHead(chat)));
    const empty = this.#store.loaded && !(chat?.thread(GENERAL).length > 0);
    toggle(this.posts.view.empty, empty);
    if (empty) this.#part("empty", [chat?.id], () => fill(this.posts.view.empty, h("p", { class: "hint" }, t(chat ? "channel.empty" : "channel.none"))));
  }

  #signatures = {};

  #part(name, value, render) {
    const signature = JSON.stringify(value) ?? "";
    if (this.#signatures[name] === signature) return;
    this.#signatures[name] = signature;
    render();
  }

  #posts(person) {
    return Boolean(person) && this.chat?.info.posters?.includes(person.id) === true;
  }

  #comments(post) {
    const group = this.#store.discussion();
    const thread = this.#store.threadUnder(post);
    if (thread === undefined) return null;
    const count = group.thread(thread).filter((message) => !message.is_automatic_forward).length;
    return { count, unread: this.#unread.count(group.id, thread, this.person?.id) };
  }

  #openUnder(post) {
    const thread = this.#store.threadUnder(post);
    if (thread === undefined) toast(this.posts.element, t("message.gone"));
    else this.openComments(thread);
  }

  #renderHead(chat) {
    if (!chat) return fill(this.head, h("div", { class: "chat-title" }, h("h2", null, h("span", { class: "title-name" }, t("tab.channel")))));
    const people = t("channel.readers.count", { n: chat.members.filter((id) => id !== this.#store.bot?.id).length });
    return fill(this.head, avatar(chat.info), h("div", { class: "chat-title" },
      h("h2", null, h("span", { class: "title-name", title: fullName(chat.info) }, fullName(chat.info))),
      h("span", { class: "faint" }, chat.info.username ? `@${chat.info.username} · ${people}` : people)));
  }

  #renderTalk(root, group) {
    const count = group.thread(this.#thread).filter((message) => !message.is_automatic_forward).length;
    return fill(this.head,
      h("button", {
        type: "button", class: "icon-button", testid: "comments-close", "aria-label": t("comments.close"), title: t("comments.close"),
        onclick: () => this.openComments(null),
      }, icon("back")),
      h("div", { class: "chat-title" },
        h("h2", null, h("span", { class: "title-name" }, count ? t("comments.count", { n: count }) : t("comments"))),
        h("span", { class: "faint" }, snippet(root))));
  }
}
