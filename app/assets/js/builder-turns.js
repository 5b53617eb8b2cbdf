// One act after the other: a button pressed while an answer is on its way waits for that answer,
// since it must be sent with what the answer brings.
let busy = 0;
const waiting = [];
const ours = (event) => event.detail.target?.id === "design" || event.target.id === "design";

document.addEventListener("htmx:beforeSend", (event) => { if (ours(event)) busy += 1; });
document.addEventListener("htmx:afterRequest", (event) => {
  if (!ours(event)) return;
  busy = Math.max(0, busy - 1);
  setTimeout(next);
});

function next() {
  if (!busy && waiting.length) act(...waiting.shift());
}

/** Press the button of a form that says `value`, made for the moment when the page has none. */
export function act(id, value, fields = {}) {
  const form = document.getElementById(id);
  if (!form) return;
  if (busy) return void waiting.push([id, value, fields]);
  for (const [name, told] of Object.entries(fields)) form.elements[name].value = told;
  let button = [...form.elements].find((one) => one.name === "act" && one.value === value && !one.disabled);
  const made = button ? null : Object.assign(document.createElement("button"), { type: "submit", name: "act", value, hidden: true });
  if (made) form.append((button = made));
  button.click();
  made?.remove();
}

document.addEventListener("submit", (event) => {
  const { target: form, submitter } = event;
  if (!busy || submitter?.name !== "act" || !form.id || !form.hasAttribute("data-autosave")) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  waiting.push([form.id, submitter.value, {}]);
}, true);

// refused or lost on the way: the palette goes back to where it stood
document.addEventListener("htmx:afterRequest", (event) => {
  if (event.detail.successful || event.target.id !== "acts") return;
  for (const name of ["vers", "cible"]) event.target.elements[name].value = event.target.elements[name].defaultValue;
});
