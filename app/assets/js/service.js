// The service editor: Alt+↑ and Alt+↓ press the buttons of the row one stands in. Where a key of its
// own opens something (a list, a calendar), it keeps it.
const VERBS = { ArrowUp: "up", ArrowDown: "down" };
const PLAIN = "button,a,input:not([list],[type=date],[type=number],[type=file])";

document.addEventListener("keydown", (event) => {
  const { altKey, ctrlKey, metaKey, key, target } = event;
  const verb = altKey && !ctrlKey && !metaKey && VERBS[key];
  const row = verb && target.matches?.(PLAIN) && target.closest("[data-row]");
  if (!row) return;
  event.preventDefault();
  const button = document.getElementById(`${row.id}-${verb}`);
  if (button && !button.disabled) button.click();
});
