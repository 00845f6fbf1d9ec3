// Photos, files, players and everything else that a message may carry besides text.

import { calm, h } from "./dom.js";
import { bytes, duration, mediaKind } from "./format.js";
import { t } from "./i18n.js";
import { icon } from "./icons.js";
import { openLightbox } from "./lightbox.js";

const WIDEST = 320;
const HIGHEST = 360;
const SMALLEST = 88;
const SHARP = 2; // device pixels a preview may need per CSS pixel

export const fileUrl = (file) => file.sandbox_url ?? `/sandbox/files/${encodeURIComponent(file.file_id)}`;

/** The media of a row: of one message, or of an album. Null when there is none. */
export function renderMedia(messages) {
  const [message] = messages;
  const kind = mediaKind(message);
  if (!kind) return null;
  if (messages.length === 1) return RENDERERS[kind](message);
  const visual = messages.every((one) => one.photo || one.video);
  return h("div", { class: visual ? `album album-${messages.length}` : "files", testid: "album" },
    messages.map((one) => visual ? cell(one, messages) : fileOf(one)));
}

export const isVisual = (message) => ["photo", "video", "animation"].includes(mediaKind(message));
export const isBare = (message) => ["sticker", "video_note", "dice"].includes(mediaKind(message));

const RENDERERS = {
  photo: (message) => {
    const [width, height] = fit(largest(message.photo));
    const button = photoButton(message, [message], preview(message.photo, width));
    size(button, width, height);
    return button;
  },
  video: ({ video }) => framed(player(video), video),
  animation: ({ animation }) => framed(loop(animation), animation),
  video_note: ({ video_note: note }) => h("video", {
    class: "video-note", src: fileUrl(note), controls: true, preload: "metadata", playsinline: true,
  }),
  voice: ({ voice }) => sound(voice, t("media.voice"), duration(voice.duration)),
  audio: ({ audio }) => sound(audio, audio.title ?? audio.file_name ?? t("media.audio"), audio.performer ?? duration(audio.duration)),
  document: (message) => h("div", { class: "files" }, fileOf(message)),
  sticker: ({ sticker }) => placeholder("sticker", t("media.sticker"), sticker.emoji ?? "", "big"),
  dice: ({ dice }) => placeholder(null, `${t("media.dice")}: ${dice.value}`, dice.emoji, "big"),
  location: ({ location }) => placeholder("place", t("media.location"), `${location.latitude.toFixed(5)}, ${location.longitude.toFixed(5)}`),
  venue: ({ venue }) => placeholder("place", venue.title ?? t("media.venue"), venue.address),
  contact: ({ contact }) => placeholder("person", [contact.first_name, contact.last_name].filter(Boolean).join(" "), contact.phone_number),
  poll: ({ poll }) => pollOf(poll),
};

const largest = (sizes) => sizes.reduce((best, one) => (one.width * one.height > best.width * best.height ? one : best));

function preview(sizes, width) {
  const enough = sizes.filter((one) => one.width >= width * SHARP).sort((a, b) => a.width - b.width);
  return enough[0] ?? largest(sizes);
}

function fit({ width = 320, height = 240 }) {
  const scale = Math.min(1, WIDEST / width, HIGHEST / height);
  return [Math.max(SMALLEST, Math.round(width * scale)), Math.max(SMALLEST, Math.round(height * scale))];
}

function size(element, width, height) {
  element.style.width = `${width}px`;
  element.style.aspectRatio = `${width} / ${height}`;
}

function photoButton(message, album, shown) {
  const image = h("img", { src: fileUrl(shown), alt: message.caption ?? t("media.photo"), loading: "lazy", draggable: "false" });
  const button = h("button", {
    type: "button", class: "photo", testid: "photo", dataset: { messageId: message.message_id }, "aria-label": t("media.open"),
    onclick: () => openLightbox(album.filter((one) => one.photo).map(picture), message.message_id),
  }, image);
  image.addEventListener("error", () => button.replaceChildren(h("span", { class: "broken" }, t("media.broken"))));
  return button;
}

const picture = (message) => ({ id: message.message_id, url: fileUrl(largest(message.photo)), caption: message.caption });

function cell(message, album) {
  const content = message.photo ? photoButton(message, album, preview(message.photo, WIDEST / 2)) : player(message.video);
  return h("div", { class: "album-cell", testid: "album-item", dataset: { messageId: message.message_id } }, content);
}

function player(video) {
  const poster = video.thumbnail ? fileUrl(video.thumbnail) : null;
  return h("video", { src: fileUrl(video), poster, controls: true, preload: "metadata", playsinline: true, testid: "video" });
}

function loop(animation) {
  if (animation.mime_type === "image/gif") {
    return h("img", { src: fileUrl(animation), alt: t("media.animation"), loading: "lazy", testid: "animation" });
  }
  const still = calm();
  return h("video", {
    src: fileUrl(animation), muted: true, loop: true, autoplay: !still, controls: still, playsinline: true, testid: "animation",
  });
}

function framed(content, { width, height }) {
  const frame = h("div", { class: "frame" }, content);
  size(frame, ...fit({ width: width || 320, height: height || 240 }));
  return frame;
}

function sound(file, title, detail) {
  return h("div", { class: "sound", testid: "sound" },
    h("div", { class: "sound-title" }, h("span", null, title), h("span", { class: "faint" }, detail)),
    h("audio", { src: fileUrl(file), controls: true, preload: "none", "aria-label": title }));
}

function fileOf(message) {
  const kind = mediaKind(message);
  const file = message[kind];
  if (kind !== "document") return RENDERERS[kind](message);
  const name = file.file_name ?? t("media.document");
  return h("a", {
    class: "file", testid: "document", dataset: { messageId: message.message_id }, href: fileUrl(file), download: name,
    "aria-label": t("media.download", { name }), title: name,
  }, fileBadge(file, name),
  h("span", { class: "file-text" }, h("span", { class: "file-name" }, name), h("span", { class: "faint" }, bytes(file.file_size))),
  icon("download", "file-action"));
}

function fileBadge(file, name) {
  if (file.thumbnail || file.mime_type?.startsWith("image/")) {
    const image = h("img", { class: "file-thumb", src: fileUrl(file.thumbnail ?? file), alt: "", loading: "lazy" });
    image.addEventListener("error", () => image.replaceWith(extensionBadge(name)));
    return image;
  }
  return extensionBadge(name);
}

function extensionBadge(name) {
  const extension = /\.([\p{L}\p{N}]{1,4})$/u.exec(name)?.[1];
  return h("span", { class: "file-badge" }, extension ? extension.toLowerCase() : icon("file"));
}

function placeholder(name, label, detail, extra = "") {
  return h("div", { class: `placeholder ${extra}`.trim(), testid: "placeholder" },
    name && !extra && h("span", { class: "placeholder-icon" }, icon(name)),
    extra && h("span", { class: "placeholder-emoji" }, detail || icon(name)),
    h("span", { class: "placeholder-text" }, h("span", null, label), !extra && detail && h("span", { class: "faint" }, detail)));
}

function pollOf(poll) {
  return h("div", { class: "poll", testid: "placeholder" },
    h("div", { class: "poll-question" }, poll.question),
    h("div", { class: "faint" }, `${t("media.poll")} · ${t("poll.votes", { n: poll.total_voter_count ?? 0 })}`),
    h("ul", null, poll.options.map((option) => h("li", null, option.text))));
}
