// A photo at full size; the arrow keys walk through its album.

import { openDialog } from "./dialogs.js";
import { h, toggle } from "./dom.js";
import { t } from "./i18n.js";
import { icon } from "./icons.js";

/** pictures: [{id, url, caption}]; the one with `id` is shown first. */
export function openLightbox(pictures, id) {
  let at = Math.max(0, pictures.findIndex((picture) => picture.id === id));
  const image = h("img", { class: "lightbox-image", alt: "", testid: "lightbox-image" });
  const caption = h("p", { class: "lightbox-caption" });
  const saving = t("media.save");
  const download = h("a", { class: "lightbox-button", download: "", "aria-label": saving, title: saving }, icon("download"));
  const previous = arrow("back", t("lightbox.previous"), () => show(at - 1));
  const next = arrow("forward", t("lightbox.next"), () => show(at + 1));

  function show(index) {
    if (!pictures[index]) return;
    at = index;
    const { url, caption: text } = pictures[at];
    image.src = url;
    image.alt = text || t("media.photo");
    download.href = url;
    caption.textContent = text ?? "";
    toggle(caption, Boolean(text));
    toggle(previous, at > 0);
    toggle(next, at < pictures.length - 1);
  }

  show(at);
  const dialog = openDialog({ label: t("media.photo"), testid: "lightbox", extra: "lightbox" },
    h("div", { class: "lightbox-stage" }, image),
    previous, next, caption,
    h("div", { class: "lightbox-bar" }, download,
      h("button", {
        type: "button", class: "lightbox-button", testid: "lightbox-close", "aria-label": t("close"), title: t("close"),
        onclick: () => dialog.close(),
      }, icon("close"))));
  dialog.addEventListener("keydown", (event) => {
    if (event.key === "ArrowLeft") show(at - 1);
    if (event.key === "ArrowRight") show(at + 1);
  });
  dialog.addEventListener("click", (event) => {
    if (event.target.matches(".lightbox-stage")) dialog.close();
  });
}

function arrow(name, label, action) {
  return h("button", { type: "button", class: `lightbox-button ${name}`, "aria-label": label, title: label, onclick: action }, icon(name));
}
