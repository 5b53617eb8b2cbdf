// Conditions as rows and formulas: a control that decides of others redraws the component; what is
// not whole yet is kept from a host that saves itself on `change`.
const ROWS = /\/conditions\/(lignes|formule)$/;
const body = (place) => place.closest?.("[data-conditions]");
let changed = ""; // id of the component whose next redrawing is to be told to the host
let adding = false; // whether a row is being added: its field is the next thing to choose
let waiting;
const asked = new WeakMap(); // what each request on its way will have to tell: another may be prompted before it settles

// a little later: a control that has just been drawn is not listened to yet
const redraw = ({ id }) => setTimeout(() => document.getElementById(id)?.dispatchEvent(new CustomEvent("redraw")), 40);

document.addEventListener("change", (event) => {
  // chosen to be inserted: an answer of the host would take the choice away before the button is pressed
  if (event.target.matches?.('[data-conditions] select[name$=".champ"]')) return void event.stopPropagation();
  const control = event.target.closest?.("[data-redraw]");
  if (!control) return;
  clearTimeout(waiting);
  if (control.dataset.redraw === "seul") {
    event.stopPropagation();
    if (!control.name.includes(".essai.")) changed = body(control).id;
  }
  redraw(control);
}, true);

document.addEventListener("input", (event) => {
  const control = event.target.closest?.('[data-redraw="saisie"]');
  if (!control) return;
  clearTimeout(waiting);
  waiting = setTimeout(() => redraw(control), 500);
});

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-conditions] :is([data-redraws], [data-insert])"); // the drawing inserts too
  if (!button) return;
  if (button.dataset.redraws) {
    changed = body(button).id;
    adding = /^cond\.(add|group):/.test(button.value);
    return;
  }
  const text = document.getElementById(button.dataset.insert);
  const list = body(button).querySelector('select[name$=".champ"]');
  if (!text || !list?.value) return;
  event.preventDefault();
  event.stopPropagation();
  text.setRangeText(list.value, text.selectionStart, text.selectionEnd, "end");
  text.focus();
  text.dispatchEvent(new Event("change", { bubbles: true }));
}, true);

const ours = ({ detail }) => ROWS.test(detail.pathInfo?.requestPath ?? "");

document.addEventListener("htmx:beforeSend", (event) => {
  if (!ours(event)) return;
  asked.set(event.detail.xhr, { changed, adding });
  changed = "";
  adding = false;
});

// lost on its way: the next redrawing tells what this one had to
document.addEventListener("htmx:afterRequest", (event) => {
  if (!event.detail.successful && ours(event)) changed ||= asked.get(event.detail.xhr)?.changed ?? "";
});

// a redrawn row: what comes next gets the focus when what had it is gone, and the host hears of it
document.addEventListener("htmx:afterSettle", (event) => {
  const mine = asked.get(event.detail.xhr);
  asked.delete(event.detail.xhr);
  const place = mine?.changed && document.getElementById(mine.changed);
  if (!place) return;
  const lost = document.activeElement === document.body;
  if (mine.adding || lost) ([...place.querySelectorAll('select[name$=".sujet"]')].find((one) => !one.value) ?? (lost && place))?.focus?.();
  if (place.hasAttribute("data-whole")) place.dispatchEvent(new Event("change", { bubbles: true }));
});

document.addEventListener("htmx:configRequest", (event) => {
  const { elt, path, formData } = event.detail;
  if (!ROWS.test(path)) return;
  // the host saves itself right after a button of ours was pressed: htmx would send it where that button leads
  if (elt.matches("form[hx-post]")) {
    event.detail.path = elt.getAttribute("hx-post");
    if (/^cond\./.test(formData.get("act") ?? "")) formData.delete("act");
    return;
  }
  // asked for by a control whose component has gone in the meantime: nobody waits for the answer
  if (![...formData.keys()].some((name) => name.endsWith(".noms"))) event.preventDefault();
});
