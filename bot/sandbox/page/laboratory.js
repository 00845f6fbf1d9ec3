// The laboratory: time, the customer, the staff group, Telegram's weather and people, beside the chats that show what comes of it.

import { api } from "./api.js";
import { askFirst } from "./dialogs.js";
import { h, KeyedList, toggle } from "./dom.js";
import { clock, fullName } from "./format.js";
import { t } from "./i18n.js";
import { icon } from "./icons.js";
import { avatar } from "./people.js";
import { recall, remember } from "./prefs.js";
import { GENERAL } from "./store.js";

const STEPS = [1, 11, 24, 72];
const WEATHERS = ["normal", "slow", "faulty"];
const IN_GROUP = ["administrator", "member", "left"];
const IN_CHANNEL = ["administrator", "left"];
const CLOCK_TICK_MS = 5000;

export class Laboratory {
  #store;
  #customer;
  #staff;
  #problem;
  #toggled;
  #busy = false;

  /** customer() is the person shown; staff has the chat and thread shown; toggled(open) follows the panel. */
  constructor({ store, customer, staff, problem, toggled }) {
    this.#store = store;
    this.#customer = customer;
    this.#staff = staff;
    this.#problem = problem;
    this.#toggled = toggled;
    this.element = h("aside", { class: "lab", testid: "laboratory", "aria-label": t("lab"), tabIndex: -1 },
      h("header", { class: "lab-head" }, h("h2", null, t("lab")), h("button", {
        type: "button", class: "icon-button", testid: "laboratory-close", "aria-label": t("close"), title: t("close"), onclick: () => this.show(false),
      }, icon("close"))),
      h("div", { class: "lab-body" }, this.#time(), this.#person(), this.#group(), this.#channel(), this.#telegram(), this.#people()));
    this.element.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.show(false);
    });
    this.element.hidden = recall("laboratory") !== true;
    this.button = h("button", {
      type: "button", class: "button quiet", testid: "laboratory-button", title: t("lab"), "aria-label": t("lab"), "aria-expanded": String(this.open),
      onclick: () => this.show(!this.open),
    }, icon("flask"), h("span", { class: "tool-text" }, t("lab")));
    this.ticking = setInterval(() => this.render(), CLOCK_TICK_MS);
  }

  /** The page gets another one in its place. */
  stop() {
    clearInterval(this.ticking);
  }

  get open() { return !this.element.hidden; }

  show(open) {
    toggle(this.element, open);
    remember("laboratory", open || null);
    this.button.setAttribute("aria-expanded", String(open));
    this.#toggled(open);
    this.render();
    (open ? this.element : this.button).focus({ preventScroll: true });
  }

