// Tab goes through statuses and ways as they are read; arrows follow the ways; Escape goes on behind.
const STEPS = { ArrowDown: "along", ArrowRight: "into", ArrowUp: "against", ArrowLeft: "back", Home: "first", End: "last" };

export function walk(figure, event) {
  const now = event.target.closest("[data-name]");
  if (!now) return;
  if (event.key === "Escape") {
    figure.querySelector("summary")?.focus();
  } else if ((event.key === "Enter" || event.key === " ") && now.dataset.insert) {
    insert(figure, now);
  } else if (STEPS[event.key]) {
    to(figure, now, STEPS[event.key])?.focus();
  } else return;
  event.preventDefault();
}

function to(figure, now, step) {
  const of = (query) => figure.querySelector(query);
  const nodes = [...figure.querySelectorAll(".node")];
  const quoted = (name) => CSS.escape(name);
  if (step === "first") return nodes[0];
  if (step === "last") return nodes.at(-1);
  if (now.matches(".plus")) return of(`.verb[data-name="${quoted(now.dataset.insert)}"]`);
  if (now.matches(".verb")) {
    const end = step === "along" || step === "into" ? now.dataset.to : now.dataset.from;
    return of(`.node[data-name="${quoted(end)}"]`);
  }
  const key = quoted(now.dataset.name);
  if (step === "into") return of(`.verb[data-from="${key}"]`);
  if (step === "back") return of(`.verb[data-to="${key}"]`);
  return nodes[nodes.indexOf(now) + (step === "along" ? 1 : -1)];
}

// The button of the list does it, with or without htmx.
export function insert(figure, mark) {
  figure.querySelector(`[data-insert="${CSS.escape(mark.dataset.insert)}"] button`)?.click();
}

// The row that says what was pressed: opened, shown, focused.
export function lead(figure, link, event) {
  const row = document.getElementById(decodeURIComponent(link.getAttribute("href").slice(1)));
  if (!row) return;
  event.preventDefault();
  for (let at = row; at; at = at.parentElement) if (at.tagName === "DETAILS") at.open = true;
  if (!row.hasAttribute("tabindex")) row.tabIndex = -1;
  row.scrollIntoView({ block: "nearest" });
  row.focus({ preventScroll: true });
}
