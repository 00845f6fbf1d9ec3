// A chat one can take part in: messages, composer, pressed buttons, the message menu, dropped files.

import { api } from "./api.js";
import { ChatView } from "./chat.js";
import { Composer } from "./composer.js";
import { toast } from "./dialogs.js";
import { copyText, h, toggle } from "./dom.js";
import { t } from "./i18n.js";
import { Presses } from "./keyboard.js";
import { openMenu } from "./menu.js";
import { quickReactions } from "./reactions.js";
import { ReplyKeyboard } from "./reply_keyboard.js";
import { threadKey } from "./store.js";

const LONG_PRESS_MS = 450;
const STEADY = 10; // pixels a finger may wander in a long press

export class Conversation {
  #store;
  #viewer;
  #may;
  #chatId = null;
  #thread = null;

  /**
   * viewer() is who looks and writes; follow(url) handles links into the sandbox; read() follows a read thread.
   * may(what, message) says whether the viewer may "reply" or "edit"; comments(post) and openComments(post) are a channel's.
   */
  constructor({ store, unread, viewer, named, testid, commands, placeholder, follow, onElsewhere, read, may, comments, openComments }) {
    this.#store = store;
    this.#viewer = viewer;
    this.#may = may ?? ((what, message) => what === "reply" || message.from?.id === viewer());
    this.element = h("div", { class: "conversation" });
    this.presses = new Presses({ store, host: this.element, viewer, changed: () => this.view.sync({ everything: true }) });
    this.view = new ChatView({
      store, testid, onElsewhere: onElsewhere ?? (() => toast(this.element, t("message.gone"))),
      onRead: () => unread.markRead(this.#chatId, this.#thread) && read(),
      ctx: {
        viewer, named, hooks: { follow, command: (text) => this.composer.command(text) },
        press: (...about) => {
          this.view.expect();
          return this.presses.press(...about);
        },
        pending: (message) => this.presses.pending(message),
        react: (message, emoji) => this.#react(message, emoji),
        comments, openComments,
      },
    });
    this.composer = new Composer({
      store, host: this.element, viewer, commands, placeholder, testid: `${testid}-composer`, sent: () => this.view.toEnd(),
    });
    this.keyboard = new ReplyKeyboard({ store, host: this.element, viewer, write: (text) => this.composer.command(text) });
    this.footer = h("div", { class: "footer" }, this.composer.element, this.keyboard.element);
    this.drop = h("div", { class: "drop", hidden: true }, h("span", null, t("compose.drop")));
    this.element.append(this.view.element, this.footer, this.drop);
    this.#listen(this.view.log);
    this.#acceptFiles();
  }

  show(chatId, thread) {
    this.#chatId = chatId;
    this.#thread = thread;
    this.view.show(chatId, thread);
    this.composer.show(chatId, thread);
    this.keyboard.show(chatId, thread);
  }

  /** Another pair of eyes, other names, another language or another day: every row is looked at again. */
  refresh() {
    this.view.sync({ everything: true });
    this.composer.refresh();
  }

  sync(changes) {
    if (changes.people || changes.bot || changes.surroundings) this.refresh();
    else if (changes.threads.has(threadKey(this.#chatId, this.#thread))) this.view.sync();
    this.keyboard.show(this.#chatId, this.#thread);
    for (const event of changes.presses) this.presses.late(event);
  }

  /** Whether a message just arrived before the viewer's eyes. */
  shows(message) {
    const chat = this.#store.chats.get(message.chat.id);
    return this.view.visible && chat?.id === this.#chatId && chat.threadOf(message) === this.#thread;
  }

  async #react(message, emoji) {
    try {
      if (!this.#viewer()) throw new Error(t("error.nobody"));
      await api.react({ as: this.#viewer(), chatId: message.chat.id, messageId: message.message_id, emoji });
    } catch (problem) {
      toast(this.element, problem.message, { kind: "error" });
    }
  }

  #listen(log) {
    log.addEventListener("click", (event) => {
      const button = event.target.closest(".row-menu");
      if (button) this.#menu(button.closest(".bubble-line").querySelector(".bubble"), button);
    });
    log.addEventListener("contextmenu", (event) => {
      const target = event.target.closest("[data-message-id]");
      if (!target || target.matches(".service") || event.target.closest("a") || String(getSelection())) return;
      event.preventDefault();
      this.#menu(target, { x: event.clientX, y: event.clientY });
    });
    log.addEventListener("keydown", (event) => this.#keys(event));
    this.#longPress(log);
  }

  /** iOS has no context menu event. */
  #longPress(log) {
    let timer = null;
    let start = null;
    const cancel = () => clearTimeout(timer);
    log.addEventListener("pointerdown", (event) => {
      cancel();
      const target = event.target.closest("[data-message-id]");
      if (event.pointerType !== "touch" || !target || target.matches(".service") || event.target.closest("a")) return;
      start = { x: event.clientX, y: event.clientY };
      timer = setTimeout(() => this.#menu(target, start), LONG_PRESS_MS);
    });
    log.addEventListener("pointermove", (event) => {
      if (start && Math.hypot(event.clientX - start.x, event.clientY - start.y) > STEADY) cancel();
    });
    for (const name of ["pointerup", "pointercancel", "scroll"]) log.addEventListener(name, cancel, { passive: true });
  }

  #keys(event) {
    const bubble = event.target.closest(".bubble");
    if (event.target !== bubble && event.target !== this.view.log) return;
    if (bubble && (event.key === "Enter" || event.key === "ContextMenu" || (event.key === "F10" && event.shiftKey))) {
      event.preventDefault();
      this.#menu(bubble, bubble);
      return;
    }
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (!step) return;
    const bubbles = this.view.bubbles();
    const next = bubble ? bubbles[bubbles.indexOf(bubble) + step] : bubbles.at(-1);
    if (!next) return;
    event.preventDefault();
    next.focus({ preventScroll: true });
    next.scrollIntoView({ block: "nearest" });
  }

  #menu(element, place) {
    const message = this.#store.message(this.#chatId, Number(element.dataset.messageId));
    if (!message) return;
    const text = message.text ?? message.caption;
    openMenu(place, [
      this.#may("reply", message) && { label: t("action.reply"), icon: "reply", testid: "action-reply", action: () => this.composer.reply(message) },
      this.#may("edit", message) && text && { label: t("action.edit"), icon: "edit", testid: "action-edit", action: () => this.composer.edit(message) },
      text && { label: t("action.copy"), icon: "copy", testid: "action-copy", action: () => this.#copy(text) },
    ].filter(Boolean), {
      label: t("message.actions"), testid: "message-menu",
      header: quickReactions(message, this.#viewer(), (target, emoji) => this.#react(target, emoji)),
    });
  }

  async #copy(text) {
    toast(this.element, t((await copyText(text)) ? "copied" : "copy.failed"));
  }

  #acceptFiles() {
    const carriesFiles = (event) => event.dataTransfer?.types.includes("Files") && !this.composer.element.hidden;
    this.element.addEventListener("dragover", (event) => {
      if (!carriesFiles(event)) return;
      event.preventDefault();
      toggle(this.drop, true);
    });
    this.element.addEventListener("dragleave", (event) => {
      if (!this.element.contains(event.relatedTarget)) toggle(this.drop, false);
    });
    this.element.addEventListener("drop", (event) => {
      toggle(this.drop, false);
      if (!carriesFiles(event)) return;
      event.preventDefault();
      this.composer.attach(event.dataTransfer.files);
    });
  }
}
