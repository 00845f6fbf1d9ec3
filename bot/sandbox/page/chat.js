// The messages of one thread: a window of rows over the store, and where it is scrolled to.

import { Row } from "./bubble.js";
import { calm, h, KeyedList, toggle } from "./dom.js";
import { t } from "./i18n.js";
import { icon } from "./icons.js";
import { toRows } from "./rows.js";

const PAGE = 100;
const MOST_ROWS_AT_REST = 400;
const NEAR_END = 48;
const NEAR_START = 600;
const FLASH_MS = 1600;
const TRAVEL_MS = 900;

export class ChatView {
  #store;
  #ctx;
  #rows;
  #chatId = null;
  #thread = null;
  #firstId = 0; // of the window; 0 shows everything
  #seenId = 0;
  #awaiting = null;
  #stuck = true;
  #place = null;
  #everything = false;
  #size = "";
  #travelling = null;
  #onRead;

  /** ctx as in bubble.js, without `jump`; onRead() is called when the end of the thread is in sight. */
  constructor({ store, ctx, testid, onRead, onElsewhere }) {
    this.#store = store;
    this.#onRead = onRead;
    this.#ctx = { ...ctx, store, jump: (id) => this.jump(id) || onElsewhere(id) };
    this.list = h("div", { class: "chat-rows" });
    this.empty = h("div", { class: "chat-empty", hidden: true });
    this.log = h("div", { class: "chat-log", testid, tabIndex: 0, role: "group", "aria-label": t("chat.log") },
      this.empty, this.list);
    this.pillText = h("span", { class: "pill-text" });
    this.pill = h("button", { type: "button", class: "pill", testid: "new-messages", hidden: true, onclick: () => this.toEnd({ smooth: true }) },
      icon("down"), this.pillText);
    this.element = h("div", { class: "chat" }, this.log, this.pill);
    this.#rows = new KeyedList(this.list, {
      key: (row) => `${row.key}${row.service ? "s" : ""}`,
      create: (row) => new Row(this.#ctx, row),
      update: (made, row) => this.#updateRow(made, row),
    });
    this.log.addEventListener("scroll", () => this.#scrolled(), { passive: true });
    const observer = new ResizeObserver(() => this.#settle());
    observer.observe(this.log);
    observer.observe(this.list);
  }

  get visible() { return this.log.clientHeight > 0 && !document.hidden; }
  get atEnd() { return this.#stuck; }

  show(chatId, thread) {
    if (this.#chatId === chatId && this.#thread === thread) return;
    this.#chatId = chatId;
    this.#thread = thread;
    this.#rows.clear();
    this.#firstId = this.#startingAt(this.#messages().length - PAGE);
    this.#seenId = this.#messages().at(-1)?.message_id ?? 0;
    this.#stuck = true;
    this.#awaiting = null;
    this.sync();
  }

  /** Brings the rows up to date; `everything` also those whose messages did not change (new viewer, new names). */
  sync({ everything = false } = {}) {
    this.#everything = everything;
    const messages = this.#messages();
    if (this.#awaiting !== null && (messages.at(-1)?.message_id ?? 0) > this.#awaiting) {
      this.#awaiting = null;
      this.#stuck = true;
    }
    const shown = this.#firstId ? messages.slice(this.#indexOf(this.#firstId)) : messages;
    const before = this.#stuck ? null : this.#anchor();
    const hadRows = this.list.childElementCount > 0;
    const fresh = this.#rows.sync(toRows(shown));
    if (hadRows && fresh.length <= 3) for (const { element } of fresh) element.classList.add("fresh");
    if (before) this.#restore(before);
    else this.#bottom();
    this.#trim(messages);
    this.#read();
  }

  /** Who presses a button waits for what follows: wherever the view stands, the next message is shown. */
  expect() {
    this.#awaiting = this.#messages().at(-1)?.message_id ?? 0;
  }

  toEnd({ smooth = false } = {}) {
    if (smooth && !calm()) {
      this.log.scrollTo({ top: this.log.scrollHeight, behavior: "smooth" });
      return;
    }
    this.#stuck = true;
    this.#bottom();
    this.#read();
  }

  /** Scrolls to a message and lights it up; false when the thread does not have it. */
  jump(id) {
    const messages = this.#messages();
    const index = messages.findIndex((message) => message.message_id === id);
    if (index < 0) return false;
    if (this.#firstId && id < this.#firstId) {
      this.#firstId = this.#startingAt(index - PAGE / 4);
      this.#stuck = false;
      this.sync();
    }
    const target = this.log.querySelector(`[data-message-id="${id}"]`);
    const bubble = target?.closest(".bubble, .service");
    if (!bubble) return false;
    this.#travel();
    this.#glideTo(bubble);
    bubble.focus({ preventScroll: true });
    bubble.classList.remove("flash");
    requestAnimationFrame(() => bubble.classList.add("flash"));
    setTimeout(() => bubble.classList.remove("flash"), FLASH_MS);
    return true;
  }

  /** Far away, only the last screenful is shown moving. */
  #glideTo(element) {
    const { clientHeight } = this.log;
    const distance = element.getBoundingClientRect().top - this.log.getBoundingClientRect().top;
    if (Math.abs(distance) > 2 * clientHeight) this.log.scrollTop += distance - Math.sign(distance) * clientHeight;
    element.scrollIntoView({ block: "center", behavior: calm() ? "auto" : "smooth" });
  }

  /** While the view glides to a message, passing the end does not tie it there. */
  #travel() {
    this.#stuck = false;
    clearTimeout(this.#travelling);
    this.#travelling = setTimeout(() => {
      this.#travelling = null;
      this.#scrolled();
    }, TRAVEL_MS);
  }

