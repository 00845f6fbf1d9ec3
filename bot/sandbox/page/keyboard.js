// Inline keyboards, and what a press on each kind of button does.

import { api } from "./api.js";
import { showAlert, toast } from "./dialogs.js";
import { copyText, h } from "./dom.js";
import { t } from "./i18n.js";
import { icon } from "./icons.js";
import { safeUrl } from "./links.js";

const STYLES = new Set(["primary", "success", "danger"]);

export function renderKeyboard(message, ctx) {
  const pending = ctx.pending(message);
  const keyboard = message.reply_markup?.inline_keyboard ?? [];
  return keyboard.map((buttons, row) => h("div", { class: "keyboard-row" },
    buttons.map((button, column) => inlineButton(button, pending.has(`${row}:${column}`), {
      row, column, press: () => ctx.press(message, row, column, button), follow: ctx.hooks.follow,
    }))));
}

function inlineButton(button, waiting, { row, column, press, follow }) {
  const address = button.url ?? button.web_app?.url ?? button.login_url?.url;
  const style = STYLES.has(button.style) ? button.style : "plain";
  const props = { class: `inline-button ${style}`, testid: "inline-button", dataset: { row, column, style } };
  const label = h("span", { class: "inline-label" }, button.text);
  if (address) {
    const href = safeUrl(address);
    const onclick = (event) => {
      if (follow?.(href)) event.preventDefault();
    };
    return h("a", { ...props, href, target: "_blank", rel: "noopener noreferrer", title: address, onclick }, label, icon("out", "corner"));
  }
  return h("button", {
    ...props, type: "button", onclick: press, "aria-busy": waiting ? "true" : null,
    title: waiting ? t("press.wait") : button.copy_text ? t("press.copy", { text: button.copy_text.text }) : null,
  }, label, button.copy_text && icon("copy", "corner"), waiting && h("span", { class: "spinner" }));
}

/** Presses of one pane: which wait for an answer, and how answers are shown. */
export class Presses {
  #waiting = new Map();
  #late = new Set();

  /** host: where toasts go; changed(message) is called when a button begins or ends to wait. */
  constructor({ store, host, viewer, changed }) {
    Object.assign(this, { store, host, viewer, changed });
  }

  pending(message) {
    return this.#waiting.get(keyOf(message.chat.id, message.message_id)) ?? new Set();
  }

  async press(message, row, column, button) {
    if (button.copy_text) return this.#copy(button.copy_text.text);
    if (button.callback_data === undefined) return toast(this.host, t("press.unsupported"));
    const viewer = this.viewer();
    if (!viewer) return toast(this.host, t("error.nobody"), { kind: "error" });
    const place = `${row}:${column}`;
    if (this.pending(message).has(place)) return null;
    this.#wait(message, place, true);
    try {
      const answer = await api.press({ as: viewer, chatId: message.chat.id, messageId: message.message_id, row, column });
      this.#show(answer, message, viewer);
    } catch (problem) {
      toast(this.host, problem.message, { kind: "error" });
    } finally {
      this.#wait(message, place, false);
    }
    return null;
  }

  /** The stream of press events tells of answers that came after the request had given up. */
  late(event) {
    const key = `${keyOf(event.chat_id, event.message_id)}:${event.user_id}`;
    if (!this.#late.delete(key)) return;
    if (event.expired) toast(this.host, t("press.expired"));
    else this.#words(event);
  }

  #show(answer, message, viewer) {
    if (answer.answered) {
      this.#words(answer);
      return;
    }
    this.#late.add(`${keyOf(message.chat.id, message.message_id)}:${viewer}`);
    const stopped = this.store.bot?.state === "stopped";
    toast(this.host, t(stopped ? "press.stopped" : "press.none"));
  }

  #words({ text, show_alert: alert, url }) {
    if (url && safeUrl(url)) window.open(safeUrl(url), "_blank", "noopener,noreferrer");
    if (!text) return;
    if (alert) showAlert(text);
    else toast(this.host, text);
  }

  async #copy(text) {
    toast(this.host, t((await copyText(text)) ? "copied" : "copy.failed"));
  }

  #wait(message, place, begins) {
    const key = keyOf(message.chat.id, message.message_id);
    const places = new Set(this.#waiting.get(key));
    if (begins) places.add(place);
    else places.delete(place);
    if (places.size) this.#waiting.set(key, places);
    else this.#waiting.delete(key);
    this.changed(message);
  }
}

const keyOf = (chatId, messageId) => `${chatId}:${messageId}`;
