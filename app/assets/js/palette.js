// « Chercher, agir »: a combobox over what the server finds, with the acts of this page above it.
import { fold } from "./fold.js";

const WAIT = 140;
const dialog = document.getElementById("palette");
const input = dialog?.querySelector("[role=combobox]");
const list = dialog?.querySelector("[role=listbox]");
const words = dialog?.dataset;
let timer;
let asking;
let waited = false; // an answer to the words typed is on its way
let pressed = false; // Enter came before it
let acts = []; // what can be done here, by the option that stands for it

const options = () => [...list.querySelectorAll("[role=option]")];
const current = () => document.getElementById(input.getAttribute("aria-activedescendant"));

function choose(option) {
  current()?.setAttribute("aria-selected", "false");
  option?.setAttribute("aria-selected", "true");
  if (option) input.setAttribute("aria-activedescendant", option.id);
  else input.removeAttribute("aria-activedescendant");
  option?.scrollIntoView({ block: "nearest" });
}

const ACTS = "#dossier .act > details > summary, .desk > .views .btn, .desk .chips > .btn, .desk .mh summary, [data-palette]";

/** Verbs of the open file and of the list, and what the page marks: each once, with its own rights. */
function local(text) {
  const found = new Map();
  for (const one of document.querySelectorAll(ACTS)) {
    const label = one.getAttribute("aria-label") ?? one.textContent.trim();
    const shown = one.matches("[data-palette]") || (one.checkVisibility?.() ?? true);
    if (shown && !found.has(label)) found.set(label, one);
  }
  const asked = fold(text).split(/\s+/);
  acts = [...found].filter(([label]) => asked.every((word) => fold(label).includes(word)));
  if (!acts.length) return null;
  const group = document.createElement("div");
  group.setAttribute("role", "group");
  group.setAttribute("aria-label", words.textHere);
  group.className = "palette-group";
  const title = document.createElement("div");
  title.className = "palette-title";
  title.setAttribute("aria-hidden", "true");
  title.textContent = words.textHere;
  group.append(title, ...acts.map(([label, one], at) => {
    const option = document.createElement("div");
    option.setAttribute("role", "option");
    option.setAttribute("aria-selected", "false");
    option.id = `palette-act-${at}`;
    option.dataset.act = at;
    const icon = one.querySelector(".ic")?.cloneNode(true);
    const said = document.createElement("b");
    said.textContent = label;
    option.append(...(icon ? [icon] : []), said);
    return option;
  }));
  return group;
}

async function ask() {
  asking?.abort();
  const mine = (asking = new AbortController());
  const text = input.value;
  try {
    const answer = await fetch(`${words.url}?q=${encodeURIComponent(text)}`, {
      headers: { "HX-Request": "true" }, signal: mine.signal,
    });
    const found = answer.ok && !answer.redirected ? await answer.text() : "";
    if (mine.signal.aborted) return;
    show(text, found);
  } catch {
    if (!mine.signal.aborted) show(text, "");
  }
}

function show(text, found) {
  const group = local(text);
  // ours: the server's own template, escaped there; a parsed document runs nothing
  const page = new DOMParser().parseFromString(found, "text/html");
  list.replaceChildren(...(group ? [group] : []), ...page.querySelectorAll(".palette-group"));
  const all = options();
  choose(text.trim() ? all[0] : undefined);
  input.setAttribute("aria-expanded", String(all.length > 0));
  dialog.querySelector(".palette-none").hidden = all.length > 0;
  const said = [words.textNone, words.textOne][all.length] ?? words.textMany.replace("{count}", all.length);
  dialog.querySelector("[data-said]").textContent = said;
  waited = false;
  if (pressed) enter();
}

/** What is chosen, as soon as it is known; the page of answers when nothing is. */
function enter(aside = false) {
  const option = current();
  pressed = waited;
  if (waited) return;
  if (aside && option?.href) window.open(option.href);
  else if (option) option.click();
  else if (input.value.trim()) input.form.requestSubmit();
}

function act(option) {
  const [, button] = acts[Number(option.dataset.act)] ?? [];
  dialog.close();
  // once this click is over: one outside of a menu closes it
  if (button) setTimeout(() => perform(button));
}

function perform(button) {
  if (button.tagName === "SUMMARY") {
    button.parentElement.open = true;
    const field = button.parentElement.querySelector("textarea,select,input:not([type=hidden])");
    (field ?? button).focus();
  } else {
    button.focus();
    button.click();
  }
}

export function openPalette() {
  if (!dialog?.showModal || document.querySelector("dialog[open]")) return;
  dialog.showModal();
  input.value = "";
  [waited, pressed] = [false, false];
  list.replaceChildren();
  dialog.querySelector(".palette-none").hidden = true;
  input.focus();
  ask();
}

document.addEventListener("click", (event) => {
  const opener = event.target.closest?.("[data-palette-open]");
  if (opener && dialog?.showModal && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
    event.preventDefault();
    openPalette();
  }
});

dialog?.addEventListener("click", (event) => {
  const option = event.target.closest("[data-act]");
  if (option) act(option);
  else if (event.target === dialog) dialog.close();
  else if (event.target.closest("a[role=option]") && !event.ctrlKey && !event.metaKey) dialog.close();
});
dialog?.addEventListener("close", () => {
  clearTimeout(timer);
  asking?.abort();
  pressed = false;
});
input?.addEventListener("input", () => {
  clearTimeout(timer);
  asking?.abort();
  choose(); // an answer to older words is no answer
  [waited, pressed] = [true, false];
  timer = setTimeout(ask, WAIT);
});
input?.addEventListener("keydown", (event) => {
  const all = options();
  const at = all.indexOf(current());
  const step = { ArrowDown: at + 1, ArrowUp: at < 0 ? -1 : at - 1, PageDown: Math.min(at + 5, all.length - 1), PageUp: Math.max(at - 5, 0) }[event.key];
  if (step !== undefined && all.length) {
    event.preventDefault();
    choose(all[(step + all.length) % all.length]);
  } else if (event.key === "Enter") {
    event.preventDefault();
    enter(event.ctrlKey || event.metaKey);
  }
});
