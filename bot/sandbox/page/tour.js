// The guided tour: a ticket in five steps, each of which is done when it has really happened in the chats.

import { fill, h, toggle } from "./dom.js";
import { t } from "./i18n.js";
import { icon } from "./icons.js";
import { recall, remember } from "./prefs.js";
import { GENERAL } from "./store.js";

const SIDES = ["customer", "customer", "staff", "staff", "customer"];
const RATED_KEPT = 50;
const BUTTON = /^(?<kind>[fkd])1:(?<id>\d+):(?<action>\w+)/;

/** The bot's buttons on a message, each {kind, id, action, text}: f of a form, k of a customer's ticket, d of the staff's. */
function buttonsOf(message) {
  return (message.reply_markup?.inline_keyboard ?? []).flat().flatMap((button) => {
    const found = button.callback_data?.match(BUTTON)?.groups;
    return found ? [{ ...found, text: button.text }] : [];
  });
}

/** A sandbox may be begun anew under the same address, with the same numbers. */
const keyOf = (message) => `${message.chat.id}:${message.message_id}:${message.date}`;

const asksToRate = (message, ticket) => buttonsOf(message)
  .some(({ kind, id, action }) => kind === "k" && action === "rate" && (ticket === undefined || Number(id) === ticket));

/** How many steps the customer's newest ticket has behind it, and what the buttons that matter say. */
function progress(store, customer, rated) {
  const said = store.messages(customer.id, GENERAL);
  const own = said.flatMap(buttonsOf);
  const ticket = Math.max(0, ...own.filter(({ kind }) => kind === "k").map(({ id }) => Number(id)));
  const cards = [...store.chats.values()].filter((chat) => !chat.isPrivate)
    .flatMap((chat) => [...chat.messages.values()].flatMap(buttonsOf))
    .filter(({ kind, id }) => kind === "d" && Number(id) === ticket);
  const asked = (action) => own.find((button) => button.kind === "k" && Number(button.id) === ticket && button.action === action);
  const desk = (action) => cards.find((button) => button.action === action);
  const label = (button, otherwise) => button?.text ?? t(`tour.button.${otherwise}`);
  const done = [
    said.some((message) => message.from?.id === customer.id),
    ticket > 0,
    cards.length > 0 && !desk("take"),
    Boolean(asked("confirm")),
    said.some((message) => rated.includes(keyOf(message)) && asksToRate(message, ticket)),
  ];
  const step = done.indexOf(false);
  return {
    step: step < 0 ? done.length : step,
    labels: {
      start: t("start.button"),
      submit: label(own.findLast(({ kind, action }) => kind === "f" && action === "submit"), "submit"),
      take: label(desk("take"), "take"),
      resolve: label(desk("resolve"), "resolve"),
      confirm: label(asked("confirm"), "confirm"),
    },
  };
}

export class Tour {
  #store;
  #customer;
  #pointed;
  #go;
  #laboratory;
  #signature = null;

  /** customer() is the person shown; pointed(side) marks a pane or none; go(side) shows one; laboratory() opens it. */
  constructor({ store, customer, pointed, go, laboratory }) {
    this.#store = store;
    this.#customer = customer;
    this.#pointed = pointed;
    this.#go = go;
    this.#laboratory = laboratory;
    this.element = h("section", { class: "tour", testid: "tour", "aria-label": t("tour"), hidden: true });
    this.button = h("button", {
      type: "button", class: "button quiet", testid: "tour-button", title: t("tour"), "aria-label": t("tour"), onclick: () => this.show(!this.open),
    }, icon("compass"), h("span", { class: "tool-text" }, t("tour")));
  }

  get open() { return recall("tour", true) === true; }

  show(open) {
    remember("tour", open);
    this.render();
    if (!open) this.button.focus({ preventScroll: true });
  }

  /** A rating leaves no trace in the chat that the page could tell: the answered press is one. */
  sync(changes) {
    for (const press of changes.presses.filter(({ expired }) => !expired)) {
      const message = this.#store.message(press.chat_id, press.message_id);
      if (message && asksToRate(message)) remember("rated", [...recall("rated", []), keyOf(message)].slice(-RATED_KEPT));
    }
    this.render();
  }

  render() {
    const customer = this.#customer();
    const shown = this.open && this.#store.loaded && Boolean(customer);
    this.button.setAttribute("aria-expanded", String(this.open));
    toggle(this.element, shown);
    const now = shown ? progress(this.#store, customer, recall("rated", [])) : null;
    this.#pointed(now ? SIDES[now.step] ?? null : null);
    const signature = JSON.stringify(now);
    if (!shown || signature === this.#signature) return;
    this.#signature = signature;
    this.#fill(now);
  }

  #fill({ step, labels }) {
    const finished = step === SIDES.length;
    const name = finished ? "end" : step + 1;
    this.element.dataset.step = name;
    fill(this.element,
      h("ol", { class: "tour-dots", "aria-hidden": "true" }, SIDES.map((_, at) => h("li", { class: at < step ? "done" : at === step ? "current" : "" }))),
      h("div", { class: "tour-text", role: "status" },
        h("h2", null, !finished && h("span", { class: "tour-count" }, t("tour.count", { n: step + 1, sum: SIDES.length })), t(`tour.${name}.title`)),
        h("p", null, t(`tour.${name}.text`, labels))),
      finished
        ? h("button", { type: "button", class: "button", testid: "tour-laboratory", onclick: () => this.#laboratory() }, t("lab"))
        : h("button", {
          type: "button", class: `icon-button tour-go ${SIDES[step]}`, testid: "tour-go", "aria-label": t(`tab.${SIDES[step]}`),
          title: t(`tab.${SIDES[step]}`), onclick: () => this.#go(SIDES[step]),
        }, icon("forward")),
      h("button", {
        type: "button", class: "icon-button", testid: "tour-close", "aria-label": t("tour.close"), title: t("tour.close"), onclick: () => this.show(false),
      }, icon("close")));
  }
}
