// Things that come over the page: alerts, dialogs, toasts.

import { append, h } from "./dom.js";
import { t } from "./i18n.js";
import { icon } from "./icons.js";

const TOAST_MS = 3500;
const TOAST_MS_PER_CHARACTER = 45;

/** Opens a modal dialog that removes itself when closed; Escape and a click beside it close it. */
export function openDialog({ label, testid, extra = "", onclose }, ...children) {
  const dialog = h("dialog", { class: `dialog ${extra}`.trim(), testid, "aria-label": label });
  append(dialog, children);
  dialog.addEventListener("close", () => {
    dialog.remove();
    onclose?.();
  });
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close();
  });
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}

export function showAlert(text) {
  const dialog = openDialog(
    { label: text, testid: "alert", extra: "alert" },
    h("div", { class: "dialog-body" },
      h("p", { class: "alert-text" }, text),
      h("div", { class: "dialog-buttons" },
        h("button", { type: "button", class: "button primary", testid: "alert-ok", onclick: () => dialog.close() }, t("ok")))),
  );
  return dialog;
}

/** Asks before something is lost. action() may throw: its message is shown and the dialog stays. */
export function askFirst({ title, text, button, action }) {
  const dialog = openForm({ title, testid: "confirm", fields: [h("p", { class: "confirm-text" }, text)], button, danger: true, submit: action });
  dialog.querySelector("button[type=button]").focus();
  return dialog;
}

/** A form in a dialog. submit(values) may throw: its message is shown and the dialog stays. */
export function openForm({ title, testid, fields, button, submit, danger = false }) {
  const error = h("p", { class: "form-error", role: "alert", hidden: true });
  const send = h("button", { type: "submit", class: `button ${danger ? "danger" : "primary"}`, testid: `${testid}-submit` }, button);
  const form = h("form", { class: "dialog-body", method: "dialog" },
    h("h2", null, title),
    fields,
    error,
    h("div", { class: "dialog-buttons" },
      h("button", { type: "button", class: "button", testid: `${testid}-cancel`, onclick: () => dialog.close() }, t("cancel")), send));
  const dialog = openDialog({ label: title, testid }, form);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    send.disabled = true;
    try {
      await submit(Object.fromEntries(new FormData(form)));
      dialog.close();
    } catch (problem) {
      error.textContent = problem.message;
      error.hidden = false;
    } finally {
      send.disabled = false;
    }
  });
  return dialog;
}

/** Shows a sentence over a pane for a few seconds; a newer one takes its place. */
export function toast(host, text, { kind = "info" } = {}) {
  host.querySelector(":scope > .toast")?.remove();
  const element = h("div", { class: `toast ${kind}`, testid: "toast", role: kind === "error" ? "alert" : "status" },
    h("span", { class: "toast-text" }, text),
    h("button", { type: "button", class: "toast-close", "aria-label": t("close"), onclick: () => element.remove() }, icon("close")));
  host.append(element);
  const life = TOAST_MS + text.length * TOAST_MS_PER_CHARACTER;
  let timer = setTimeout(() => element.remove(), life);
  element.addEventListener("pointerenter", () => clearTimeout(timer));
  element.addEventListener("pointerleave", () => {
    timer = setTimeout(() => element.remove(), life);
  });
  return element;
}
