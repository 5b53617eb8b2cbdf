// The chosen theme shows at once; the server keeps it.
document.addEventListener("submit", (event) => {
  const form = event.target.closest?.("[data-theme-switch]");
  const chosen = form && event.submitter?.value;
  if (!chosen) return;
  event.preventDefault();
  if (chosen === "auto") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = chosen;
  form.querySelectorAll("[name=theme]").forEach((one) => one.setAttribute("aria-pressed", String(one.value === chosen)));
  const body = new URLSearchParams(new FormData(form));
  body.set("theme", chosen);
  fetch(form.action, { method: "POST", body, redirect: "manual" }).catch(() => form.submit());
});
