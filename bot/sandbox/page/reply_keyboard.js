// The bot's keyboard below the composer: its buttons write their text, or share one's own number.

import { api } from "./api.js";
import { toast } from "./dialogs.js";
import { fill, h, toggle } from "./dom.js";

/** The keyboard of the last message that brought or removed one; null while the phone's own is there. */
export function keyboardOf(messages) {
  const changed = messages.findLast(({ sandbox }) => sandbox?.keyboard?.keyboard || sandbox?.keyboard?.remove_keyboard);
  return changed?.sandbox.keyboard.keyboard ?? null;
}

export class ReplyKeyboard {
  #shown = null;
  #options;

  constructor(options) {
    this.#options = options;
    this.element = h("div", { class: "reply-keyboard", testid: "reply-keyboard", hidden: true });
  }

  show(chatId, thread) {
    const { store, viewer } = this.#options;
    const rows = chatId !== null && chatId === viewer() ? keyboardOf(store.messages(chatId, thread)) : null;
    const signature = JSON.stringify([chatId, rows]);
    if (signature === this.#shown) return;
    this.#shown = signature;
    toggle(this.element, Boolean(rows));
    fill(this.element, (rows ?? []).map((buttons) => h("div", { class: "keyboard-row" }, buttons.map((button) => this.#button(button)))));
  }

  #button(button) {
    const text = button.text ?? button;
    const press = button.request_contact ? () => this.#share() : () => this.#options.write(text);
    return h("button", { type: "button", class: "inline-button plain", testid: "reply-keyboard-button", onclick: press },
      h("span", { class: "inline-label" }, text));
  }

  async #share() {
    try {
      await api.shareContact(this.#options.viewer());
    } catch (problem) {
      toast(this.#options.host, problem.message, { kind: "error" });
    }
  }
}
