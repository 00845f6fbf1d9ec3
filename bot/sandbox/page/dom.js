// The only place where elements are made. Content goes in as text nodes, never as markup.

const PROPERTIES = new Set(["value", "checked", "disabled", "hidden", "open", "muted", "controls", "multiple", "tabIndex"]);

/** h("button", {class: "icon-button", testid: "composer-send", onclick: send}, icon("send"), "text") */
export function h(tag, props, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props ?? {})) assign(element, name, value);
  append(element, children);
  return element;
}

function assign(element, name, value) {
  if (value === undefined || value === null || value === false) return;
  if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
  else if (name === "testid") element.dataset.testid = value;
  else if (name === "dataset") Object.assign(element.dataset, value);
  else if (PROPERTIES.has(name)) element[name] = value;
  else element.setAttribute(name, value === true ? "" : String(value));
}

export function append(element, children) {
  for (const child of children.flat(Infinity)) {
    if (child === undefined || child === null || child === false) continue;
    element.append(child);
  }
  return element;
}

export function fill(element, ...children) {
  element.replaceChildren();
  return append(element, children);
}

export function toggle(element, visible) {
  if (element.hidden === visible) element.hidden = !visible;
}

const BURST_MS = 40;

/** Runs at once after the current task, and in a burst at most every 40 ms, however often it is asked for. */
export function batched(action) {
  let waiting = false;
  let last = -Infinity;
  const run = () => {
    waiting = false;
    action();
    last = performance.now();
  };
  return () => {
    if (waiting) return;
    waiting = true;
    if (performance.now() - last > BURST_MS) queueMicrotask(run);
    else setTimeout(run, BURST_MS);
  };
}

export const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;
export const narrow = () => matchMedia("(max-width: 719px)").matches;

export async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyBySelection(text); // plain http on another host than localhost has no clipboard
  }
}

function copyBySelection(text) {
  const field = h("textarea", { class: "visually-hidden", value: text, "aria-hidden": "true" });
  (document.querySelector("dialog[open]") ?? document.body).append(field);
  field.select();
  try {
    return document.execCommand("copy");
  } finally {
    field.remove();
  }
}

/**
 * Keeps a container's children in step with a list. An item keeps its element as long as its key stays:
 * create(item) makes {element, …}, update(made, item) brings it up to date.
 */
export class KeyedList {
  #made = new Map();

  constructor(container, { key, create, update }) {
    Object.assign(this, { container, key, create, update });
  }

  get(key) { return this.#made.get(key); }

  clear() {
    for (const { element } of this.#made.values()) element.remove();
    this.#made.clear();
  }

  /** Returns what was made anew. */
  sync(items) {
    const focused = this.container.contains(document.activeElement) ? document.activeElement : null;
    const keys = new Set(items.map(this.key));
    for (const [key, { element }] of this.#made) {
      if (keys.has(key)) continue;
      element.remove();
      this.#made.delete(key);
    }
    const fresh = [];
    let cursor = this.container.firstElementChild;
    for (const item of items) {
      const made = this.#made.get(this.key(item)) ?? this.#make(item, fresh);
      if (made.element === cursor) cursor = cursor.nextElementSibling;
      else this.container.insertBefore(made.element, cursor);
      this.update(made, item);
    }
    if (focused?.isConnected && focused !== document.activeElement) focused.focus({ preventScroll: true });
    return fresh;
  }

  #make(item, fresh) {
    const made = this.create(item);
    this.#made.set(this.key(item), made);
    fresh.push(made);
    return made;
  }
}
