// Message text with its entities as elements. Offsets count UTF-16 units, as JavaScript's own strings do.

import { copyText, h } from "./dom.js";
import { moment } from "./format.js";
import { t } from "./i18n.js";
import { icon } from "./icons.js";
import { safeUrl } from "./links.js";

const BLOCKS = new Set(["pre", "blockquote", "expandable_blockquote"]);
const COLLAPSED_LENGTH = 160;
const COLLAPSED_LINES = 3;

/** hooks: command(text) sends a command, follow(url) returns true when the link was handled inside the page. */
export function renderText(text, entities = [], hooks = {}) {
  const fragment = document.createDocumentFragment();
  fragment.append(...nodes(text, 0, text.length, sorted(entities), hooks));
  return fragment;
}

const sorted = (entities) => [...(entities ?? [])].sort((a, b) => a.offset - b.offset || b.length - a.length);

function nodes(text, start, end, entities, hooks) {
  const result = [];
  const queue = [...entities];
  let at = start;
  while (queue.length) {
    const entity = queue.shift();
    const from = Math.max(entity.offset, at);
    const to = Math.min(entity.offset + entity.length, end);
    if (to <= from) continue;
    if (from > at) result.push(text.slice(at, from));
    const inner = queue.filter((other) => other.offset < to);
    const rest = sorted([...inner.map((other) => beyond(other, to)).filter(Boolean), ...queue.slice(inner.length)]);
    queue.splice(0, queue.length, ...rest);
    result.push(wrap(entity, text.slice(from, to), nodes(text, from, to, inner, hooks), hooks));
    at = to;
    if (BLOCKS.has(entity.type) && text[at] === "\n" && at < end) at += 1;
  }
  if (at < end) result.push(text.slice(at, end));
  return result;
}

/** The part of an entity that sticks out of the one around it. */
function beyond(entity, to) {
  const length = entity.offset + entity.length - to;
  return length > 0 ? { ...entity, offset: to, length } : null;
}

const TAGS = { bold: "strong", italic: "em", underline: "u", strikethrough: "s", code: "code" };

function wrap(entity, text, children, hooks) {
  if (TAGS[entity.type]) return h(TAGS[entity.type], null, children);
  const builder = BUILDERS[entity.type];
  return builder ? builder(entity, text, children, hooks) : h("span", { class: `entity-${entity.type}` }, children);
}

const BUILDERS = {
  spoiler: (entity, text, children) => spoiler(children),
  pre: (entity, text) => pre(entity, text),
  blockquote: (entity, text, children) => h("blockquote", null, children),
  expandable_blockquote: (entity, text, children) => expandable(text, children),
  text_link: (entity, text, children, hooks) => link(entity.url, children, hooks),
  url: (entity, text, children, hooks) => link(text, children, hooks),
  email: (entity, text, children, hooks) => link(`mailto:${text}`, children, hooks),
  phone_number: (entity, text, children, hooks) => link(`tel:${text.replace(/[^+\d]/g, "")}`, children, hooks),
  bot_command: (entity, text, children, hooks) => command(text, children, hooks),
  mention: (entity, text, children) => h("span", { class: "mention" }, children),
  text_mention: (entity, text, children) => h("span", { class: "mention" }, children),
  hashtag: (entity, text, children) => h("span", { class: "mention" }, children),
  cashtag: (entity, text, children) => h("span", { class: "mention" }, children),
  custom_emoji: (entity, text, children) => h("span", { class: "custom-emoji", dataset: { id: entity.custom_emoji_id } }, children),
  date_time: (entity, text, children) => h("time", { title: entity.unix_time ? moment(entity.unix_time) : null }, children),
};

function link(address, children, hooks) {
  const url = safeUrl(address);
  if (!url) return h("span", null, children);
  const follow = (event) => {
    if (hooks.follow?.(url)) event.preventDefault();
  };
  return h("a", { href: url, title: url, target: "_blank", rel: "noopener noreferrer", onclick: follow }, children);
}

function command(text, children, hooks) {
  if (!hooks.command) return h("span", { class: "mention" }, children);
  return h("button", { type: "button", class: "command", testid: "command-link", onclick: () => hooks.command(text) }, children);
}

function spoiler(children) {
  const element = h("span", { class: "spoiler", role: "button", tabIndex: 0, "aria-label": t("spoiler"), testid: "spoiler" }, children);
  const show = () => {
    element.classList.add("shown");
    for (const name of ["role", "tabindex", "aria-label"]) element.removeAttribute(name);
  };
  element.addEventListener("click", (event) => {
    if (element.classList.contains("shown")) return;
    event.preventDefault();
    event.stopPropagation();
    show();
  }, true);
  element.addEventListener("keydown", (event) => {
    if (event.key === "Enter" || event.key === " ") show();
  });
  return element;
}

function pre(entity, text) {
  const copy = h("button", {
    type: "button", class: "code-copy", "aria-label": t("code.copy"), title: t("code.copy"),
    onclick: async () => {
      if (await copyText(text)) copy.replaceChildren(icon("check"));
    },
  }, icon("copy"));
  return h("pre", null, entity.language && h("span", { class: "code-language" }, entity.language), copy, h("code", null, text));
}

function expandable(text, children) {
  const content = h("div", { class: "quote-text" }, children);
  if (text.length <= COLLAPSED_LENGTH && text.split("\n").length <= COLLAPSED_LINES) return h("blockquote", null, content);
  const button = h("button", { type: "button", class: "quote-toggle", "aria-expanded": "false", "aria-label": t("quote.expand") },
    icon("down"));
  const quote = h("blockquote", { class: "expandable collapsed", testid: "expandable-quote" }, content, button);
  quote.addEventListener("click", (event) => {
    if (event.target.closest("a, .command, .spoiler") || String(getSelection())) return;
    const collapsed = quote.classList.toggle("collapsed");
    button.setAttribute("aria-expanded", String(!collapsed));
    button.setAttribute("aria-label", t(collapsed ? "quote.expand" : "quote.collapse"));
  });
  return quote;
}
