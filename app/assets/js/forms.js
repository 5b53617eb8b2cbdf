// A second click sends nothing; leaving with unsaved answers asks first; the composer's button says its act.
const dirty = new Set();

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented) return; // htmx sends it
  if (form.dataset.sent) return void event.preventDefault();
  form.dataset.sent = "1";
  dirty.delete(form);
  const button = event.submitter;
  // once the browser has read the button's own name and value, and others have had their say
  setTimeout(() => (event.defaultPrevented ? free(form) : button?.setAttribute("aria-busy", "true")));
});

function free(form) {
  delete form.dataset.sent;
  form.querySelectorAll("[aria-busy]").forEach((one) => one.removeAttribute("aria-busy"));
}

// htmx sends by itself: busy from its request to its answer
document.addEventListener("htmx:beforeRequest", (event) => {
  const form = event.target;
  if (form.tagName !== "FORM") return;
  if (form.dataset.sent) return void event.preventDefault();
  const button = event.detail.requestConfig?.triggeringEvent?.submitter;
  if (!button) return; // a field that saves by itself
  form.dataset.sent = "1";
  button.setAttribute("aria-busy", "true");
});
document.addEventListener("htmx:afterRequest", (event) => event.target.tagName === "FORM" && free(event.target));
addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach(free));

document.addEventListener("input", (event) => {
  const form = event.target.closest?.("form[data-guard]");
  if (form) dirty.add(form);
});
document.addEventListener("preau:saved", () => dirty.clear());
addEventListener("beforeunload", (event) => {
  for (const form of dirty) if (!form.isConnected) dirty.delete(form);
  if (dirty.size) event.preventDefault();
});

document.addEventListener("change", (event) => {
  const composer = event.target.name === "audience" && event.target.closest("[data-composer]");
  const words = composer && composer.querySelector("[data-send]");
  if (words) words.textContent = event.target.value === "internal" ? words.dataset.textInternal : words.dataset.textApplicant;
});

// from a problem to its line in the text beside it
document.addEventListener("click", (event) => {
  const line = Number(event.target.closest?.("[data-go-line]")?.dataset.goLine);
  const area = line && document.querySelector(".json-editor textarea");
  if (!area) return;
  const lines = area.value.split("\n");
  const start = lines.slice(0, line - 1).join("\n").length + (line > 1 ? 1 : 0);
  area.focus();
  area.setSelectionRange(start, start + (lines[line - 1] ?? "").length);
  area.scrollTop = (area.scrollHeight / lines.length) * Math.max(0, line - 6);
});
