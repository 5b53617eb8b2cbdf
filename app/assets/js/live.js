// htmx under a strict policy: no eval, no inline style; refused forms are swapped in like others.
import htmx from "htmx.org/dist/htmx.esm.js";
import { Idiomorph } from "idiomorph";
import { saves } from "./saved.js";
import { toast } from "./toasts.js";
import { keep } from "./typing.js";

document.documentElement.classList.add("js");

Object.assign(htmx.config, {
  allowEval: false,
  includeIndicatorStyles: false,
  selfRequestsOnly: true,
  historyCacheSize: 0,
  refreshOnHistoryMiss: true,
  scrollBehavior: "auto",
  defaultSwapStyle: "outerHTML",
  timeout: 20000,
  responseHandling: [
    { code: "204", swap: false },
    { code: "[23]..", swap: true },
    { code: "(409|422)", swap: true, error: false },
    { code: "[45]..", swap: false, error: true },
  ],
});

// what is being typed, and the focus, survive a swap; a button that was pressed takes its new words
function typing(fragment) {
  const active = document.activeElement;
  if (!active?.matches("input:not([type=checkbox],[type=radio]),textarea,select")) return false;
  const fresh = active.form && active.id && fragment.querySelector(`#${CSS.escape(active.id)}`);
  return !fresh?.form || fresh.form.action === active.form.action; // else the answer speaks of something else
}
const SHAPES = { "morph:outerHTML": "outerHTML", "morph:innerHTML": "innerHTML", morph: "outerHTML" };
htmx.defineExtension("morph", {
  isInlineSwap: (style) => SHAPES[style] === "outerHTML",
  handleSwap(style, target, fragment) {
    const morphStyle = SHAPES[style];
    return morphStyle
      ? Idiomorph.morph(target, fragment.children, {
          morphStyle, ignoreActiveValue: typing(fragment), callbacks: { beforeNodeMorphed: keep },
        })
      : false;
  },
});

document.addEventListener("htmx:configRequest", (event) => {
  const { headers, verb, elt, formData, triggeringEvent } = event.detail;
  // a field that saves itself is no button: the one that has just got the focus must not speak
  if (triggeringEvent?.type === "change") elt.querySelectorAll?.("button[name]").forEach((one) => formData.delete(one.name));
  if (verb !== "get") headers["X-CSRFToken"] = document.querySelector('meta[name="csrf-token"]')?.content ?? "";
});

// A refusal that says where it goes (HX-Retarget) is shown, whatever its number. A whole error
// page never lands in the middle of another one: its sentence is said instead.
const PAGE = /^\s*<!doctype/i;
document.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr } = event.detail;
  if (xhr.status < 400) return;
  if (PAGE.test(xhr.responseText)) {
    event.detail.shouldSwap = false;
    const page = new DOMParser().parseFromString(xhr.responseText, "text/html");
    event.detail.said = page.querySelector("main .lead")?.textContent;
    if (!event.detail.isError) toast(event.detail.said, "rose");
  } else if (xhr.getResponseHeader("HX-Retarget")) {
    event.detail.shouldSwap = true;
    event.detail.isError = false;
  }
});

const words = () => document.body.dataset;
document.addEventListener("htmx:responseError", (event) => {
  if (saves(event)) return; // saved.js says it
  toast(event.detail.said ?? (event.detail.xhr.status === 403 ? words().textRefused : words().textError), "rose");
});
for (const name of ["htmx:sendError", "htmx:timeout"]) {
  document.addEventListener(name, (event) => {
    if (!saves(event)) toast(words().textOffline, "rose");
  });
}
