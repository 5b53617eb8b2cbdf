// One key, one act; never in a field, in a dialog or with a modifier; a switch turns them off.
import { openPalette } from "../palette.js";
import { clear, pick, range } from "./picking.js";
import { close, open, step } from "./panel.js";
import { here, linkOf } from "./rows.js";

const desk = document.querySelector("body.desk .work") !== null;
const QUIET = ["checkbox", "radio", "button", "submit", "reset", "range", "color", "file"];
const typing = (at) => at.matches?.("textarea,select,[contenteditable]")
  || (at.matches?.("input") && !QUIET.includes(at.type));

const ACTS = {
  j: () => step(1),
  k: () => step(-1),
  o: () => openHere(),
  x: () => pick(here()),
  X: () => range(here()),
  "/": () => document.querySelector(".desk .main [type=search]")?.focus(),
  "?": () => document.getElementById("raccourcis")?.showModal(),
};

function openHere() {
  const link = linkOf(here());
  if (link) open(link.href);
}

function escape() {
  const row = here();
  const inList = row?.contains(document.activeElement);
  if (inList && clear()) return true;
  return close() || clear();
}

document.addEventListener("keydown", (event) => {
  if (event.isComposing || event.defaultPrevented) return;
  const { key } = event;
  if ((event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && key.toLowerCase() === "k") {
    if (!document.getElementById("palette")) return;
    event.preventDefault();
    return openPalette();
  }
  if (!desk || event.ctrlKey || event.metaKey || event.altKey) return;
  if (document.querySelector("dialog[open], details[data-menu][open]") || typing(event.target)) return;
  if (key === "Escape") {
    if (escape()) event.preventDefault();
    return;
  }
  if (document.body.dataset.keys !== "on") return;
  // letters alone, not their capitals made by the lock of the keyboard
  const act = ACTS[key === "X" && event.shiftKey ? "X" : key.toLowerCase()];
  if (key === "Enter" && event.target.matches("[name=ref]")) return openHere();
  if (!act) return;
  event.preventDefault();
  act();
});

document.addEventListener("change", (event) => {
  const form = event.target.closest?.("[data-keys-switch]");
  if (!form) return;
  document.body.dataset.keys = event.target.checked ? "on" : "off";
  const body = new URLSearchParams(new FormData(form));
  const keep = { method: "POST", body, headers: { "HX-Request": "true" } };
  fetch(form.action, keep).then((answer) => answer.ok || form.submit(), () => form.submit());
});

