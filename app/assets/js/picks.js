// The box of a table's head ticks its page.
document.addEventListener("change", (event) => {
  const table = event.target.closest?.("table");
  if (!table) return;
  const picks = [...table.querySelectorAll("[data-pick]")];
  const all = table.querySelector("[data-pick-all]");
  if (!all || table.querySelector("[name=ref]")) return; // the desk's own (desk/picking.js)
  if (event.target === all) picks.forEach((pick) => { pick.checked = all.checked; });
  const count = picks.filter((pick) => pick.checked).length;
  all.checked = count > 0 && count === picks.length;
  all.indeterminate = count > 0 && count < picks.length;
});
