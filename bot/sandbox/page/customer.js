// The left side: one customer's phone, with that customer's private chat with the bot.

import { api } from "./api.js";
import { commandsFor, inLanguage } from "./commands.js";
import { Conversation } from "./conversation.js";
import { openForm, toast } from "./dialogs.js";
import { fill, h, toggle } from "./dom.js";
import { fullName } from "./format.js";
import { language, t } from "./i18n.js";
import { icon } from "./icons.js";
import { openMenu } from "./menu.js";
import { askForPerson, avatar, PeopleStrip } from "./people.js";
import { recall, remember } from "./prefs.js";
import { GENERAL } from "./store.js";

const PAYLOAD = "[A-Za-z0-9_\\-]{0,64}";

export class CustomerPane {
  #store;
  #unread;
  #turned;
  #selected = recall("customer");

  constructor({ store, unread, follow, read, turned, lead }) {
    this.#store = store;
    this.#unread = unread;
    this.#turned = turned;
    this.strip = new PeopleStrip({
      side: "customer", testid: "customer-switch", lead, people: () => this.people(), selected: () => this.person?.id,
      unread: (person) => unread.countChat(person.id, person.id), choose: (id) => this.choose(id),
      add: () => askForPerson("customer", (person) => this.#added(person)),
    });
    this.conversation = new Conversation({
      store, unread, named: false, testid: "customer-chat", read, follow,
      viewer: () => this.person?.id, placeholder: () => t("compose.placeholder"),
      commands: () => commandsFor(store.bot?.commands, "private", this.person?.language_code),
    });
    this.head = h("header", { class: "chat-head" });
    this.unblock = h("div", { class: "footer-notice" });
    this.conversation.footer.append(this.unblock);
    this.body = h("div", { class: "device phone" }, this.head, this.conversation.element);
    this.element = h("section", { class: "pane customer-pane", testid: "customer-pane", "aria-label": t("pane.customer") },
      this.strip.element, this.body);
  }

  get person() {
    const people = this.people();
    return people.find((person) => person.id === this.#selected) ?? people.find((person) => person.language_code === language()) ?? people[0];
  }

  /** Customers, and those of the staff who talk to the bot in private too. */
  people() {
    const chatting = (person) => person.side !== "customer" && !person.is_bot && !person.deleted && this.#store.messages(person.id, GENERAL).length > 0;
    return [...this.#store.customers(), ...[...this.#store.people.values()].filter(chatting)];
  }

  choose(id) {
    this.#keep(id);
    this.render();
    this.#turned();
  }

  #keep(id) {
    this.#selected = id;
    remember("customer", id);
  }

  unreadCount() {
    return this.people().reduce((sum, person) => sum + this.#unread.countChat(person.id, person.id), 0);
  }

  sync(changes) {
    this.conversation.sync(changes);
    this.render();
  }

  render() {
    const { person } = this;
    if (person && person.id !== this.#selected) this.#keep(person.id); // the page's language chose; it does not choose again
    this.strip.sync();
    if (person) this.conversation.show(person.id, GENERAL);
    toggle(this.conversation.composer.element, Boolean(person) && !person.blocked);
    toggle(this.unblock, Boolean(person?.blocked));
    this.#part("head", [person, this.#store.bot], () => this.#renderHead(person));
    this.#part("unblock", person?.blocked && fullName(person), () => this.#renderUnblock(person));
    const empty = this.#store.loaded && (!person || this.#store.messages(person.id, GENERAL).length === 0);
    toggle(this.conversation.view.empty, empty);
    if (empty) this.#part("empty", [person?.id, person?.language_code, this.#store.bot], () => this.#renderEmpty(person));
  }

  /** Opens the bot as this person, as a t.me link does. */
  async start(person, payload) {
    try {
      await api.start(person.id, payload);
      this.conversation.view.toEnd();
    } catch (problem) {
      toast(this.conversation.element, problem.message, { kind: "error" });
    }
  }

  #signatures = {};

  #part(name, value, render) {
    const signature = JSON.stringify(value) ?? "";
    if (this.#signatures[name] === signature) return;
    this.#signatures[name] = signature;
    render();
  }

  #added(person) {
    this.#store.apply({ kind: "person", person });
    this.choose(person.id);
  }

  #renderHead(person) {
    const bot = this.#store.bot;
    fill(this.head,
      bot && avatar(bot),
      h("div", { class: "chat-title" },
        h("h2", null, h("span", { class: "title-name" }, bot ? fullName(bot) : t("connecting"))),
        h("span", { class: "faint" }, bot?.username ? `@${bot.username} · ${t("bot.word")}` : t("bot.word"))),
      person && h("button", {
        type: "button", class: "icon-button", testid: "chat-menu", "aria-label": t("menu.chat"), title: t("menu.chat"), "aria-haspopup": "menu",
        onclick: (event) => this.#menu(event.currentTarget, this.person),
      }, icon("more")));
  }

  #menu(button, person) {
    const speak = (code) => ({
      label: t(`menu.language.${code}`), testid: `menu-language-${code}`, checked: person.language_code === code,
      action: () => this.#change(person, { language_code: code }), leading: icon("globe"),
    });
    openMenu(button, [
      { label: t("menu.start"), icon: "link", testid: "menu-start", action: () => this.#askForPayload(person) },
      speak("ru"), speak("en"),
      person.blocked
        ? { label: t("menu.unblock"), icon: "check", testid: "menu-unblock", action: () => this.#change(person, { blocked: false }) }
        : { label: t("menu.block"), icon: "block", testid: "menu-block", danger: true, action: () => this.#change(person, { blocked: true }) },
    ], { label: t("menu.chat"), testid: "chat-menu-list", end: true });
  }

  async #change(person, change) {
    try {
      await api.changePerson(person.id, change);
    } catch (problem) {
      toast(this.conversation.element, problem.message, { kind: "error" });
    }
  }

  #askForPayload(person) {
    openForm({
      title: t("menu.start").replace("…", ""), testid: "deep-link-dialog", button: t("start.open"),
      fields: [this.#payloadField("deep-link-dialog-payload")],
      submit: ({ payload }) => api.start(person.id, payload),
    });
  }

  #payloadField(testid) {
    return h("label", { class: "payload" }, h("span", { class: "payload-prefix" }, `t.me/${this.#store.bot?.username ?? "bot"}?start=`),
      h("input", {
        name: "payload", testid, pattern: PAYLOAD, title: t("start.payload.wrong"), placeholder: t("start.payload"),
        "aria-label": t("start.payload"), autocomplete: "off", autocapitalize: "off", spellcheck: "false",
      }));
  }

  #renderUnblock(person) {
    if (!person?.blocked) return;
    fill(this.unblock, h("span", null, t("blocked", { name: fullName(person) })),
      h("button", {
        type: "button", class: "button primary", testid: "unblock-button", onclick: () => this.#change(this.person, { blocked: false }),
      }, t("menu.unblock")));
  }

  #renderEmpty(person) {
    const { empty } = this.conversation.view;
    if (!person) {
      fill(empty, h("p", { class: "hint" }, t("people.none.customer")));
      return;
    }
    const form = h("form", { class: "start-link" }, h("span", { class: "faint" }, t("start.link")), this.#payloadField("deep-link"),
      h("button", { type: "submit", class: "button", testid: "deep-link-open" }, t("start.open")));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.start(this.person, new FormData(form).get("payload"));
    });
    fill(empty, h("div", { class: "start-card" },
      this.#store.bot && avatar(this.#store.bot, "large"),
      h("h3", null, t("start.title")),
      h("p", null, inLanguage(this.#store.bot?.description, person.language_code) ?? t("start.text")),
      h("button", { type: "button", class: "button primary wide", testid: "start-button", onclick: () => this.start(this.person) },
        t("start.button")),
      form));
  }
}
