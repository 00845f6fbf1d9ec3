// People: their faces, the strip one chooses from, the form that adds one.

import { api } from "./api.js";
import { openForm } from "./dialogs.js";
import { fill, h, KeyedList } from "./dom.js";
import { fullName, hue, initials } from "./format.js";
import { language, t } from "./i18n.js";
import { icon } from "./icons.js";

export function avatar(person, extra = "") {
  const name = fullName(person);
  return h("span", { class: `avatar hue-${hue(person)} ${extra}`.trim(), "aria-hidden": "true", title: name }, initials(name));
}

export function badge(count) {
  return h("span", { class: "badge", testid: "unread" }, count > 99 ? "99+" : String(count));
}

/** A strip of people, one of whom is "you". people() lists them, unread(person) counts, choose(id) is called on a press. */
export class PeopleStrip {
  #list;

  /** `lead` stands in front of the strip; tag(person) is a word beside the name. */
  constructor({ side, testid, people, selected, unread, choose, add = null, lead = null, tag = () => null }) {
    Object.assign(this, { side, people, selected, unread, tag });
    this.row = h("div", { class: "strip-people", role: "group", "aria-label": t(`people.title.${side}`) });
    this.element = h("div", { class: "strip", testid },
      lead,
      h("span", { class: "strip-title" }, t(`people.title.${side}`)),
      this.row,
      add && h("button", {
        type: "button", class: "icon-button strip-add", testid: `${testid}-add`, onclick: add,
        "aria-label": t(`people.add.${side}`), title: t(`people.add.${side}`),
      }, icon("plus")));
    this.row.addEventListener("scroll", () => this.#hint(), { passive: true });
    new ResizeObserver(() => this.#hint()).observe(this.row);
    this.#list = new KeyedList(this.row, {
      key: (person) => person.id,
      create: (person) => ({
        element: h("button", {
          type: "button", class: "person", testid: "person", dataset: { personId: person.id }, onclick: () => choose(person.id),
        }),
      }),
      update: (made, person) => this.#update(made, person),
    });
  }

  sync() {
    this.#list.sync(this.people());
    this.#hint();
    const chosen = this.#list.get(this.selected());
    if (chosen && chosen.signature !== this.shown) {
      chosen.element.scrollIntoView({ block: "nearest", inline: "nearest" });
      this.shown = chosen.signature;
    }
  }

  /** Fades an end of the strip while people are hidden beyond it. */
  #hint() {
    const { scrollLeft, scrollWidth, clientWidth, classList } = this.row;
    classList.toggle("before", scrollLeft > 4);
    classList.toggle("after", scrollWidth - scrollLeft - clientWidth > 4);
  }

  #update(made, person) {
    const name = fullName(person);
    const unread = this.unread(person);
    const chosen = this.selected() === person.id;
    const tag = this.tag(person);
    const signature = JSON.stringify([name, unread, chosen, tag, person.language_code, person.blocked, person.side]);
    if (made.signature === signature) return;
    made.signature = signature;
    const { element } = made;
    element.setAttribute("aria-pressed", String(chosen));
    const blocked = person.blocked === true && this.side === "customer";
    element.classList.toggle("blocked", blocked);
    element.title = t(`people.choose.${this.side}`, { name });
    fill(element, avatar(person, "small"), h("span", { class: "person-name" }, name),
      this.side === "customer" && person.language_code && h("span", { class: "person-language" }, person.language_code.slice(0, 2)),
      tag && h("span", { class: "person-tag" }, tag),
      blocked && icon("block", "person-blocked"),
      unread > 0 && [badge(unread), h("span", { class: "visually-hidden" }, t("unread", { n: unread }))]);
  }
}

/** Asks for a name and a language; added(person) gets the person the server made. */
export function askForPerson(side, added) {
  return openForm({
    title: t(`people.add.${side}`),
    testid: `add-${side}`,
    button: t("people.add"),
    fields: [
      h("label", { class: "field" }, h("span", null, t("people.name")),
        h("input", { name: "name", required: true, maxlength: 64, autocomplete: "off", autofocus: true, testid: `add-${side}-name` })),
      h("label", { class: "field" }, h("span", null, t("people.language")), languageSelect(side)),
    ],
    submit: async ({ name, language: code }) => {
      const made = await api.addPerson(name.trim(), code, side);
      added(made?.person ?? made);
    },
  });
}

function languageSelect(side) {
  return h("select", { name: "language", testid: `add-${side}-language` },
    [language(), language() === "ru" ? "en" : "ru"].map((code) => h("option", { value: code }, t(`language.${code}`))));
}
