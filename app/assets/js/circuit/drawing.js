// The picture itself: shapes and words, coloured by the classes of the seven tones.
import { curve, head } from "./layout.js";

const SPACE = document.createRange().createContextualFragment("<svg></svg>").firstChild.namespaceURI;
const LINE = 18;
const SMALL = 15;

export function shape(name, attributes = {}, ...inside) {
  const made = document.createElementNS(SPACE, name);
  for (const [key, value] of Object.entries(attributes)) if (value !== null) made.setAttribute(key, value);
  made.append(...inside);
  return made;
}

function written(rows, x, y, step, look) {
  return shape("text", { x, y, class: look }, ...rows.map((row, i) => shape("tspan", { x, dy: i ? step : 0 }, row)));
}

function copied(icon, x, y, size) {
  const made = shape("svg", { x, y, width: size, height: size, class: "sign", "aria-hidden": "true" });
  for (const one of icon?.children ?? []) made.append(one.cloneNode(true));
  return made;
}

export function picture({ nodes, edges, width, height, bands }, host) {
  const left = bands.length ? 76 : 0;
  const root = shape("svg", {
    role: "group", "aria-label": host.dataset.name, class: "circuit-picture",
    width: width + left, height, viewBox: `${-left} 0 ${width + left} ${height}`,
  });
  // it shrinks to its place as long as its words can be read, then it scrolls
  root.style.minInlineSize = `${Math.round((width + left) * 0.66)}px`;
  for (const band of bands) {
    const said = host.dataset.level.replace("0", band.level);
    root.append(
      shape("rect", { class: "band", x: -left, y: band.top, width: width + left, height: band.bottom - band.top, rx: 8 }),
      written([said], 10 - left, (band.top + band.bottom) / 2 + 4, 0, "band-name"),
    );
  }
  // lines lie under everything; what one may reach comes in the order it is read
  for (const edge of edges) root.append(line(edge));
  for (const node of nodes) {
    root.append(box(node));
    for (const edge of edges) {
      if (edge.from !== node.key) continue;
      root.append(words(edge));
      if (edge.insert) root.append(plus(edge));
    }
  }
  return root;
}

const look = (edge) => `${edge.back ? " backward" : ""}${edge.passed ? " passed" : ""}`;

function line(edge) {
  return shape("g", { class: `way${look(edge)}`, "data-way": edge.name, "aria-hidden": "true" },
    shape("path", { class: "line", d: curve(edge.points) }), shape("path", { class: "head", d: head(edge.points) }));
}

function words(edge) {
  const aside = edge.insert ? 14 : 0;
  const { x, y, lines } = edge;
  const wide = edge.width - 2 * aside;
  const top = y - ((lines.length - 1) * SMALL) / 2 + 4;
  return shape("a", { href: edge.href, class: `verb${look(edge)}`, "aria-label": edge.said, "data-name": edge.name, "data-from": edge.from, "data-to": edge.to },
    shape("rect", { x: x - aside - wide / 2, y: y - edge.height / 2, width: wide, height: edge.height, rx: 6 }),
    written(lines, x - aside, top, SMALL, "small"));
}

function plus(edge) {
  const [x, y] = [edge.x + edge.width / 2 - 13, edge.y];
  const label = edge.insert.getAttribute("aria-label");
  return shape("g", { role: "button", tabindex: 0, class: "plus", "aria-label": label, "data-name": `${edge.name}+`, "data-insert": edge.name },
    shape("circle", { cx: x, cy: y, r: 12 }), shape("path", { d: `M${x - 5} ${y}h10M${x} ${y - 5}v10` }));
}

function box(node) {
  const { x, y, width, height, lines, times } = node;
  const [left, top] = [x - width / 2, y - height / 2];
  const said = [node.label, node.here, node.facts].filter(Boolean).join(", ");
  const kind = node.kind === "final" ? " final" : node.kind === "draft" ? " draft" : "";
  const made = shape("a", {
    href: node.href, class: `node t-${node.tone}${kind}${node.here ? " here" : ""}${"passed" in node ? " passed" : ""}`,
    "aria-label": said, "data-name": node.key,
  });
  if (node.here) made.append(shape("rect", { class: "ring", x: left - 5, y: top - 5, width: width + 10, height: height + 10, rx: 15 }));
  const corner = node.kind === "final" || node.kind === "draft" ? height / 2 : 10;
  made.append(
    shape("rect", { class: "shape", x: left, y: top, width, height, rx: Math.min(corner, 24) }),
    copied(node.li.querySelector("svg"), left + 12, top + 10 + (lines.length - 1) * 9, 18),
    written(lines, left + 38, top + 24, LINE, "strong"),
  );
  if (times.length) {
    const under = top + 12 + lines.length * LINE;
    made.append(copied(node.li.querySelector("ul svg"), left + 38, under, 14), written(times, left + 56, under + 12, SMALL, "small"));
  }
  return made;
}
