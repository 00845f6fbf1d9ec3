// One row of a chat: a message or an album. Parts are rebuilt only when what they show has changed.

import { append, fill, h } from "./dom.js";
import { renderText } from "./entities.js";
import { dayLabel, fullName, hue, moment, snippet, time } from "./format.js";
import { t } from "./i18n.js";
import { icon } from "./icons.js";
import { renderKeyboard } from "./keyboard.js";
import { isBare, isVisual, renderMedia } from "./media.js";
import { avatar, badge } from "./people.js";
import { renderReactions } from "./reactions.js";
import { serviceLine } from "./service.js";

/**
 * ctx: store, viewer() (whose eyes), named (show senders), hooks (links and commands in text),
 * press(message, row, column, button), pending(message) (keys of buttons being pressed), jump(id), react(message, emoji);
 * in a channel comments(post) counts what was said under it, {count, unread}, and openComments(post) shows that.
 */
export class Row {
  #ctx;
  #signatures = new Map();
  #parts = {};

  constructor(ctx, row) {
    this.#ctx = ctx;
    this.element = h("div", { class: "row" });
    if (row.service) this.#buildService();
    else this.#build();
    this.update(row);
  }

  update(row) {
    this.row = row;
    const now = this.#ctx.store.now();
    this.#part("day", row.day && dayLabel(row.day, now), (label) => label && h("span", { class: "day-label" }, label));
    if (row.service) this.#updateService(row.messages[0]);
    else this.#update(row);
  }

  #buildService() {
    this.#parts.day = h("div", { class: "day" });
    this.#parts.line = h("div", { class: "service", testid: "service-message" });
    append(this.element, [this.#parts.day, this.#parts.line]);
  }

  #updateService(message) {
    const line = serviceLine(message, this.#ctx.store);
    this.#parts.line.dataset.messageId = message.message_id;
    const target = message.pinned_message?.message_id;
    this.#part("line", [line, target], () => target
      ? h("button", { type: "button", class: "service-link", onclick: () => this.#ctx.jump(target) }, line)
      : h("span", { title: moment(message.date) }, line));
  }

  #build() {
    const parts = this.#parts;
    for (const name of ["day", "face", "head", "media", "keyboard", "reactions", "comments"]) parts[name] = h("div", { class: name });
    parts.text = h("span", { class: "text", dir: "auto" });
    parts.meta = h("span", { class: "meta" });
    parts.body = h("div", { class: "body" }, parts.text, parts.meta);
    parts.bubble = h("article", { class: "bubble", testid: "bubble", tabIndex: -1 },
      parts.head, parts.media, parts.body, parts.reactions, parts.comments);
    parts.actions = h("button", {
      type: "button", class: "row-menu", testid: "message-menu-button", tabIndex: -1,
      "aria-label": t("message.actions"), title: t("message.actions"), "aria-haspopup": "menu",
    }, icon("more"));
    append(this.element, [
      parts.day,
      h("div", { class: "line" }, parts.face, h("div", { class: "stack" },
        h("div", { class: "bubble-line" }, parts.bubble, parts.actions), parts.keyboard)),
    ]);
  }

  #update(row) {
    const ctx = this.#ctx;
    const { bubble, keyboard } = this.#parts;
    const [message] = row.messages;
    const last = row.messages.at(-1);
    const viewer = ctx.viewer();
    const own = message.from?.id === viewer;
    const texts = row.messages.filter((one) => one.text ?? one.caption);
    const reactions = row.messages.flatMap((one) => one.sandbox?.reactions ?? []);

    bubble.dataset.messageId = message.message_id;
    if (row.messages.length > 1) bubble.dataset.messageIds = row.messages.map((one) => one.message_id).join(" ");
    bubble.dataset.own = String(own);
    this.#classes(row, { own, texts, reactions });

    this.#part("face", ctx.named && !own && row.last ? senderOf(message, ctx) : null, (sender) => sender && avatar(sender, "small"));
    this.#part("head", this.#headOf(row, own), (head) => head && this.#head(head, message));
    this.#part("media", [row.messages.map(contentOf), message.caption], () => renderMedia(row.messages));
    this.#part("text", texts.map(wordsOf), (words) => words.map(([text, entities], index) =>
      [index > 0 && "\n", renderText(text, entities, ctx.hooks)]));
    this.#part("reactions", [reactions, viewer], () => renderReactions(reactions, { ...ctx, message: last, viewer }));
    this.#part("meta", metaOf(row.messages, own), (meta) => this.#meta(meta, message));
    (reactions.length ? this.#parts.reactions : this.#parts.body).append(this.#parts.meta);
    this.#part("comments", ctx.comments?.(message) ?? null, (about) => about && this.#comments(about, message));
    this.#part("keyboard", [last.reply_markup?.inline_keyboard, [...ctx.pending(last)], last.message_id],
      () => renderKeyboard(last, ctx));
    keyboard.hidden = !last.reply_markup?.inline_keyboard?.length;
    this.element.classList.toggle("with-keyboard", !keyboard.hidden);
  }

  #classes(row, { own, texts, reactions }) {
    const [message] = row.messages;
    const visual = row.messages.every(isVisual);
    const { element, bubble, body, reactions: chips } = this.#parts;
    this.element.classList.toggle("own", own);
    this.element.classList.toggle("first", row.first);
    this.element.classList.toggle("last", row.last);
    this.element.classList.toggle("with-face", this.#ctx.named && !own);
    bubble.classList.toggle("visual", visual);
    bubble.classList.toggle("bare", isBare(message));
    bubble.classList.toggle("overlaid", visual && !texts.length && !reactions.length);
    bubble.classList.toggle("with-files", !visual && !message.text);
    bubble.classList.toggle("captionless", !texts.length && !reactions.length);
    body.hidden = !texts.length && reactions.length > 0;
    chips.hidden = !reactions.length;
    return element;
  }

  #headOf(row, own) {
    const [message] = row.messages;
    const sender = this.#ctx.named && !own && row.first ? senderOf(message, this.#ctx) : null;
    const reply = replyOf(message, this.#ctx);
    const origin = originOf(message);
    return sender || reply || origin ? { sender, reply, origin } : null;
  }

  #head({ sender, reply, origin }) {
    return [
      sender && h("div", { class: `sender hue-${hue(sender)}` }, fullName(sender),
        sender.is_bot && h("span", { class: "bot-tag" }, t("bot.word"))),
      origin && h("div", { class: "forwarded" }, t("forwarded", { name: origin })),
      reply && h("button", {
        type: "button", class: `reply-quote hue-${hue(reply.sender)}`, testid: "reply-quote",
        dataset: { targetId: reply.id }, onclick: () => this.#ctx.jump(reply.id),
      }, h("span", { class: "reply-name" }, fullName(reply.sender)), h("span", { class: "reply-text" }, reply.text)),
    ];
  }

  #comments({ count, unread }, message) {
    return h("button", { type: "button", class: "comments-open", testid: "comments-open", onclick: () => this.#ctx.openComments(message) },
      icon("comment"), h("span", { class: "comments-count" }, count ? t("comments.count", { n: count }) : t("comments.first")),
      unread > 0 && [badge(unread), h("span", { class: "visually-hidden" }, t("unread", { n: unread }))], icon("forward", "comments-go"));
  }

  #meta({ edited, date, tick }) {
    return [
      edited && h("span", { class: "edited", testid: "edited" }, t("edited")),
      h("time", { datetime: new Date(date * 1000).toISOString(), title: moment(date) }, time(date)),
      tick && h("span", {
        class: `tick ${tick}`, testid: "tick", dataset: { state: tick }, role: "img",
        title: t(`tick.${tick}`), "aria-label": t(`tick.${tick}`),
      }, icon(tick === "read" ? "ticks" : "check")),
    ];
  }

  #part(name, value, build) {
    const signature = JSON.stringify(value) ?? "";
    if (this.#signatures.get(name) === signature) return;
    this.#signatures.set(name, signature);
    fill(this.#parts[name], build(value));
  }
}

