// Reactions: chips under a message, and the row of quick ones in its menu.

import { h } from "./dom.js";
import { fullName } from "./format.js";
import { t } from "./i18n.js";

export const QUICK = ["👍", "👎", "❤", "🔥", "🎉", "👌", "👀", "🤔", "😢", "🙏"];

/** reactions: [{emoji, user_id}]. A press on a chip adds the viewer's reaction or takes it back. */
export function renderReactions(reactions, { store, viewer, message, react }) {
  const byEmoji = new Map();
  for (const { emoji, user_id: id } of reactions) byEmoji.set(emoji, [...(byEmoji.get(emoji) ?? []), id]);
  return [...byEmoji].map(([emoji, ids]) => {
    const mine = ids.includes(viewer);
    return h("button", {
      type: "button", class: `reaction${mine ? " mine" : ""}`, testid: "reaction", dataset: { emoji },
      title: ids.map((id) => fullName(store.person(id))).join(", "), "aria-pressed": String(mine),
      "aria-label": `${t(mine ? "action.unreact" : "action.react", { emoji })}, ${ids.length}`,
      onclick: () => react(message, mine ? null : emoji),
    }, h("span", { class: "emoji" }, emoji), ids.length > 1 && h("span", null, String(ids.length)));
  });
}

export function quickReactions(message, viewer, react) {
  const current = message.sandbox?.reactions?.find((reaction) => reaction.user_id === viewer)?.emoji;
  return h("div", { class: "quick-reactions" }, QUICK.map((emoji) => h("button", {
    type: "button", class: `quick-reaction${emoji === current ? " mine" : ""}`, role: "menuitem", tabIndex: -1,
    testid: "quick-reaction", dataset: { emoji },
    "aria-label": t(emoji === current ? "action.unreact" : "action.react", { emoji }),
    onclick: () => react(message, emoji === current ? null : emoji),
  }, emoji)));
}
