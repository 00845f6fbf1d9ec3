// The sandbox server's HTTP interface. Every failure is an ApiError with a sentence for people.

import { t } from "./i18n.js";

export class ApiError extends Error {
  constructor(message, status) {
    super(message);
    this.status = status;
  }
}

async function request(path, options) {
  let response;
  try {
    response = await fetch(`/sandbox/${path}`, options);
  } catch {
    throw new ApiError(t("error.offline"), 0);
  }
  const body = await response.json().catch(() => null);
  if (!response.ok) throw new ApiError(body?.error ?? t("error.status", { status: response.status }), response.status);
  return body;
}

function post(path, values) {
  return request(path, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(values),
  });
}

const remove = (path) => request(path, { method: "DELETE" });

function upload({ as, chatId, thread, replyTo, caption, asFile, files }) {
  const form = new FormData();
  const fields = { as, chat_id: chatId, thread, reply_to: replyTo, caption, as_file: asFile ? 1 : null };
  for (const [name, value] of Object.entries(fields)) {
    if (value !== null && value !== undefined && value !== "") form.append(name, String(value));
  }
  for (const file of files) form.append("file", file, file.name);
  return request("files", { method: "POST", body: form });
}

export const api = {
  state: () => request("state", { cache: "no-store" }),
  eventsUrl: (since) => `/sandbox/events?since=${since}`,
  addPerson: (firstName, language, side) =>
    post("people", { first_name: firstName, language_code: language, side }),
  changePerson: (id, change) => post(`people/${id}`, change),
  write: ({ as, chatId, text, thread, replyTo }) =>
    post("messages", { as, chat_id: chatId, text, ...(thread && { thread }), ...(replyTo && { reply_to: replyTo }) }),
  shareContact: (as) => post("contacts", { as }),
  upload,
  edit: ({ as, chatId, messageId, text }) => post("edits", { as, chat_id: chatId, message_id: messageId, text }),
  start: (as, payload) => post("start", { as, ...(payload && { payload }) }),
  press: ({ as, chatId, messageId, row, column }) =>
    post("presses", { as, chat_id: chatId, message_id: messageId, row, column }),
  react: ({ as, chatId, messageId, emoji }) => post("reactions", { as, chat_id: chatId, message_id: messageId, emoji }),
  removePerson: (id) => remove(`people/${id}`),
  moveClock: (hours) => post("clock", { hours }),
  changeSurroundings: (change) => post("surroundings", change),
  addGroup: ({ as, title, topics, bot }) => post("groups", { as, title, topics, bot }),
  changeGroup: (chatId, change) => post(`groups/${chatId}`, change),
  migrateGroup: (chatId) => post(`groups/${chatId}/migration`, {}),
  deleteTopic: (chatId, thread) => remove(`groups/${chatId}/topics/${thread}`),
  bot: (what) => post("bot", { do: what }),
};
