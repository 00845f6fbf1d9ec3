// Which addresses may become links, and which of them lead to places inside the sandbox.

const SCHEMES = new Set(["http:", "https:", "mailto:", "tel:", "tg:"]);
const KNOWN = /^(https?|mailto|tel|tg):/i;
const ANY_SCHEME = /^[a-z][a-z0-9+.-]*:/i;
const HOST_AND_PORT = /^[^/:]+:\d+(\/|$)/;

/** The address as the browser may open it, or null: `javascript:` and its like stay text. */
export function safeUrl(address) {
  const text = String(address ?? "").trim();
  const whole = KNOWN.test(text) || (ANY_SCHEME.test(text) && !HOST_AND_PORT.test(text)) ? text : `https://${text}`;
  try {
    const url = new URL(whole);
    return SCHEMES.has(url.protocol) ? url.href : null;
  } catch {
    return null;
  }
}

/**
 * Where a t.me or tg: link leads without leaving the page:
 * {start: payload} opens the bot, {chatId, messageId} shows a message of a group or channel, {username, messageId}
 * of a public one, null is the outside world.
 */
export function insideTarget(address, botUsername) {
  let url;
  try {
    url = new URL(address);
  } catch {
    return null;
  }
  if (url.protocol === "tg:") return insideTg(url, botUsername);
  if (!/^(www\.)?(t|telegram)\.me$/.test(url.hostname)) return null;
  const [first, ...rest] = url.pathname.split("/").filter(Boolean);
  if (first === "c" && rest.length >= 2) return message(rest[0], rest.at(-1));
  if (sameName(first, botUsername) && rest.length === 0) return { start: url.searchParams.get("start") ?? "" };
  if (/^[A-Za-z]\w{3,31}$/.test(first ?? "") && rest.length === 1 && /^\d+$/.test(rest[0])) {
    return { username: first, messageId: Number(rest[0]) };
  }
  return null;
}

function insideTg(url, botUsername) {
  const values = url.searchParams;
  const place = url.hostname || url.pathname.replace(/^\/*/, "");
  if (place === "resolve" && sameName(values.get("domain"), botUsername)) return { start: values.get("start") ?? "" };
  if (place === "privatepost") return message(values.get("channel"), values.get("post"));
  return null;
}

function message(channel, post) {
  const target = { chatId: Number(`-100${channel}`), messageId: Number(post) };
  return Number.isInteger(target.chatId) && Number.isInteger(target.messageId) ? target : null;
}

function sameName(name, botUsername) {
  return Boolean(name && botUsername) && name.toLowerCase() === botUsername.toLowerCase();
}
