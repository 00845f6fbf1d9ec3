/*
 * The sandbox's page: a customer's phone, the staff's groups and a channel side by side, against the stand-in for Telegram.
 *
 * Stable hooks for browser tests (data-testid; other data-* in brackets):
 *   page        bot-state [state] bot-start bot-stop bot-kill language-switch connection clock tab-customer tab-staff tab-channel left-customer left-channel
 *               (aria-pressed) announcer
 *   customer    customer-pane customer-switch customer-switch-add person [personId] (aria-pressed) customer-chat chat-menu
 *               start-button deep-link deep-link-open unblock-button
 *               chat-menu-list: menu-start menu-language-ru menu-language-en menu-block menu-unblock
 *               deep-link-dialog: deep-link-dialog-payload deep-link-dialog-submit
 *               add-customer: add-customer-name add-customer-language add-customer-submit
 *   staff       staff-pane acting-as acting-as-add person [personId] staff-chat group-switch group-list: group [chatId]
 *               group-add; add-group: add-group-title add-group-topics add-group-bot add-group-submit
 *               topics-button topic-drawer topic-list topic [threadId closed] (General is 0) topic-title topic-closed-notice
 *               topic-menu: topic-remove
 *               add-staff: add-staff-name add-staff-language add-staff-submit
 *   channel     channel-pane reading-as person [personId] channel-chat channel-notice comments-open comments-close comments-chat
 *   messages    bubble [messageId messageIds own] service-message [messageId] album album-item [messageId] photo document
 *               video animation sound placeholder reply-quote [targetId] edited tick [state: queued|read] spoiler
 *               expandable-quote command-link reaction [emoji] inline-button [row column style] (aria-busy) reply-keyboard reply-keyboard-button message-menu-button
 *               message-menu: quick-reaction [emoji] action-reply action-edit action-copy; new-messages unread
 *   composer    customer-chat-composer staff-chat-composer channel-chat-composer comments-chat-composer, in each: composer-input composer-send composer-attach
 *               composer-file-input composer-commands composer-bar composer-dismiss composer-tray composer-file
 *               composer-as-files command-list command [command]
 *   laboratory  laboratory-button laboratory laboratory-close laboratory-clock clock-step [hours] customer-blocked laboratory-group
 *               group-topics group-bot channel-bot [status] (aria-pressed) topic-delete group-migrate weather [weather] (aria-pressed) limits laboratory-person [personId] person-remove
 *   tour        tour-button (aria-expanded) tour [step: 1 to 5, end] tour-go tour-laboratory tour-close
 *   overlays    toast alert alert-ok confirm: confirm-submit confirm-cancel; lightbox lightbox-image lightbox-close
 */

import { toast } from "./dialogs.js";
import { fill, h, narrow } from "./dom.js";
import { ChannelPane } from "./channel.js";
import { CustomerPane } from "./customer.js";
import { fullName, snippet } from "./format.js";
import { Header } from "./header.js";
import { language, setLanguage, t } from "./i18n.js";
import { icon } from "./icons.js";
import { Laboratory } from "./laboratory.js";
import { insideTarget } from "./links.js";
import { follow } from "./live.js";
import { closeMenu } from "./menu.js";
import { badge } from "./people.js";
import { recall, remember } from "./prefs.js";
import { StaffPane } from "./staff.js";
import { Store } from "./store.js";
import { Tour } from "./tour.js";
import { Unread } from "./unread.js";

const ANNOUNCED_AT_ONCE = 3;

class App {
  #store = new Store();
  #unread = new Unread(this.#store);
  #status = "connecting";
  #settled = false;

  constructor(root) {
    this.root = root;
    this.announcer = h("div", { class: "visually-hidden", testid: "announcer", "aria-live": "polite" });
    document.body.append(this.announcer);
    this.#build();
    this.#store.on((changes) => this.#changed(changes));
    document.addEventListener("visibilitychange", () => this.#looked());
    follow(this.#store, (status) => {
      this.#status = status;
      this.header.connection(status);
    });
  }

