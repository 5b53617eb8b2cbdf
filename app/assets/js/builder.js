// The form editor: keys, focus, palette search, panes. Everything it does, a button of the page does.
import { fold } from "./fold.js";
import "./builder-turns.js";
import "./builder-drag.js";

const $ = (id) => document.getElementById(id);
const builder = () => $("builder");
const typing = (target) => target.closest?.("input:not([type=checkbox],[type=radio]),textarea,select,[contenteditable]") ?? null;
const card = (target) => target.closest?.(".fld") ?? null;

// what the page shows is kept by this script from one answer of the server to the next
const kept = { pane: null, size: null, turn: null, folds: new Map() };
const foldOf = (details) => `${details.closest("form")?.id ?? ""}/${details.id}`;

function show() {
  const root = builder();
  if (!root) return;
  if (kept.pane) root.dataset.pane = kept.pane;
  if (kept.size) root.dataset.size = kept.size;
  for (const tab of document.querySelectorAll("[data-pane-of]")) {
    if (tab.dataset.paneOf === root.dataset.pane) tab.setAttribute("aria-current", "true");
    else tab.removeAttribute("aria-current");
  }
  for (const one of document.querySelectorAll("[data-size-of]")) one.setAttribute("aria-pressed", String(one.dataset.sizeOf === root.dataset.size));
  for (const one of root.querySelectorAll("details[id]")) {
    const state = kept.folds.get(foldOf(one));
    if (state !== undefined) one.open = state;
  }
  sift();
}

function open(pane) {
  kept.pane = pane;
  show();
}

const oneAtATime = matchMedia("(max-width: 760px)");

// palette: words as people type them
function sift() {
  const search = document.querySelector("[data-palette-search]");
  const wanted = fold(search?.value ?? "").split(/\s+/).filter(Boolean);
  let any = false;
  for (const group of document.querySelectorAll(".pal .grp")) {
    let some = false;
    for (const one of group.querySelectorAll("li")) {
      const told = fold(one.dataset.words);
      one.hidden = !wanted.every((word) => told.includes(word));
      some ||= !one.hidden;
    }
    group.hidden = !some;
    any ||= some;
  }
  const none = document.querySelector("[data-palette-none]");
  if (none) none.hidden = any;
}

document.addEventListener("input", (event) => event.target.matches?.("[data-palette-search]") && sift());

document.addEventListener("click", (event) => {
  const details = event.target.closest?.("summary")?.parentElement;
  if (details?.id && details.closest(".builder")) kept.folds.set(foldOf(details), !details.open);
  const tab = event.target.closest?.("[data-pane-of]");
  if (tab && !event.ctrlKey && !event.metaKey) {
    event.preventDefault();
    return open(tab.dataset.paneOf);
  }
  const size = event.target.closest?.("[data-size-of]");
  if (size) {
    kept.size = size.dataset.sizeOf;
    return show();
  }
  if (event.target.closest?.("[data-add]")) {
    if (oneAtATime.matches) open("elements");
    else document.querySelector("[data-palette-search]")?.focus();
  }
  // anywhere on a card is its name
  const found = card(event.target);
  if (found && !event.target.closest("a,button,input,label,summary,[data-grip]")) found.querySelector(".name")?.click();
});

function press(id) {
  const button = $(id);
  if (button && !button.disabled) button.click();
  return Boolean(button);
}

function walk(from, by) {
  const names = [...document.querySelectorAll(".sheet .name")];
  names[names.indexOf(from) + by]?.focus();
}

const ACTS = { ArrowUp: "up", ArrowDown: "down" };
document.addEventListener("keydown", (event) => {
  if (!builder() || event.defaultPrevented) return;
  const { key, target } = event;
  const name = target.closest?.(".fld .name, .fld .tools .btn");
  const id = name && card(name)?.id.slice(2);
  const command = event.ctrlKey || event.metaKey;
  let done = true;
  if (event.altKey && ACTS[key] && id) press(`${ACTS[key]}-${id}`);
  else if (command && key.toLowerCase() === "z" && !typing(target)) press(event.shiftKey ? "design-redo" : "design-undo");
  else if (command && key.toLowerCase() === "y" && !typing(target)) press("design-redo");
  else if (key === "Delete" && id && !command) press(`remove-${id}`);
  else if (key === "/" && !typing(target) && !command) document.querySelector("[data-palette-search]")?.focus();
  else if (!event.altKey && !command && ACTS[key] && target.matches?.(".sheet .name")) walk(target, key === "ArrowUp" ? -1 : 1);
  else if (key === "Enter" && target.matches?.("[data-choice]")) nextChoice(target);
  else if (key === "Enter" && target.matches?.(".name[aria-current]")) aim("label");
  else if (key === "Escape" && target.closest?.(".props-col, .palette-col") && !target.closest("details[data-menu]")) aim("item");
  else done = false;
  if (done) event.preventDefault();
});

// Enter in a choice: the next one, made by the server when it was the last
let choice = null;
function nextChoice(input) {
  const next = $(`p-choix-${Number(input.id.replace("p-choix-", "")) + 1}`);
  choice = next ? null : `p-choix-${Number(input.id.replace("p-choix-", "")) + 1}`;
  if (next) next.focus();
  else if (input.value.trim()) input.dispatchEvent(new Event("change", { bubbles: true }));
}

function aim(where) {
  const item = $($("builder-said")?.dataset.item) ?? $("i-");
  (card(item) ?? item)?.scrollIntoView?.({ block: "nearest" });
  if (where === "label") {
    if (oneAtATime.matches) open("reglages");
    const label = $("p-label");
    label?.focus();
    label?.select?.();
  } else {
    if (oneAtATime.matches) open("etapes");
    item?.focus();
  }
}

// after an act: the focus where the next gesture is, once an act
let last = null;
document.addEventListener("focusin", (event) => { last = event.target.id || null; });
document.addEventListener("htmx:afterSettle", () => {
  if (!builder()) return;
  show();
  const said = $("builder-said");
  const turn = said?.dataset.turn;
  if (said?.dataset.aim && turn !== kept.turn) {
    kept.turn = turn;
    return aim(said.dataset.aim);
  }
  kept.turn = turn;
  if (choice && $(choice)) {
    $(choice).focus();
    choice = null;
  } else if (document.activeElement === document.body || document.activeElement?.disabled) {
    const before = last && $(last);
    if (before && !before.disabled) before.focus();
    else if (last && /^(up|down|copy|remove)-/.test(last)) aim("item");
  }
});

kept.turn = $("builder-said")?.dataset.turn ?? null;
show();
