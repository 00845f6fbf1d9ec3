// Where people write: text, files, replies, edits. What is not sent yet is kept as a draft of its thread.

import { api } from "./api.js";
import { inAlbums, named, Tray } from "./attachments.js";
import { CommandList } from "./commands.js";
import { toast } from "./dialogs.js";
import { fill, h, toggle } from "./dom.js";
import { draft, keepDraft } from "./drafts.js";
import { fullName, snippet } from "./format.js";
import { t } from "./i18n.js";
import { icon } from "./icons.js";
import { threadKey } from "./store.js";

const TALLEST = 180;

/** On a phone's keyboard Enter makes a new line; there is a button to send. */
const touchKeyboard = () => matchMedia("(hover: none) and (pointer: coarse)").matches;

export class Composer {
  #chatId = null;
  #thread = 0;
  #replyTo = null;
  #editing = null;
  #turn = Promise.resolve();
  #options;

  /** viewer() is who writes; commands() lists the bot's, if there are any here; placeholder(); sent() runs after each message. */
  constructor({ store, host, viewer, commands, placeholder, sent, testid }) {
    this.#options = { store, host, viewer, placeholder, sent };
    const list = `${testid}-commands`;
    this.commands = new CommandList({ id: list, commands: commands ?? (() => []), pick: (text, { send }) => this.#picked(text, send) });
    this.tray = new Tray({ changed: () => this.#changed() });
    this.bar = h("div", { class: "composer-bar", testid: "composer-bar", hidden: true });
    this.input = h("textarea", {
      class: "composer-input", testid: "composer-input", rows: 1, "aria-controls": list, enterkeyhint: touchKeyboard() ? "enter" : "send",
      oninput: () => this.#typed(), onkeydown: (event) => this.#pressed(event), onpaste: (event) => this.#paste(event),
    });
    this.picker = h("input", { type: "file", multiple: true, hidden: true, testid: "composer-file-input", onchange: () => this.#chosen() });
    this.send = iconButton("send", t("compose.send"), "composer-send", null, { type: "submit", class: "icon-button send" });
    this.slash = iconButton("slash", t("compose.commands"), "composer-commands", () => this.#toggleCommands());
    this.slash.hidden = !commands;
    const form = h("form", { class: "composer-row", onsubmit: (event) => this.#submit(event) },
      iconButton("attach", t("compose.attach"), "composer-attach", () => this.picker.click()),
      this.picker, this.input, this.slash, this.send);
    this.element = h("div", { class: "composer", testid }, this.commands.element, this.bar, this.tray.element, form);
  }

  show(chatId, thread) {
    if (this.#chatId === chatId && this.#thread === thread) return this.refresh();
    this.#chatId = chatId;
    this.#thread = thread;
    this.#editing = null;
    this.commands.close();
    const { text, replyTo, files } = draft(this.#draftKey());
    this.#replyTo = replyTo;
    this.input.value = text;
    this.tray.set(files);
    return this.refresh();
  }

  /** After a change of names, of the interface, or of what is being answered. */
  refresh() {
    const label = this.tray.files.length ? t("compose.caption") : this.#options.placeholder();
    this.input.placeholder = label;
    this.input.setAttribute("aria-label", label);
    this.#grow();
    this.#showBar();
    const ready = this.input.value.trim() !== "" || this.tray.files.length > 0;
    this.send.classList.toggle("ready", ready);
    this.send.setAttribute("aria-label", t(this.#editing ? "compose.save" : "compose.send"));
  }

  reply(message) {
    this.#stopEditing();
    this.#replyTo = message.message_id;
    this.#changed();
    this.input.focus();
  }

  edit(message) {
    this.#replyTo = null;
    this.#editing = message;
    this.input.value = message.text ?? message.caption ?? "";
    this.refresh();
    this.input.focus();
    this.input.setSelectionRange(this.input.value.length, this.input.value.length);
  }

  attach(files) {
    this.#stopEditing();
    this.tray.add([...files].map(named));
    this.input.focus();
  }

  /** Sends a command as if it had been typed, leaving the draft alone. */
  command(text) {
    const target = this.#target();
    return this.#attempt(() => api.write({ ...target, text }));
  }

  #draftKey() { return threadKey(this.#chatId, this.#thread); }

  #typed() {
    this.commands.suggest(this.input.value);
    this.#changed();
  }

  #changed() {
    if (!this.#editing) keepDraft(this.#draftKey(), { text: this.input.value, replyTo: this.#replyTo, files: this.tray.files });
    this.refresh();
  }

  #pressed(event) {
    if (this.commands.key(event)) return;
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing && !touchKeyboard()) this.#submit(event);
    else if (event.key === "Escape" && (this.#editing || this.#replyTo)) this.#dismiss();
    else if (event.key === "ArrowUp" && this.input.value === "" && !this.#editing) this.#editLast(event);
  }

  #editLast(event) {
    const own = this.#options.store.messages(this.#chatId, this.#thread)
      .findLast((message) => message.from?.id === this.#options.viewer() && message.text);
    if (!own) return;
    event.preventDefault();
    this.edit(own);
  }

  #paste(event) {
    const files = [...(event.clipboardData?.files ?? [])];
    if (!files.length) return;
    event.preventDefault();
    this.attach(files);
  }

  #chosen() {
    this.attach(this.picker.files);
    this.picker.value = "";
  }

  #toggleCommands() {
    if (this.commands.open) this.commands.close();
    else this.commands.showAll();
    this.input.focus();
  }

  #picked(text, send) {
    this.input.value = send ? "" : `${text} `;
    this.#changed();
    this.input.focus();
    if (send) this.command(text);
  }

  async #submit(event) {
    event.preventDefault();
    const text = this.input.value.trim();
    const { files } = this.tray;
    if (!text && !files.length) return;
    this.commands.close();
    const [editing, replyTo, asFile] = [this.#editing, this.#replyTo, this.tray.asFile.checked];
    const target = this.#target();
    this.#clear();
    const done = await this.#attempt(() => {
      if (editing) return api.edit({ ...target, messageId: editing.message_id, text });
      return files.length ? upload(target, files, { text, replyTo, asFile }) : api.write({ ...target, text, replyTo });
    });
    if (!done) this.#giveBack({ ...target, text, files, replyTo, editing, asFile });
  }

  /** One after another, so that what was sent first arrives first. */
  #attempt(action) {
    const { viewer, host, sent } = this.#options;
    const run = async () => {
      try {
        if (!viewer()) throw new Error(t("error.nobody"));
        await action();
        sent();
        return true;
      } catch (problem) {
        toast(host, problem.message, { kind: "error" });
        return false;
      }
    };
    this.#turn = this.#turn.then(run);
    return this.#turn;
  }

  #target() {
    return { as: this.#options.viewer(), chatId: this.#chatId, thread: this.#thread };
  }

  #clear() {
    this.#editing = null;
    this.#replyTo = null;
    this.input.value = "";
    this.tray.set([]);
    this.#changed();
  }

  /** What could not be sent returns to where it was written, unless something else is being written there. */
  #giveBack({ chatId, thread, text, files, replyTo, editing, asFile }) {
    if (chatId !== this.#chatId || thread !== this.#thread) {
      keepDraft(threadKey(chatId, thread), { text, replyTo, files });
      return;
    }
    if (this.input.value || this.tray.files.length) return;
    this.#editing = editing;
    this.#replyTo = replyTo;
    this.input.value = text;
    this.tray.set(files);
    this.tray.asFile.checked = asFile;
    this.#changed();
  }

  #dismiss() {
    if (this.#editing) this.#stopEditing();
    this.#replyTo = null;
    this.#changed();
    this.input.focus();
  }

  #stopEditing() {
    if (!this.#editing) return;
    this.#editing = null;
    this.input.value = draft(this.#draftKey()).text;
  }

  #showBar() {
    const { store } = this.#options;
    const message = this.#editing ?? (this.#replyTo && store.message(this.#chatId, this.#replyTo));
    toggle(this.bar, Boolean(message));
    if (!message) return;
    const title = this.#editing ? t("compose.edit") : t("compose.reply", { name: fullName(store.person(message.from?.id) ?? message.sender_chat ?? message.from) });
    fill(this.bar, icon(this.#editing ? "edit" : "reply"),
      h("div", { class: "composer-bar-text" }, h("span", { class: "composer-bar-title" }, title), h("span", { class: "faint" }, snippet(message))),
      iconButton("close", t("cancel"), "composer-dismiss", () => this.#dismiss()));
  }

  #grow() {
    this.input.style.height = "auto";
    this.input.style.height = `${Math.min(this.input.scrollHeight, TALLEST)}px`;
    this.input.classList.toggle("tall", this.input.scrollHeight > TALLEST);
  }
}

function iconButton(name, label, testid, onclick, extra = {}) {
  return h("button", { type: "button", class: "icon-button", testid, "aria-label": label, title: label, onclick, ...extra }, icon(name));
}

async function upload(target, files, { text, replyTo, asFile }) {
  for (const [index, album] of inAlbums(files, asFile).entries()) {
    const first = index === 0;
    await api.upload({
      ...target, thread: target.thread || null, files: album.files, asFile: album.asFile,
      caption: first ? text : null, replyTo: first ? replyTo : null,
    });
  }
}
