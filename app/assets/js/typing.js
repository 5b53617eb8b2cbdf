// What is typed while an answer is on its way is newer than that answer: it stays, and is sent next.
// What stands in another form than the one sent stays too. A file that was sent is not sent again.
let clock = 0;
let since = Infinity;
let from = null;
const typed = new Map(); // name of a control → when it was last touched
const sent = new WeakMap(); // request → when it left, and the form it came from

for (const name of ["input", "change"]) {
  document.addEventListener(name, (event) => event.target.name && typed.set(event.target.name, ++clock), true);
}
document.addEventListener("htmx:beforeSend", (event) => {
  sent.set(event.detail.xhr, { at: ++clock, form: event.detail.elt.closest?.("form") });
});
document.addEventListener("htmx:beforeSwap", (event) => {
  ({ at: since, form: from } = sent.get(event.detail.xhr) ?? { at: Infinity, form: null });
});

const newer = (control) => typed.has(control.name) && (control.form !== from || typed.get(control.name) > since);

export function keep(old, fresh) {
  if (!old.name || old.tagName !== fresh.tagName) return;
  if (fresh.form && fresh.form.action !== old.form?.action) return; // the answer speaks of something else
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
