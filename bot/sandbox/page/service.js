// Service messages: what happened in the group, in one quiet line.

import { fullName, snippet } from "./format.js";
import { t } from "./i18n.js";

const PINNED = 40;

const who = (message, store) => fullName(store.person(message.from?.id) ?? message.from ?? message.sender_chat);
const shortened = (text) => (text.length > PINNED ? `${text.slice(0, PINNED).trimEnd()}…` : text);
const names = (people) => people.map(fullName).join(", ");

const LINES = {
  forum_topic_created: (message, store) => t("service.created", { who: who(message, store), name: message.forum_topic_created.name }),
  forum_topic_edited: (message, store) => {
    const { name } = message.forum_topic_edited;
    return name ? t("service.renamed", { who: who(message, store), name }) : t("service.icon", { who: who(message, store) });
  },
  forum_topic_closed: (message, store) => t("service.closed", { who: who(message, store) }),
  forum_topic_reopened: (message, store) => t("service.reopened", { who: who(message, store) }),
  new_chat_members: (message, store) => {
    const people = message.new_chat_members;
    const alone = people.length === 1 && (!message.from || people[0].id === message.from.id);
    return alone
      ? t("service.joined", { who: names(people) })
      : t("service.added", { who: who(message, store), names: names(people) });
  },
  left_chat_member: (message) => t("service.left", { who: fullName(message.left_chat_member) }),
  pinned_message: (message, store) => t("service.pinned", { who: who(message, store), text: shortened(snippet(message.pinned_message)) }),
  new_chat_title: (message) => t("service.title", { name: message.new_chat_title }),
  new_chat_photo: (message, store) => t("service.photo", { who: who(message, store) }),
  group_chat_created: () => t("service.group"),
  supergroup_chat_created: () => t("service.group"),
  migrate_to_chat_id: () => t("service.migrated"),
  migrate_from_chat_id: () => t("service.migrated"),
};

const CONTENT = [
  "text", "caption", "photo", "document", "video", "audio", "voice", "animation", "video_note", "sticker", "location",
  "venue", "contact", "poll", "dice",
];
const OTHER = ["forum_topic_", "general_forum_topic_", "video_chat_", "delete_chat_photo", "channel_chat_created", "message_auto_delete"];

const kindOf = (message) => Object.keys(LINES).find((kind) => message[kind] !== undefined);

export function isService(message) {
  if (CONTENT.some((kind) => message[kind] !== undefined)) return false;
  return kindOf(message) !== undefined || Object.keys(message).some((key) => OTHER.some((start) => key.startsWith(start)));
}

export function serviceLine(message, store) {
  const kind = kindOf(message);
  return kind ? LINES[kind](message, store) : t("service.other");
}