  /** Bubbles in order, for walking through them with the keyboard. */
  bubbles() {
    return [...this.list.querySelectorAll(".bubble")];
  }

  #messages() {
    return this.#chatId === null ? [] : this.#store.messages(this.#chatId, this.#thread);
  }

  #indexOf(id) {
    const index = this.#messages().findIndex((message) => message.message_id >= id);
    return index < 0 ? this.#messages().length : index;
  }

  /** The id to begin a window with near an index, never in the middle of an album. */
  #startingAt(index) {
    const messages = this.#messages();
    let start = Math.floor(index);
    while (start > 0 && messages[start].media_group_id && messages[start].media_group_id === messages[start - 1].media_group_id) start -= 1;
    return start > 0 ? messages[start].message_id : 0;
  }

  #updateRow(made, row) {
    const old = made.row;
    const same = old.messages.length === row.messages.length && old.messages.every((message, index) => message === row.messages[index])
      && old.first === row.first && old.last === row.last && old.day === row.day;
    if (!same || this.#everything) made.update(row);
  }

  #scrolled() {
    if (!this.log.clientHeight || (this.#stuck && this.#resized())) return;
    this.#stuck = !this.#travelling && this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight < NEAR_END;
    this.#place = this.#stuck ? null : this.#anchor();
    if (this.#firstId && this.log.scrollTop < NEAR_START) this.#older();
    this.#read();
  }

  #older() {
    this.#firstId = this.#startingAt(this.#indexOf(this.#firstId) - PAGE);
    this.sync();
  }

  /** After a change of size: a resized window, a shown tab, a loaded picture, an opened quote. */
  #settle() {
    if (!this.log.clientHeight) return;
    if (this.#stuck) this.#bottom();
    else if (this.#place && this.log.scrollTop === 0) this.#restore(this.#place);
    this.#read();
  }

  #read() {
    const messages = this.#messages();
    if (this.#stuck && this.visible) {
      this.#seenId = messages.at(-1)?.message_id ?? 0;
      this.#onRead();
    }
    this.#showPill(messages);
  }

  #showPill(messages) {
    const viewer = this.#ctx.viewer();
    let unseen = 0;
    for (let at = messages.length - 1; at >= 0 && messages[at].message_id > this.#seenId; at -= 1) {
      if (messages[at].from?.id !== viewer) unseen += 1;
    }
    toggle(this.pill, !this.#stuck);
    this.pill.classList.toggle("counted", unseen > 0);
    const label = unseen ? t("chat.new", { n: unseen }) : "";
    if (this.pillText.textContent !== label) this.pillText.textContent = label;
    this.pill.setAttribute("aria-label", label || t("chat.bottom"));
  }

  #trim(messages) {
    if (!this.#stuck || this.list.childElementCount <= MOST_ROWS_AT_REST) return;
    this.#firstId = this.#startingAt(messages.length - PAGE);
    this.#rows.sync(toRows(messages.slice(this.#indexOf(this.#firstId))));
    this.#bottom();
  }

  /** A scroll event after the content grew is no sign that anybody scrolled; the observer will follow the end. */
  #resized() {
    return this.#size !== this.#sizeNow();
  }

  #sizeNow() {
    return `${this.log.clientHeight}:${this.log.scrollHeight}`;
  }

  #bottom() {
    this.log.scrollTop = this.log.scrollHeight;
    this.#size = this.#sizeNow();
  }

  /** The first row in sight and how far it is from the top, to be put back there after a change above it. */
  #anchor() {
    const top = this.log.getBoundingClientRect().top;
    for (const element of this.list.children) {
      const box = element.getBoundingClientRect();
      if (box.bottom > top) return { element, distance: box.top - top };
    }
    return null;
  }

  #restore(anchor) {
    if (!anchor?.element.isConnected) return;
    const top = this.log.getBoundingClientRect().top;
    this.log.scrollTop += anchor.element.getBoundingClientRect().top - top - anchor.distance;
  }
}
