// A pop-up menu: beside a button or at the pointer, closed by choice, Escape, a click elsewhere or scrolling.

import { h } from "./dom.js";
import { icon } from "./icons.js";

const EDGE = 8;

let close = null;

export const closeMenu = () => close?.();

/**
 * place: an element, or {x, y}. items: {label, icon, testid, action, danger, checked, dataset, leading, trailing}.
 * `header` is an element above the items, whose buttons close the menu too; `end` lines it up with the place's right side.
 */
export function openMenu(place, items, { label, testid = "menu", header = null, end = false } = {}) {
  closeMenu();
  const origin = place instanceof Element ? place : document.activeElement;
  const menu = h("div", { class: "menu", role: "menu", testid, "aria-label": label, tabIndex: -1 }, header, items.map(item));
  document.body.append(menu);
  put(menu, place, end);
  origin?.setAttribute?.("aria-expanded", "true");

  const outside = (event) => {
    if (!menu.contains(event.target)) finish(false);
  };
  const finish = (refocus = true) => {
    if (close !== finish) return;
    close = null;
    menu.remove();
    origin?.removeAttribute?.("aria-expanded");
    document.removeEventListener("pointerdown", outside, true);
    for (const name of ["resize", "blur"]) window.removeEventListener(name, finish);
    if (refocus && origin?.isConnected) origin.focus({ preventScroll: true });
  };
  close = finish;
  menu.addEventListener("keydown", (event) => keys(event, menu, finish));
  menu.addEventListener("click", (event) => {
    if (event.target.closest("button")) finish(true);
  }, true);
  document.addEventListener("pointerdown", outside, true);
  for (const name of ["resize", "blur"]) window.addEventListener(name, finish);
  (menu.querySelector(".menu-item") ?? menu).focus({ preventScroll: true });
  return menu;
}

function item({ label, icon: name, testid, action, danger, checked, dataset, leading, trailing }) {
  const role = checked === undefined ? "menuitem" : "menuitemradio";
  return h("button", {
    type: "button", role, class: `menu-item${danger ? " danger" : ""}`, testid, dataset, tabIndex: -1, onclick: action,
    "aria-checked": checked === undefined ? null : String(checked),
  }, leading ?? (name && icon(name)), h("span", { class: "menu-label" }, label), trailing, checked && icon("check", "menu-check"));
}

function put(menu, place, end) {
  const box = place instanceof Element ? place.getBoundingClientRect() : { left: place.x, right: place.x, top: place.y, bottom: place.y };
  const { offsetWidth: width, offsetHeight: height } = menu;
  const right = end || box.left + width + EDGE > innerWidth;
  const below = box.bottom + height + EDGE <= innerHeight;
  const left = right ? box.right - width : box.left;
  const top = below ? box.bottom : box.top - height;
  menu.style.left = `${Math.max(EDGE, Math.min(left, innerWidth - width - EDGE))}px`;
  menu.style.top = `${Math.max(EDGE, Math.min(top, innerHeight - height - EDGE))}px`;
}

function keys(event, menu, finish) {
  const buttons = [...menu.querySelectorAll("button")];
  const at = buttons.indexOf(document.activeElement);
  const steps = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 };
  if (event.key in steps) {
    event.preventDefault();
    buttons.at((at + steps[event.key] + buttons.length) % buttons.length)?.focus();
  } else if (event.key === "Escape" || event.key === "Tab") {
    event.preventDefault();
    event.stopPropagation();
    finish();
  }
}
