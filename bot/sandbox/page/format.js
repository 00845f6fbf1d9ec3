// How people, times and sizes are put into words.

import { language, t } from "./i18n.js";

const HUES = 7;
const MINUTE = 60_000;

const formats = new Map();

function formatter(name, options) {
  const key = `${language()}:${name}`;
  if (!formats.has(key)) formats.set(key, new Intl.DateTimeFormat(language(), options));
  return formats.get(key);
}

export function fullName(person) {
  if (!person) return t("people.deleted");
  return [person.first_name, person.last_name].filter(Boolean).join(" ") || person.title || t("people.deleted");
}

export function initials(name) {
  const words = name.trim().split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word));
  const letters = words.slice(0, 2).map((word) => word.match(/[\p{L}\p{N}]/u)[0]);
  return letters.join("").toUpperCase() || "?";
}

/** One of the seven colours of names and faces; bots are blue. */
export const hue = ({ id, is_bot: isBot }) => (isBot ? 5 : Math.abs(Number(id ?? 0)) % HUES);

export function time(seconds) {
  return formatter("time", { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(seconds * 1000);
}

export function moment(seconds) {
  return formatter("moment", { dateStyle: "long", timeStyle: "medium", hourCycle: "h23" }).format(seconds * 1000);
}

export function clock(milliseconds) {
  return formatter("clock", { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(milliseconds);
}

export const dayKey = (seconds) => new Date(seconds * 1000).toDateString();

/** The date over a day's messages; `now` is the sandbox's clock, in milliseconds. */
export function dayLabel(seconds, now) {
  const day = new Date(seconds * 1000);
  const today = new Date(now);
  const yesterday = new Date(today.getFullYear(), today.getMonth(), today.getDate() - 1);
  if (day.toDateString() === today.toDateString()) return t("today");
  if (day.toDateString() === yesterday.toDateString()) return t("yesterday");
  return day.getFullYear() === today.getFullYear()
    ? formatter("day", { day: "numeric", month: "long" }).format(day)
    : formatter("date", { day: "numeric", month: "long", year: "numeric" }).format(day);
}

/** When a topic was last written in: the time today, the date before. */
export function shortDate(seconds, now) {
  if (dayKey(seconds) === dayKey(now / 1000)) return time(seconds);
  return formatter("short", { day: "numeric", month: "short" }).format(seconds * 1000);
}

export function bytes(size) {
  if (!Number.isFinite(size)) return "";
  const steps = [["size.gb", 2 ** 30], ["size.mb", 2 ** 20], ["size.kb", 2 ** 10]];
  const [key, unit] = steps.find(([, unit]) => size >= unit) ?? ["size.b", 1];
  const value = size / unit;
  const digits = unit > 1 && value < 10 ? 1 : 0;
  return t(key, { n: new Intl.NumberFormat(language(), { maximumFractionDigits: digits }).format(value) });
}

export function duration(seconds) {
  const whole = Math.max(0, Math.round(seconds ?? 0));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

const KINDS = [
  "photo", "animation", "video_note", "video", "voice", "audio", "sticker", "venue", "location", "contact", "poll", "dice",
  "document",
];

export const mediaKind = (message) => KINDS.find((kind) => message[kind]) ?? null;

/** One line that stands for a message in a quote, a list or an announcement. */
export function snippet(message) {
  const text = message.text ?? message.caption;
  if (text) return text.replace(/\s+/g, " ").slice(0, 200);
  const kind = mediaKind(message);
  if (kind === "document") return message.document.file_name ?? t("media.document");
  if (kind === "sticker") return `${message.sticker.emoji ?? ""} ${t("media.sticker")}`.trim();
  return kind ? t(`media.${kind}`) : t("service.other");
}

export const closeInTime = (before, after) => (after.date - before.date) * 1000 < 5 * MINUTE;
