// What was chosen before the scripts of the page had come is heard now: whoever is quicker than the
// network loses nothing. A page that the browser fills again by itself (back, reload) says nothing.
const WAITS = '[hx-trigger*="change"]';
const fresh = performance.getEntriesByType("navigation")[0]?.type === "navigate";
const initial = (list) => Math.max(0, [...list.options].findLastIndex((one) => one.defaultSelected));

function touched(control) {
  if (control.matches("select[multiple]")) return [...control.options].some((one) => one.selected !== one.defaultSelected);
  if (control.matches("select")) return control.options.length > 0 && control.selectedIndex !== initial(control);
  if (control.matches("[type=checkbox],[type=radio]")) return control.checked !== control.defaultChecked;
  if (control.type === "file") return control.files.length > 0;
  return control !== document.activeElement && control.type !== "hidden" && control.value !== control.defaultValue;
}

function heard() {
  const controls = document.querySelectorAll("input:not([type=submit],[type=button]),select,textarea");
  for (const one of [...controls].filter((each) => each.closest(WAITS) && touched(each))) {
    if (!one.matches("[type=radio]") || one.checked) one.dispatchEvent(new Event("change", { bubbles: true }));
  }
}

// once every script of the page listens
if (fresh) document.addEventListener("DOMContentLoaded", () => setTimeout(heard));
