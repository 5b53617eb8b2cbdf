// What is ticked, from page to page of one view; the bar shows it as it grows.
import { say } from "../fold.js";
import { toast } from "../toasts.js";
import { boxOf, main, rows } from "./rows.js";

const LOST = "preau:selection";
const chosen = new Map(); // number of a request → what its box sends (number and version)
let everything = false; // « toutes »: by query, not by hand
let last = null;

const body = () => document.body.dataset;
const form = () => document.getElementById("bulk");
const bar = () => document.querySelector("[data-bulk-bar]");
const number = (box) => box.value.split(":")[0];
const boxes = () => rows().map(boxOf).filter(Boolean);
const words = (count) => (count === 1 ? body().textPickedOne : count ? body().textPickedMany.replace("{count}", count) : body().textPickedNone);

function note(box) {
  if (box.checked) chosen.set(number(box), box.value);
  else chosen.delete(number(box));
}

/** What this page shows of the selection; what stands on other pages goes along with the form. */
function draw() {
  const held = form();
  if (!held) return;
  const shown = boxes();
  for (const box of shown) {
    const known = chosen.has(number(box));
    if (known) chosen.set(number(box), box.value); // its version of now
    box.checked = everything || known;
  }
  held.querySelectorAll("[data-kept]").forEach((one) => one.remove());
  const here = new Set(shown.map(number));
  const extra = [...chosen].filter(([ref]) => !here.has(ref)).map(([, value]) => ["ref", value]);
  if (everything) extra.splice(0, extra.length, ["tout", "1"]);
  held.append(...extra.map(([name, value]) => {
    const input = document.createElement("input");
    Object.assign(input, { type: "hidden", name, value });
    input.dataset.kept = "";
    return input;
  }));
  head(shown);
  status();
}

function head(shown) {
  const all = main().querySelector("[data-pick-all]");
  if (!all) return;
  const ticked = shown.filter((box) => box.checked).length;
  all.checked = ticked > 0 && ticked === shown.length;
  all.indeterminate = ticked > 0 && ticked < shown.length;
}

function status() {
  const place = bar();
  if (!place) return;
  const some = everything || chosen.size > 0;
  place.hidden = !some;
  document.body.classList.toggle("picking", some);
  const count = place.querySelector("[data-bulk-count]");
  const short = chosen.size === 1 ? body().textBarOne : body().textBarMany.replace("{count}", chosen.size);
  if (count) count.textContent = everything ? body().textBarAll : short;
  whole(place.querySelector("[data-bulk-all]"));
  const ticked = boxes().filter((box) => box.checked).map(number);
  for (const verb of place.querySelectorAll("[data-bulk-for]")) {
    const meant = verb.dataset.bulkFor.split(" ");
    (verb.closest("li") ?? verb).hidden = !everything && !ticked.every((ref) => meant.includes(ref));
  }
}

/** « toutes (24) », once the list has been counted. */
function whole(button) {
  if (!button) return;
  button.hidden = everything;
  button.dataset.said ??= button.textContent;
  const counted = main().querySelector(".list-count")?.textContent.match(/^[\d\s]+\+?/)?.[0].trim();
  button.textContent = counted ? `${button.dataset.said} (${counted})` : button.dataset.said;
}

function changed() {
  draw();
  say(everything ? body().textPickedAll : words(chosen.size));
}

export function clear() {
  if (!everything && !chosen.size) return false;
  everything = false;
  chosen.clear();
  last = null;
  changed();
  return true;
}

function set(box, on) {
  box.checked = on;
  if (!on && everything) {
    everything = false; // all, less one: what stands on this page is what is known by hand
    boxes().forEach(note);
  }
  note(box);
}

export function pick(row) {
  const box = boxOf(row);
  if (!box) return;
  set(box, !box.checked);
  last = number(box);
  changed();
}

/** All between the last box touched and this one take the state asked for. */
export function range(row, on = true) {
  const box = boxOf(row);
  const all = boxes();
  const from = all.findIndex((one) => number(one) === last);
  if (!box || from < 0) return pick(row);
  const to = all.indexOf(box);
  for (const one of all.slice(Math.min(from, to), Math.max(from, to) + 1)) set(one, on);
  last = number(box);
  changed();
}

document.addEventListener("click", (event) => {
  const box = event.target.closest?.(".desk [name=ref]");
  if (box && event.shiftKey) return range(box.closest("tr"), box.checked);
  if (event.target.closest?.("[data-bulk-clear]")) return void clear();
  if (event.target.closest?.("[data-bulk-all]") && form()) {
    event.preventDefault();
    everything = true;
    changed();
  }
});
document.addEventListener("change", (event) => {
  const box = event.target;
  if (box.matches?.(".desk [name=ref]")) {
    set(box, box.checked);
    last = number(box);
    changed();
  } else if (box.matches?.(".desk .main [data-pick-all]") && form()) {
    boxes().forEach((one) => set(one, box.checked));
    changed();
  }
});
document.addEventListener("htmx:afterSettle", (event) => event.detail.target === main() && draw());
document.addEventListener("htmx:afterRequest", () => form() && status()); // the list may have been counted

// Sent with the form, a selection has served; left behind on the way to another view, one is told.
let sent = false;
document.addEventListener("submit", (event) => { sent ||= event.target === form(); });
addEventListener("pagehide", () => {
  if (!sent && chosen.size) sessionStorage.setItem(LOST, chosen.size);
});
addEventListener("pageshow", () => {
  sent = false;
  if (!form()) return;
  const lost = Number(sessionStorage.getItem(LOST));
  sessionStorage.removeItem(LOST);
  boxes().filter((box) => box.checked).forEach(note); // what the browser put back
  if (lost && !chosen.size) toast(body().textLost.replace("{count}", lost), "slate");
  draw();
});