const wordsOf = (message) => [
  message.text ?? message.caption,
  message.text === undefined ? message.caption_entities : message.entities,
];

function senderOf(message, { store }) {
  const { id, first_name, last_name, title, is_bot } = store.person(message.from?.id) ?? message.sender_chat ?? message.from ?? {};
  return { id: id ?? 0, first_name, last_name, title, is_bot };
}

/** What of a message its media part shows. */
function contentOf(message) {
  const { text, entities, caption_entities, sandbox, reply_markup, reply_to_message, edit_date, from, chat, ...media } = message;
  return media;
}

function originOf({ forward_origin: origin, is_automatic_forward: automatic }) {
  if (!origin || automatic) return null;
  return origin.sender_user_name ?? fullName(origin.sender_user ?? origin.sender_chat ?? origin.chat);
}

/** A real reply is one whose target is not the topic's root. */
function replyOf(message, { store }) {
  const target = message.reply_to_message;
  if (!target) return foreignReplyOf(message);
  if (target.forum_topic_created || target.is_automatic_forward) return null;
  const living = store.message(message.chat.id, target.message_id) ?? target;
  const { id, first_name, last_name, title, is_bot } = store.person(living.from?.id) ?? living.sender_chat ?? living.from ?? {};
  return { id: target.message_id, sender: { id, first_name, last_name, title, is_bot }, text: message.quote?.text ?? snippet(living) };
}

/** A reply to a message of another chat or topic: Telegram shows its author and the quoted words only. */
function foreignReplyOf({ external_reply: external, quote }) {
  if (!external) return null;
  const { sender_user_name: name, sender_user: user, sender_chat: sender, chat } = external.origin;
  const { id, first_name, last_name, title, is_bot } = user ?? sender ?? chat ?? { first_name: name };
  return { id: external.message_id, sender: { id, first_name, last_name, title, is_bot }, text: quote?.text ?? snippet(external) };
}

function metaOf(messages, own) {
  const last = messages.at(-1);
  const edited = messages.some((message) => message.sandbox?.edited ?? message.edit_date !== undefined);
  const read = messages.every((message) => message.sandbox?.read);
  return { edited, date: last.date, tick: own ? (read ? "read" : "queued") : null };
}
