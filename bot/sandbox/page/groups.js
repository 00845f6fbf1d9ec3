// The staff's groups: which there are, which is shown, and the form that makes a new one.

import { api } from "./api.js";
import { openForm } from "./dialogs.js";
import { h } from "./dom.js";
import { fullName } from "./format.js";
import { t } from "./i18n.js";
import { icon } from "./icons.js";
import { openMenu } from "./menu.js";
import { avatar, badge } from "./people.js";

const STATUSES = ["administrator", "member", "left"];

/** groups: the chats; unread(chat) counts; choose(chat), add() are called on a press. */
export function chooseGroup(place, { groups, shown, unread, choose, add }) {
  openMenu(place, [
    ...groups.map((chat) => ({
      label: fullName(chat.info), testid: "group", dataset: { chatId: chat.id }, checked: chat.id === shown?.id,
      leading: avatar(chat.info, "small"), trailing: unread(chat) > 0 && badge(unread(chat)), action: () => choose(chat),
    })),
    { label: t("group.add"), leading: h("span", { class: "menu-plus" }, icon("plus")), testid: "group-add", action: add },
  ], { label: t("group.choose"), testid: "group-list" });
}

/** Asks for a title, topics and the bot's place; made(chat) gets the group as the server made it. */
export function askForGroup(actor, made) {
  return openForm({
    title: t("group.new"),
    testid: "add-group",
    button: t("group.make"),
    fields: [
      h("label", { class: "field" }, h("span", null, t("group.title")),
        h("input", { name: "title", required: true, maxlength: 128, autocomplete: "off", autofocus: true, testid: "add-group-title" })),
      h("label", { class: "check" }, h("input", { type: "checkbox", name: "topics", checked: true, testid: "add-group-topics" }), h("span", null, t("group.topics"))),
      h("label", { class: "field" }, h("span", null, t("group.bot")),
        h("select", { name: "bot", testid: "add-group-bot" }, STATUSES.map((status) => h("option", { value: status }, t(`group.bot.${status}`))))),
      h("p", { class: "form-hint" }, t("group.people")),
    ],
    submit: async ({ title, topics, bot }) => {
      const { chat } = await api.addGroup({ as: actor, title: title.trim(), topics: topics !== undefined, bot });
      made(chat);
    },
  });
}
