// Line icons on a 24 by 24 grid, drawn for this page.

const SVG = "http://www.w3.org/2000/svg";

const PATHS = {
  attach: "M19.5 11.5l-7.8 7.8a4.6 4.6 0 0 1-6.5-6.5l8-8a3.1 3.1 0 0 1 4.4 4.4l-8 8a1.5 1.5 0 0 1-2.2-2.2l7.4-7.4",
  send: "M4.5 12L4 5.2 20.5 12 4 18.8zM4.5 12h8",
  plus: "M12 5.5v13M5.5 12h13",
  close: "M6.5 6.5l11 11M17.5 6.5l-11 11",
  check: "M5 12.5l4.5 4.5L19 7.5",
  ticks: "M2.5 12.8l4 4L15 8M11 16.3l.8.7L21 8",
  down: "M6 9.5l6 6 6-6",
  back: "M14.5 6l-6 6 6 6",
  forward: "M9.5 6l6 6-6 6",
  more: "M12 5.5v.01M12 12v.01M12 18.5v.01",
  reply: "M9.5 6.5L4.5 11.5l5 5M5 11.5h9a5.5 5.5 0 0 1 5.5 5.5v1",
  edit: "M5 19h3.5L19 8.5 15.5 5 5 15.5zM13.5 7l3.5 3.5",
  copy: "M9 9h10v11H9zM15 9V4.5H5V15h4",
  smile: "M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17zM8.5 14.2a4.3 4.3 0 0 0 7 0M9.2 9.7v.01M14.8 9.7v.01",
  lock: "M6.5 11h11v9h-11zM8.8 11V8a3.2 3.2 0 0 1 6.4 0v3",
  file: "M7 3.5h7l4.5 4.5v12.5H7zM14 3.5V8h4.5",
  download: "M12 4.5v10.5M7.5 11l4.5 4.5 4.5-4.5M5 19.5h14",
  play: "M8.5 5.5l10 6.5-10 6.5z",
  stop: "M7 7h10v10H7z",
  bolt: "M13 3.5L5.5 13.5H11l-.5 7L18 10.5h-5.5z",
  flask: "M9.5 3.5h5M10.5 3.5v6L5 18.2a1.6 1.6 0 0 0 1.4 2.3h11.2a1.6 1.6 0 0 0 1.4-2.3L13.5 9.5v-6M8 14.5h8",
  compass: "M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17zM15.5 8.5l-2 5-5 2 2-5z",
  list: "M4.5 7h15M4.5 12h15M4.5 17h9",
  slash: "M14.8 6.5l-5.6 11M5 4h14a1.5 1.5 0 0 1 1.5 1.5v13A1.5 1.5 0 0 1 19 20H5a1.5 1.5 0 0 1-1.5-1.5v-13A1.5 1.5 0 0 1 5 4z",
  block: "M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17zM6 6l12 12",
  link: "M10 14a3.8 3.8 0 0 0 5.5.2l3-3a3.8 3.8 0 0 0-5.4-5.4l-1 1M14 10a3.8 3.8 0 0 0-5.5-.2l-3 3a3.8 3.8 0 0 0 5.4 5.4l1-1",
  globe: "M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17zM3.5 12h17M12 3.5c-5 5.2-5 11.8 0 17 5-5.2 5-11.8 0-17z",
  person: "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4.5 20.5c.8-4 4-5.5 7.5-5.5s6.7 1.5 7.5 5.5",
  people: "M9 11.5a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM2.5 19.5c.6-3.7 3.3-5 6.5-5s5.9 1.3 6.5 5M15.5 4.8a3.5 3.5 0 0 1 0 6.4M18 14.8c2 .7 3.2 2.2 3.5 4.7",
  hash: "M9.5 4.5l-2 15M16.5 4.5l-2 15M4.5 9h15.5M4 15h15.5",
  place: "M12 20.5c4.3-4.5 6.5-7.6 6.5-10.5a6.5 6.5 0 0 0-13 0c0 2.9 2.2 6 6.5 10.5zM12 12a2.2 2.2 0 1 0 0-4.4 2.2 2.2 0 0 0 0 4.4z",
  poll: "M5.5 19v-6M12 19V5M18.5 19V10",
  sticker: "M4 7a3 3 0 0 1 3-3h10a3 3 0 0 1 3 3v7l-6 6H7a3 3 0 0 1-3-3zM20 14h-3a3 3 0 0 0-3 3v3",
  trash: "M5 7h14M10 7V4.5h4V7M7 7l.8 12.5h8.4L17 7M10.3 10.5v5.5M13.7 10.5v5.5",
  comment: "M12 19.5c4.8 0 8.5-3.2 8.5-7.3S16.8 5 12 5s-8.5 3.2-8.5 7.2c0 2 .9 3.7 2.3 5L5 20.5l3.8-1.5c1 .3 2.1.5 3.2.5z",
  channel: "M4 10v4h3l9 4.5v-13L7 10zM7.5 14l1.200 5.5h2.600L10 15.200M19 9.5c1.300 1.5 1.300 3.5 0 5",
  out: "M9 7h8v8M17 7L7 17",
  window: "M4 5h16v14H4zM4 9.5h16",
};

export function icon(name, extra = "") {
  const svg = document.createElementNS(SVG, "svg");
  const path = document.createElementNS(SVG, "path");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", `icon icon-${name} ${extra}`.trim());
  svg.setAttribute("aria-hidden", "true");
  path.setAttribute("d", PATHS[name]);
  svg.append(path);
  return svg;
}
