// The list of the desk: its rows, and where one stands in it.
const body = () => document.body.dataset;

export const main = () => document.querySelector(".desk .work > .main");
export const rows = () => [...document.querySelectorAll(".desk .work > .main tbody tr:not(.none)")];
export const linkOf = (row) => row?.querySelector(".primary a");
export const boxOf = (row) => row?.querySelector("[name=ref]");

let place = 0; // where the row one stood on was: it may have left the view since

/** The row of what has the focus, else of the open file. */
export function here() {
  const all = rows();
  const row = all.find((one) => one.contains(document.activeElement)) ?? all.find((one) => one.matches(".cur"));
  if (row) place = all.indexOf(row);
  return row;
}

/** The row `by` further; none past either end. A row that left has given its place to the next one. */
export function beside(by) {
  const all = rows();
  const row = here();
  if (row) return all[all.indexOf(row) + by];
  const fresh = place === 0 && by > 0 ? 0 : by > 0 ? place : place - 1;
  return all[fresh];
}

export const edge = (by) => (by > 0 ? body().textLast : body().textFirst);

export function stand(row) {
  place = Math.max(0, rows().indexOf(row));
  linkOf(row)?.focus();
  row.scrollIntoView({ block: "nearest" });
}

/** The row of the file that is open, and no other, is the current one. */
export function mark(path) {
  for (const row of rows()) {
    const on = path !== null && linkOf(row)?.pathname === path;
    row.classList.toggle("cur", on);
    if (on) row.setAttribute("aria-current", "true");
    else row.removeAttribute("aria-current");
  }
  here();
}
