// Files waiting in the composer: the tray that shows them, and how Telegram would group them.

import { fill, h, toggle } from "./dom.js";
import { bytes } from "./format.js";
import { t } from "./i18n.js";
import { icon } from "./icons.js";

const ALBUM = 10;
const PHOTO = /^image\/(jpeg|png|webp)$/;
const PHOTO_LIMIT = 10 * 2 ** 20;

const isPhoto = (file) => PHOTO.test(file.type) && file.size <= PHOTO_LIMIT;
const isVideo = (file) => file.type.startsWith("video/");
const isAudio = (file) => file.type.startsWith("audio/");

function sortOf(file, asFile) {
  if (asFile) return "document";
  if (isPhoto(file) || isVideo(file)) return "visual";
  if (file.type === "image/gif") return "animation";
  return isAudio(file) ? "audio" : "document";
}

/** Albums as Telegram's clients make them: pictures together, documents together, at most ten; GIFs alone. */
export function inAlbums(files, asFile) {
  const albums = [];
  for (const file of files) {
    const sort = sortOf(file, asFile);
    const open = albums.find((album) => album.sort === sort && album.files.length < ALBUM);
    if (open && sort !== "animation") open.files.push(file);
    else albums.push({ sort, files: [file], asFile: sort === "document" });
  }
  return albums;
}

/** A pasted picture has no name of its own worth keeping. */
export function named(file) {
  if (file.name && file.name !== "image.png") return file;
  const extension = file.type.split("/")[1] ?? "png";
  return new File([file], `${t("compose.pasted")}.${extension}`, { type: file.type });
}

export class Tray {
  #addresses = new Map();

  constructor({ changed }) {
    this.files = [];
    this.changed = changed;
    this.items = h("div", { class: "tray-items" });
    this.asFile = h("input", { type: "checkbox", testid: "composer-as-files" });
    this.choice = h("label", { class: "tray-choice" }, this.asFile, h("span", null, t("compose.asFiles")));
    this.element = h("div", { class: "tray", testid: "composer-tray", hidden: true }, this.items, this.choice);
  }

  set(files) {
    this.files = [...files];
    this.#render();
  }

  add(files) {
    this.set([...this.files, ...files]);
    this.changed();
  }

  #remove(file) {
    this.set(this.files.filter((other) => other !== file));
    this.changed();
  }

  #render() {
    for (const [file, address] of this.#addresses) {
      if (this.files.includes(file)) continue;
      URL.revokeObjectURL(address);
      this.#addresses.delete(file);
    }
    toggle(this.element, this.files.length > 0);
    toggle(this.choice, this.files.some((file) => isPhoto(file) || isVideo(file)));
    if (!this.files.length) this.asFile.checked = false;
    fill(this.items, this.files.map((file) => this.#item(file)));
  }

  #item(file) {
    return h("div", { class: "tray-item", testid: "composer-file", title: file.name },
      isPhoto(file) ? h("img", { src: this.#address(file), alt: "" }) : h("span", { class: "tray-icon" }, icon("file")),
      h("span", { class: "tray-text" }, h("span", { class: "tray-name" }, file.name), h("span", { class: "faint" }, bytes(file.size))),
      h("button", {
        type: "button", class: "icon-button small", "aria-label": t("compose.remove", { name: file.name }),
        onclick: () => this.#remove(file),
      }, icon("close")));
  }

  #address(file) {
    if (!this.#addresses.has(file)) this.#addresses.set(file, URL.createObjectURL(file));
    return this.#addresses.get(file);
  }
}
