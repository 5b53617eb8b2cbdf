// A file opens beside the list, at its own address; going back closes it; what was being written stays.
import htmx from "htmx.org/dist/htmx.esm.js";
import { say } from "../fold.js";
import { beside, edge, linkOf, main, mark, rows, stand } from "./rows.js";

const FILE = /^\/demandes\/[^/]+$/;
const LIST = /^\/bureau$/;
const panel = document.querySelector(".desk #dossier");
const wide = matchMedia("(min-width: 1001px)");
const drafts = new Map(); // address of a file → what stands in its composer
let listTitle = document.title;
let scrolled = 0;
let going = null;

const opened = () => panel !== null && !panel.hidden;
const address = (url) => new URL(url, location.href);
const local = (url) => address(url).pathname + address(url).search;

/** Where the list stands: the file knows the view it was opened from. */
let list = panel && (FILE.test(location.pathname) ? panel.querySelector(".back")?.getAttribute("href") : local(location));

function note(url, push) {
  history[push ? "pushState" : "replaceState"]({ desk: true, list }, "", url);
}

async function get(url, target, swap) {
  htmx.trigger(target, "htmx:abort");
  await htmx.ajax("GET", url, { source: target, target, swap }).catch(() => {}); // said, or overtaken
}

export function open(url, push = true) {
  if (!opened()) scrolled = scrollY; // narrow: the list leaves the screen
  going = { url: local(url), push };
  return get(url, panel, "innerHTML");
}

function arrived() {
  const { url, push } = going;
  going = null;
  panel.hidden = false;
  panel.scrollTop = 0;
  if (push && url !== local(location)) note(url, true);
  mark(address(url).pathname);
  const composer = panel.querySelector("[data-composer] textarea");
  if (composer && drafts.has(address(url).pathname)) composer.value = drafts.get(address(url).pathname);
  const row = rows().find((one) => one.matches(".cur"));
  row?.scrollIntoView({ block: "nearest" });
  if (!wide.matches) scrollTo(0, 0);
  const title = panel.querySelector("#dossier-titre");
  title?.setAttribute("tabindex", "-1");
  title?.focus({ preventScroll: true });
}

export function close(push = true) {
  if (!opened()) return false;
  const path = location.pathname;
  const row = rows().find((one) => one.matches(".cur"));
  htmx.trigger(panel, "htmx:abort");
  panel.hidden = true;
  panel.replaceChildren();
  document.body.classList.remove("open");
  document.title = listTitle;
  mark(null);
  if (push && FILE.test(path)) note(list, true);
  if (row) stand(row);
  if (!wide.matches) scrollTo(0, scrolled);
  return true;
}

/** The next file when one is open, else the next row; at the end of a page, the next page. */
export async function step(by) {
  const row = beside(by);
  if (row && opened()) {
    stand(row);
    return open(linkOf(row).href);
  }
  if (row) return stand(row);
  const more = main().querySelector(`.pages a[rel=${by > 0 ? "next" : "prev"}]`);
  if (!more) return say(edge(by));
  await turn(more.href);
  const fresh = by > 0 ? rows()[0] : rows().at(-1);
  if (fresh && opened()) return open(linkOf(fresh).href);
  if (fresh) stand(fresh);
}

/** Another page or order of the same view, in place. */
export async function turn(url, push = true) {
  list = local(url);
  await load();
  main().querySelector(".table-wrap")?.scrollTo(0, 0);
  if (push) note(opened() ? location.pathname + address(url).search : list, true);
}

/** The list as it is now; its number, which comes apart, stays until it is counted again. */
async function load() {
  const counted = main().querySelector(".list-count")?.textContent;
  await get(list, main(), "morph:innerHTML");
  const place = main().querySelector(".list-count:empty");
  if (place && counted) place.textContent = counted;
}

const plain = (event) => !event.defaultPrevented && event.button === 0
  && !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);

function follow(event) {
  if (!plain(event)) return;
  const link = event.target.closest("a[href]");
  if (link) {
    if (link.target || link.hasAttribute("download") || link.origin !== location.origin) return;
    const inside = link.closest(".work, .palette");
    if (link.dataset.step && rows().some((row) => row.matches(".cur"))) {
      event.preventDefault();
      step(Number(link.dataset.step));
    } else if (inside && FILE.test(link.pathname)) {
      event.preventDefault();
      open(link.href);
    } else if (link.matches(".back") && opened()) {
      event.preventDefault();
      close();
    } else if (inside && LIST.test(link.pathname) && link.closest(".pages, thead")) {
      event.preventDefault();
      turn(link.href).then(() => main().querySelector(".table-wrap")?.focus());
    }
    return;
  }
  const row = event.target.closest(".work > .main tbody tr");
  const busy = event.target.closest("button,input,select,textarea,label,summary,details") || getSelection().toString();
  if (row && linkOf(row) && FILE.test(linkOf(row).pathname) && !busy) open(linkOf(row).href);
}

if (panel) {
  history.replaceState({ desk: true, list, ...history.state }, "");
  if (opened()) listTitle = document.title.replace(/^.*(?= – )/, main().querySelector(".list-title")?.textContent ?? "");
  document.addEventListener("click", follow);
  document.addEventListener("input", (event) => {
    if (event.target.closest?.("#dossier [data-composer] textarea")) drafts.set(location.pathname, event.target.value);
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target === panel && going && event.detail.requestConfig.elt === panel) arrived();
    if (event.detail.requestConfig?.path?.endsWith("/messages") && event.detail.xhr.status < 300) drafts.delete(location.pathname);
  });
  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.detail.target === main()) mark(opened() ? location.pathname : null);
  });
  document.addEventListener("desk:changed", () => main().querySelector(".list-title") && load());
  addEventListener("popstate", async (event) => {
    if (!event.state?.desk) return;
    if (event.state.list && event.state.list !== list) await turn(event.state.list, false);
    if (FILE.test(location.pathname)) open(local(location), false);
    else close(false);
  });
}
