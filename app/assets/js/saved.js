// « Enregistrement… », « Enregistré à 14 h 32 », « Non enregistré. Réessayer »: what posts by itself
// on a change, or from within [data-autosave].
const sign = () => document.querySelector("[data-saved]");

function show(state) {
  const place = sign();
  if (!place) return;
  place.dataset.state = state;
  const now = new Date();
  const time = `${now.getHours()}\u00a0h\u00a0${String(now.getMinutes()).padStart(2, "0")}`;
  const words = { saving: place.dataset.textSaving, saved: place.dataset.textSaved, failed: place.dataset.textFailed };
  place.querySelector("[data-saved-text]").textContent = words[state].replace("{time}", time);
}

export const saves = (event) => event.detail.requestConfig?.verb === "post"
  && (event.detail.requestConfig.triggeringEvent?.type === "change" || event.target.closest?.("[data-autosave]"));
document.addEventListener("htmx:beforeRequest", (event) => saves(event) && show("saving"));
document.addEventListener("htmx:afterRequest", (event) => {
  if (!saves(event)) return;
  const kept = event.detail.successful;
  show(kept ? "saved" : "failed");
  if (kept) document.dispatchEvent(new CustomEvent("preau:saved"));
});
