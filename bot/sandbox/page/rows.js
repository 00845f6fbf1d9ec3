// Messages grouped as they are shown: one row per message, an album in one row, runs of one sender together.

import { closeInTime, dayKey } from "./format.js";
import { isService } from "./service.js";

/** Rows of messages in order, each {key, messages, service, day, first, last}; `day` is set where a new day begins. */
export function toRows(messages) {
  const rows = [];
  for (const message of messages) {
    const row = rows.at(-1);
    if (row && sameAlbum(row.messages[0], message)) row.messages.push(message);
    else rows.push({ key: message.message_id, messages: [message], service: isService(message) });
  }
  rows.forEach((row, index) => describe(row, rows[index - 1], rows[index + 1]));
  return rows;
}

function sameAlbum(first, message) {
  return first.media_group_id !== undefined && first.media_group_id === message.media_group_id && sameSender(first, message);
}

const sameSender = (one, other) => one.from?.id === other.from?.id && one.sender_chat?.id === other.sender_chat?.id;

function describe(row, before, after) {
  const [message] = row.messages;
  row.day = !before || dayKey(before.messages[0].date) !== dayKey(message.date) ? message.date : null;
  row.first = row.day !== null || !oneRun(before, row);
  row.last = !after || !oneRun(row, after) || dayKey(after.messages[0].date) !== dayKey(message.date);
}

function oneRun(row, next) {
  const [one, other] = [row.messages.at(-1), next.messages[0]];
  return !row.service && !next.service && sameSender(one, other) && closeInTime(one, other);
}
