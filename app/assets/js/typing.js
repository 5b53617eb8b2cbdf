// What is typed while an answer is on its way is newer than that answer: it stays, and is sent next.
// What stands in another form than the one sent stays too. A file that was sent is not sent again.
let clock = 0;
let since = Infinity;
let from = null;
const typed = new Map(); // name of a control → when it was last touched
const where = new Map(); // …and the address its form had then: a morph may carry it into another form
const sent = new WeakMap(); // request → when it left, and the form it came from

for (const name of ["input", "change"]) {
  document.addEventListener(name, ({ target }) => {
    if (target.name) typed.set(target.name, ++clock), where.set(target.name, target.form?.action);
  }, true);
}
document.addEventListener("htmx:beforeSend", (event) => {
  sent.set(event.detail.xhr, { at: ++clock, form: event.detail.elt.closest?.("form") });
});
document.addEventListener("htmx:beforeSwap", (event) => {
  ({ at: since, form: from } = sent.get(event.detail.xhr) ?? { at: Infinity, form: null });
});

const newer = (control) => typed.has(control.name) && (control.form !== from || typed.get(control.name) > since);

// what was unfolded since stays so: an answer to something else does not close it on who is reading
const folded = new WeakMap();
document.addEventListener("toggle", ({ target }) => folded.set(target, ++clock), true);

// a part that drew itself anew while the answer was on its way (rows of a condition) is newer than it
const drawn = new Map();
document.addEventListener("htmx:afterSwap", ({ target }) => {
  const part = target.closest?.("[data-conditions]");
  if (part) drawn.set(part.id, { at: ++clock, action: part.closest("form")?.action });
});

export function keep(old, fresh) {
  if ("conditions" in (old.dataset ?? {})) {
    const { at, action } = drawn.get(old.id) ?? { at: 0 };
    return !(at > since && fresh.closest?.("form")?.action === action);
  }
  if (old.open && folded.get(old) > since && old.firstChild.textContent === fresh.firstChild?.textContent) fresh.open = true;
  if (!old.name || old.tagName !== fresh.tagName) return;
  if (fresh.form && fresh.form.action !== (where.get(old.name) ?? old.form?.action)) return; // the answer speaks of something else
  if (old.type === "file") {
    if (newer(old) || old.form !== from) return;
    old.value = "";
    old.closest("[data-drop]")?.querySelector("[data-drop-list]")?.replaceChildren();
  } else if (newer(old)) {
    if (["checkbox", "radio"].includes(old.type)) fresh.toggleAttribute("checked", old.checked);
    else if (old.tagName === "TEXTAREA") fresh.textContent = old.value;
    else if (old.tagName === "INPUT") fresh.setAttribute("value", old.value);
    else for (const option of fresh.options ?? []) option.toggleAttribute("selected", option.value === old.value);
  }
}
