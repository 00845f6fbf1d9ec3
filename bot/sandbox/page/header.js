// The line on top: what this is, how the bot is, the language of the page.

import { api } from "./api.js";
import { fill, h, toggle } from "./dom.js";
import { clock } from "./format.js";
import { otherLanguage, t } from "./i18n.js";
import { icon } from "./icons.js";

const CLOCK_MOVED_MS = 90_000;

const OFFERS = { running: ["stop", "kill"], starting: ["kill"], stopped: ["start"] };
const ICONS = { start: "play", stop: "stop", kill: "bolt" };

export class Header {
  #store;
  #busy = false;
  #uncontrolled = false;
  #problem;

  /** problem(text) shows an error; switchLanguage(code) rebuilds the page's own texts; tools are more buttons. */
  constructor({ store, problem, switchLanguage, tools }) {
    this.#store = store;
    this.#problem = problem;
    this.clock = h("span", { class: "clock", testid: "clock", hidden: true });
    this.state = h("span", { class: "bot-state", testid: "bot-state", role: "status", hidden: true });
    this.controls = h("div", { class: "bot-controls" });
    this.lost = h("div", { class: "connection", testid: "connection", role: "status", hidden: true });
    this.element = h("header", { class: "top" },
      h("img", { class: "logo", src: "/static/icon.svg", alt: "", width: 28, height: 28 }),
      h("h1", null, t("title")),
      this.clock,
      h("span", { class: "spacer wide-only" }),
      this.state,
      h("span", { class: "spacer narrow-only" }),
      this.controls,
      h("div", { class: "tools" }, tools),
      h("button", {
        type: "button", class: "button quiet language", testid: "language-switch", lang: otherLanguage(), title: t("language.switch"),
        "aria-label": t("language.switch"), onclick: () => switchLanguage(otherLanguage()),
      }, t("language.other")));
  }

  connection(status) {
    toggle(this.lost, status === "lost");
    this.lost.textContent = status === "lost" ? t("connection.lost") : "";
  }

  render() {
    const moved = Math.abs(this.#store.clockOffset) > CLOCK_MOVED_MS;
    toggle(this.clock, moved);
    if (moved) fill(this.clock, h("span", { class: "clock-label" }, `${t("clock")} `), clock(this.#store.now()));
    const state = this.#store.bot?.state;
    const known = state in OFFERS;
    toggle(this.state, known);
    if (known && this.state.dataset.state !== state) {
      this.state.dataset.state = state;
      fill(this.state, h("span", { class: "state-dot" }), h("span", { class: "state-text" }, t(`bot.${state}`)));
      this.state.title = t(`bot.${state}`);
    }
    this.#renderControls(known && !this.#uncontrolled && this.#store.bot.controllable !== false ? OFFERS[state] : []);
  }

  #renderControls(offers) {
    const signature = JSON.stringify([offers, this.#busy]);
    if (this.signature === signature) return;
    this.signature = signature;
    fill(this.controls, offers.map((what) => h("button", {
      type: "button", class: `button ${what === "start" ? "primary" : "quiet"} control`, testid: `bot-${what}`, disabled: this.#busy,
      title: t(`bot.${what}.hint`), onclick: () => this.#do(what),
    }, icon(ICONS[what]), h("span", { class: "control-text" }, t(`bot.${what}`)))));
  }

  async #do(what) {
    this.#busy = true;
    this.render();
    try {
      await api.bot(what);
    } catch (error) {
      if (error.status === 404) this.#uncontrolled = true;
      else this.#problem(error.message);
    } finally {
      this.#busy = false;
      this.render();
    }
  }
}
