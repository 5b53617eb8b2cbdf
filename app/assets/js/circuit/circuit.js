// A circuit drawn from the list that stands under it. Whatever changes the list redraws it.
import { picture } from "./drawing.js";
import { insert, lead, walk } from "./keys.js";
import { laidOut } from "./layout.js";
import { read } from "./reading.js";

const drawn = new WeakMap(); // place of a drawing → the words it was made of

const opened = new Map(); // drawing → whether somebody wants its words open, whatever an answer brings

function measures(figure) {
  const pen = document.createElement("canvas").getContext("2d");
  const family = getComputedStyle(figure).fontFamily;
  const with_ = (font) => (text) => { pen.font = font; return pen.measureText(text).width; };
  return { strong: with_(`600 15px ${family}`), small: with_(`500 13px ${family}`) };
}

/** Brings a node into sight within its drawing; the page itself stays where its reader is. */
function show(place, node) {
  if (!node) return;
  const [box, at] = [place.getBoundingClientRect(), node.getBoundingClientRect()];
  place.scrollBy({
    left: at.left + at.width / 2 - box.left - box.width / 2,
    top: at.top + at.height / 2 - box.top - box.height / 2,
    behavior: "instant",
  });
}

function draw(figure) {
  const [place, words] = [figure.querySelector(".circuit-draw"), figure.querySelector(".circuit-words")];
  const said = words.querySelector("ol").innerHTML;
  if (drawn.get(place) === said && place.firstChild) return;
  const had = place.contains(document.activeElement) ? document.activeElement.dataset.name : null;
  place.replaceChildren(picture(laidOut(read(words), measures(figure)), place));
  drawn.set(place, said);
  words.open = opened.get(figure.id) ?? location.hash.startsWith(`#${figure.id}-`);
  show(place, place.querySelector(".node.here"));
  if (had) place.querySelector(`[data-name="${CSS.escape(had)}"]`)?.focus();
}

function light(figure, mark) {
  for (const one of figure.querySelectorAll(".lit")) one.classList.remove("lit");
  const { name, from } = mark?.dataset ?? {};
  for (const way of figure.querySelectorAll(".verb")) {
    if (name !== way.dataset.name && !(from === undefined && [way.dataset.from].includes(name))) continue;
    way.classList.add("lit");
    figure.querySelector(`[data-way="${CSS.escape(way.dataset.name)}"]`)?.classList.add("lit");
  }
}

const all = () => document.querySelectorAll("[data-circuit]").forEach(draw);
const within = (event) => event.target.closest?.(".circuit-picture")?.closest("[data-circuit]");

document.fonts.ready.then(all);
document.addEventListener("htmx:afterSettle", all);
document.addEventListener("keydown", (event) => { const figure = within(event); if (figure) walk(figure, event); });
document.addEventListener("click", (event) => {
  const summary = event.target.closest?.(".circuit-words > summary");
  if (summary) opened.set(summary.closest("[data-circuit]").id, !summary.parentElement.open);
  const figure = within(event);
  const mark = figure && event.target.closest("[data-name]");
  if (!mark) return;
  if (mark.dataset.insert) insert(figure, mark);
  else lead(figure, mark, event);
});
for (const name of ["focusin", "pointerover"]) {
  document.addEventListener(name, (event) => { const figure = within(event); if (figure) light(figure, event.target.closest("[data-name]")); });
}
