// What is typed while an answer is on its way is newer than that answer: it stays, and is sent next.
let clock = 0;
let since = Infinity;
const typed = new Map(); // name of a control → when it was last touched
const sent = new WeakMap(); // request → when it left

for (const name of ["input", "change"]) {
  document.addEventListener(name, (event) => event.target.name && typed.set(event.target.name, ++clock), true);
}
document.addEventListener("htmx:beforeSend", (event) => sent.set(event.detail.xhr, ++clock));
document.addEventListener("htmx:beforeSwap", (event) => { since = sent.get(event.detail.xhr) ?? Infinity; });

export function keep(old, fresh) {
  if (!old.name || !(typed.get(old.name) > since) || old.tagName !== fresh.tagName) return;
  if (["checkbox", "radio"].includes(old.type)) fresh.toggleAttribute("checked", old.checked);
  else if (old.tagName === "TEXTAREA") fresh.textContent = old.value;
  else if (old.tagName === "SELECT") {
    for (const option of fresh.options) option.toggleAttribute("selected", option.value === old.value);
  } else if (old.tagName === "INPUT" && old.type !== "file") fresh.setAttribute("value", old.value);
}
