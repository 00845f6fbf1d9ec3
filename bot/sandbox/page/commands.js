// The bot's commands, as they are announced for a kind of chat and a language, and the list one picks from.

import { fill, h, toggle } from "./dom.js";
import { t } from "./i18n.js";

/** What a bot announced by language ("" is for all), for a person who speaks `languageCode`. */
export function inLanguage(texts, languageCode) {
  const short = (languageCode ?? "").slice(0, 2);
  const given = Object.entries(texts ?? {}).filter(([, value]) => value?.length);
  const choice = [short, "", "en"].find((code) => given.some(([known]) => known === code));
  return given.find(([code]) => code === choice)?.[1] ?? given[0]?.[1] ?? null;
}

/** `commands` is the bot's: {"private": {"en": [{command, description}]}, "group": …, "members": {"chat:user": …}}. */
export const commandsFor = (commands, scope, languageCode) => inLanguage(commands?.[scope], languageCode) ?? [];

/** What a member of a group is offered there: the bot may have announced commands for them alone. */
export const commandsForMember = (commands, chatId, userId, languageCode) =>
  inLanguage(commands?.members?.[`${chatId}:${userId}`], languageCode) ?? commandsFor(commands, "group", languageCode);

export class CommandList {
  #items = [];
  #at = 0;

  /** pick(command, {send}) gets "/name"; send is false when arguments are to follow. */
  constructor({ id, commands, pick }) {
    Object.assign(this, { commands, pick });
    this.element = h("div", {
      class: "commands", testid: "command-list", id, role: "listbox", "aria-label": t("compose.commands"), hidden: true,
    });
  }

  get open() { return !this.element.hidden; }

  /** Shows the commands that begin with what was typed; any other text closes the list. */
  suggest(text) {
    const typed = /^\/(\w*)$/.exec(text)?.[1]?.toLowerCase();
    this.#show(typed === undefined ? [] : this.commands().filter(({ command }) => command.startsWith(typed)));
  }

  showAll() {
    const all = this.commands();
    this.#show(all);
    if (!all.length) {
      fill(this.element, h("p", { class: "commands-none" }, t("compose.commands.none")));
      toggle(this.element, true);
    }
  }

  close() {
    toggle(this.element, false);
  }

  /** Returns whether the key was meant for the list. */
  key(event) {
    if (!this.open) return false;
    const steps = { ArrowDown: 1, ArrowUp: -1 };
    if (event.key === "Escape") this.close();
    else if (!this.#items.length) return false;
    else if (event.key in steps) this.#mark((this.#at + steps[event.key] + this.#items.length) % this.#items.length);
    else if (event.key === "Tab" || (event.key === "Enter" && !event.shiftKey)) this.#choose(this.#at, event.key === "Enter");
    else return false;
    event.preventDefault();
    return true;
  }

  #show(items) {
    this.#items = items;
    toggle(this.element, items.length > 0);
    fill(this.element, items.map(({ command, description }, index) => h("button", {
      type: "button", class: "command-item", role: "option", tabIndex: -1, testid: "command", dataset: { command },
      onclick: () => this.#choose(index, true),
    }, h("span", { class: "command-name" }, `/${command}`), h("span", { class: "command-text" }, description))));
    if (items.length) this.#mark(0);
  }

  #mark(index) {
    this.#at = index;
    [...this.element.children].forEach((element, place) => {
      element.setAttribute("aria-selected", String(place === index));
      if (place === index) element.scrollIntoView({ block: "nearest" });
    });
  }

  #choose(index, send) {
    const { command } = this.#items[index];
    this.close();
    this.pick(`/${command}`, { send });
  }
}