  #build() {
    closeMenu();
    document.documentElement.lang = language();
    const common = { store: this.#store, unread: this.#unread, follow: (url) => this.#follow(url), read: () => this.#counts(), turned: () => this.#beside() };
    const problem = (text) => toast(this.root, text, { kind: "error" });
    this.left = [];
    this.customer = new CustomerPane({ ...common, lead: this.#leftSwitch() });
    this.channel = new ChannelPane({ ...common, lead: this.#leftSwitch() });
    this.staff = new StaffPane({ ...common, openMessage: (chatId, id) => this.staff.openMessage(chatId, id) });
    this.laboratory?.stop();
    this.laboratory = new Laboratory({
      store: this.#store, problem, customer: () => this.customer.person, staff: this.staff, toggled: (open) => this.#laboratoryShown(open),
    });
    this.tour = new Tour({
      store: this.#store, customer: () => this.customer.person, pointed: (side) => this.#point(side), go: (side) => this.#turnTo(side),
      laboratory: () => this.laboratory.show(true),
    });
    this.header = new Header({
      store: this.#store, problem, tools: [this.tour.button, this.laboratory.button],
      switchLanguage: (code) => {
        setLanguage(code);
        this.#build();
      },
    });
    this.panes = h("main", { class: "panes" }, this.customer.element, this.staff.element, this.channel.element);
    this.tabs = {};
    for (const [name, picture] of [["customer", "person"], ["staff", "people"], ["channel", "channel"]]) {
      this.tabs[name] = {
        counter: h("span", { class: "tab-badge" }),
        button: h("button", { type: "button", class: "tab", testid: `tab-${name}`, onclick: () => this.#turnTo(name) }),
      };
      fill(this.tabs[name].button, h("span", { class: "tab-icon" }, icon(picture), this.tabs[name].counter), h("span", null, t(`tab.${name}`)));
    }
    this.stage = h("div", { class: "stage" }, h("div", { class: "room" }, this.panes), this.laboratory.element);
    this.#laboratoryShown(this.laboratory.open);
    fill(this.root, this.header.element, this.header.lost, this.tour.element, this.stage,
      h("nav", { class: "tabs" }, Object.values(this.tabs).map(({ button }) => button)));
    this.header.connection(this.#status);
    this.#tab(recall("tab", "customer"));
    this.#render();
  }

  /** Where there is no room for three panes, the channel takes turns with the customer. */
  #leftSwitch() {
    return h("div", { class: "left-switch", role: "group", "aria-label": t("left.choose") }, ["customer", "channel"].map((name) => {
      const counter = h("span", { class: "left-count" });
      const button = h("button", { type: "button", class: "left-choice", testid: `left-${name}`, onclick: () => this.#tab(name) }, t(`tab.${name}`), counter);
      this.left.push({ name, button, counter });
      return button;
    }));
  }

  #laboratoryShown(open) {
    this.stage.classList.toggle("with-lab", open);
  }

  /** What speaks of the chats that are shown. */
  #beside() {
    this.laboratory.render();
    this.tour.render();
  }

  #point(side) {
    if (side) this.panes.dataset.tour = side;
    else delete this.panes.dataset.tour;
  }

  #changed(changes) {
    if (!this.#settled && this.#store.loaded) {
      this.#settled = true;
      this.#unread.settle();
    }
    this.customer.sync(changes);
    this.staff.sync(changes);
    this.channel.sync(changes);
    this.header.render();
    this.tour.sync(changes);
    this.#counts();
    this.#announce(changes.arrived);
  }

  #render() {
    this.header.render();
    this.customer.render();
    this.staff.render();
    this.channel.render();
    this.#counts();
  }

  #counts() {
    this.customer.strip.sync();
    this.staff.render();
    this.channel.counted();
    this.#beside();
    const counts = { customer: this.customer.unreadCount(), staff: this.staff.unreadCount(), channel: this.channel.unreadCount() };
    for (const [name, count] of Object.entries(counts)) {
      fill(this.tabs[name].counter, count > 0 && [badge(count), h("span", { class: "visually-hidden" }, t("unread", { n: count }))]);
    }
    for (const { name, counter } of this.left) counter.hidden = counts[name] === 0;
    const sum = counts.customer + counts.staff + counts.channel;
    document.title = sum ? `(${sum}) ${t("title")}` : t("title");
  }

  /** On a phone the laboratory lies over what is asked for. */
  #turnTo(name) {
    if (narrow() && this.laboratory.open) this.laboratory.show(false);
    this.#tab(name);
  }

  #tab(name) {
    remember("tab", name);
    this.panes.dataset.tab = name;
    this.root.dataset.tab = name;
    if (name !== "staff") remember("left", name);
    this.panes.dataset.left = recall("left", "customer");
    this.root.dataset.left = this.panes.dataset.left;
    for (const { name: other, button } of this.left) button.setAttribute("aria-pressed", String(other === this.panes.dataset.left));
    for (const [other, { button }] of Object.entries(this.tabs)) {
      if (other === name) button.setAttribute("aria-current", "page");
      else button.removeAttribute("aria-current");
    }
  }

  #looked() {
    if (document.hidden) return;
    this.customer.conversation.view.sync();
    this.staff.conversation.view.sync();
    this.channel.conversation.view.sync();
  }

  /** Links to the bot and to messages of groups and the channel stay in the sandbox. */
  #follow(url) {
    const target = insideTarget(url, this.#store.bot?.username);
    if (!target) return false;
    if (target.start !== undefined) {
      const person = document.activeElement?.closest(".staff-pane") ? this.staff.actor : this.customer.person;
      this.#open(person, target.start);
      return true;
    }
    const chatId = target.username ? this.#store.named(target.username)?.id : target.chatId;
    if (target.username && !chatId) return false;
    if (this.channel.openMessage(chatId, target.messageId)) this.#tab("channel");
    else if (this.staff.openMessage(chatId, target.messageId)) this.#tab("staff");
    else toast(this.root, t("message.gone"));
    return true;
  }

  async #open(person, payload) {
    if (!person) return;
    await this.customer.start(person, payload);
    this.customer.choose(person.id);
    this.#tab("customer");
  }

  #announce(messages) {
    const views = [[this.customer.conversation, this.customer.person], [this.staff.conversation, this.staff.actor], [this.channel.conversation, this.channel.person]];
    const heard = messages.filter((message) => views.some(([conversation, viewer]) =>
      message.from?.id !== viewer?.id && conversation.shows(message)));
    if (!heard.length) return;
    fill(this.announcer, heard.slice(-ANNOUNCED_AT_ONCE).map((message) => h("p", null, t("announce", {
      name: fullName(this.#store.person(message.from?.id) ?? message.sender_chat ?? message.from), text: snippet(message),
    }))));
  }
}

new App(document.getElementById("app"));