  render() {
    if (!this.open || !this.#store.loaded) return;
    const { surroundings, bot } = this.#store;
    const customer = this.#customer();
    const { chat, thread } = this.#staff;
    this.now.textContent = clock(this.#store.now());
    this.customerName.textContent = customer ? fullName(customer) : t("people.none.customer");
    this.blocked.set(customer?.blocked === true, !customer);
    this.topics.set(chat?.isForum === true, !chat);
    this.groupName.textContent = chat ? fullName(chat.info) : t("group.none");
    this.present.set(statusOf(chat), !chat || !bot);
    const channel = this.#store.channel();
    this.channelName.textContent = channel ? fullName(channel.info) : t("channel.none");
    this.posting.set(statusOf(channel), !channel || !bot);
    const topic = thread === GENERAL ? null : chat?.topics.get(thread);
    this.topicName.textContent = topic ? topic.name : t("lab.topic.none");
    this.deleteTopic.disabled = !topic;
    this.migrate.disabled = !chat;
    for (const [name, button] of Object.entries(this.weather)) button.setAttribute("aria-pressed", String(surroundings.weather === name));
    this.limits.set(surroundings.limits, false);
    this.list.sync([...this.#store.people.values()].filter((person) => !person.deleted));
  }

  #time() {
    this.now = h("p", { class: "lab-clock", testid: "laboratory-clock" });
    this.passing = h("p", { class: "lab-hint", role: "status" }, t("lab.time.hint"));
    this.steps = STEPS.map((hours) => h("button", {
      type: "button", class: "button", testid: "clock-step", dataset: { hours }, onclick: () => this.#pass(hours),
    }, hours % 24 ? t("lab.hours", { n: hours }) : t("lab.days", { n: hours / 24 })));
    return section("lab.time", this.now, h("div", { class: "lab-buttons" }, this.steps), this.passing);
  }

  async #pass(hours) {
    for (const button of this.steps) button.disabled = true;
    this.passing.textContent = t("lab.time.passing");
    await this.#do(() => api.moveClock(hours));
    this.passing.textContent = t("lab.time.hint");
    for (const button of this.steps) button.disabled = false;
  }

  #person() {
    this.customerName = h("p", { class: "lab-subject" });
    this.blocked = this.#switch("lab.blocked", "customer-blocked", (on) => api.changePerson(this.#customer().id, { blocked: on }));
    return section("lab.customer", this.customerName, this.blocked.element);
  }

  #group() {
    const chat = () => this.#staff.chat.id;
    this.groupName = h("p", { class: "lab-subject", testid: "laboratory-group" });
    this.topics = this.#switch("lab.topics", "group-topics", (on) => api.changeGroup(chat(), { topics: on }));
    this.present = this.#choices("lab.present", "group-bot", IN_GROUP, (status) => api.changeGroup(chat(), { bot: status }));
    this.topicName = h("span", { class: "lab-name" });
    this.deleteTopic = this.#button("lab.topic.delete", "topic-delete", () => {
      const { thread } = this.#staff;
      this.#staff.askToDelete({ thread, name: this.#staff.chat.topics.get(thread).name });
    });
    this.migrate = this.#button("lab.migrate", "group-migrate", () => {
      const { id, info } = this.#staff.chat;
      askFirst({ title: t("lab.migrate.ask", { name: fullName(info) }), text: t("lab.migrate.text"), button: t("lab.migrate.yes"), action: () => api.migrateGroup(id) });
    });
    return section("lab.group", this.groupName, this.topics.element, this.present.element,
      h("div", { class: "lab-row" }, h("span", { class: "lab-label" }, h("span", null, t("lab.topic")), this.topicName), this.deleteTopic),
      h("div", { class: "lab-row" }, h("span", { class: "lab-label" }, t("lab.number")), this.migrate),
      h("p", { class: "lab-hint" }, t("lab.migrate.hint")));
  }

  #channel() {
    this.channelName = h("p", { class: "lab-subject" });
    this.posting = this.#choices("lab.posting", "channel-bot", IN_CHANNEL, (status) => api.changeGroup(this.#store.channel().id, { bot: status }));
    return section("tab.channel", this.channelName, this.posting.element);
  }

  #telegram() {
    this.weather = Object.fromEntries(WEATHERS.map((name) => [name, h("button", {
      type: "button", class: "lab-choice", testid: "weather", dataset: { weather: name }, title: t(`lab.weather.${name}.hint`),
      onclick: () => this.#do(() => api.changeSurroundings({ weather: name })),
    }, t(`lab.weather.${name}`))]));
    this.limits = this.#switch("lab.limits", "limits", (on) => api.changeSurroundings({ limits: on }));
    return section("lab.telegram", h("div", { class: "lab-choices", role: "group", "aria-label": t("lab.telegram") }, Object.values(this.weather)),
      h("p", { class: "lab-hint" }, t("lab.weather.hint")), this.limits.element);
  }

  #people() {
    const list = h("ul", { class: "lab-people" });
    this.list = new KeyedList(list, {
      key: (person) => person.id,
      create: (person) => {
        const name = h("span", { class: "lab-name" });
        const remove = h("button", {
          type: "button", class: "icon-button", testid: "person-remove", onclick: () => this.#askToRemove(person),
        }, icon("close"));
        const element = h("li", { class: "lab-row", testid: "laboratory-person", dataset: { personId: person.id } }, avatar(person, "small"),
          h("span", { class: "lab-label" }, name, h("span", { class: "faint" }, t(`lab.side.${person.side}`))), remove);
        return { element, name, remove };
      },
      update: ({ name, remove }, person) => {
        name.textContent = fullName(person);
        remove.title = t("lab.remove", { name: fullName(person) });
        remove.setAttribute("aria-label", remove.title);
      },
    });
    return section("lab.people", list);
  }

  #askToRemove(person) {
    askFirst({
      title: t("lab.remove.ask", { name: fullName(person) }), text: t("lab.remove.text"), button: t("lab.remove.yes"),
      action: () => api.removePerson(person.id),
    });
  }

  /** What the bot is in a chat. */
  #choices(text, testid, statuses, change) {
    const buttons = statuses.map((status) => h("button", {
      type: "button", class: "lab-choice", testid, dataset: { status }, onclick: () => this.#do(() => change(status)),
    }, t(`lab.status.${status}`)));
    const row = h("div", { class: "lab-choices", role: "group", "aria-label": t(text) }, buttons);
    row.classList.add(`of-${statuses.length}`);
    return {
      element: h("div", { class: "lab-field" }, h("span", { class: "lab-label" }, t(text)), row),
      set: (status, disabled) => buttons.forEach((button) => {
        button.setAttribute("aria-pressed", String(button.dataset.status === status));
        button.disabled = disabled;
      }),
    };
  }

  #button(text, testid, action) {
    return h("button", { type: "button", class: "button", testid, onclick: () => this.#do(action) }, t(text));
  }

  #switch(text, testid, change) {
    const element = h("button", { type: "button", class: "lab-row lab-switch", testid, role: "switch", onclick: () => {
      this.#do(() => change(element.getAttribute("aria-checked") !== "true"));
    } }, h("span", { class: "lab-label" }, t(text)), h("span", { class: "lab-knob", "aria-hidden": "true" }));
    return {
      element,
      set: (on, disabled) => {
        element.setAttribute("aria-checked", String(on));
        element.disabled = disabled;
      },
    };
  }

  /** One thing at a time: what is asked for meanwhile is most likely a second press on the same button. */
  async #do(action) {
    if (this.#busy) return;
    this.#busy = true;
    try {
      await action();
    } catch (problem) {
      this.#problem(problem.message);
    } finally {
      this.#busy = false;
    }
  }
}

const statusOf = (chat) => (chat?.info.bot_status === "kicked" ? "left" : chat?.info.bot_status);

const section = (title, ...children) => h("section", { class: "lab-section" }, h("h3", null, t(title)), children);
