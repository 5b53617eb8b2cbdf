// Dragging in the form editor: a card by its grip, an element of the palette; onto the canvas or onto
// a step. It only says what buttons and « Déplacer » say.
import { act } from "./builder-turns.js";

const FAR = 6;
const EDGE = 56;
let held = null;

document.addEventListener("pointerdown", (event) => {
  if (event.button !== 0 || held) return;
  const grip = event.target.closest?.("[data-grip]");
  const fresh = event.pointerType === "mouse" ? event.target.closest?.("[data-drag-new]") : null;
  const source = grip?.closest(".fld") ?? fresh;
  if (!source) return;
  if (grip) event.preventDefault();
  held = {
    source, fresh: fresh?.dataset.dragNew ?? null, ref: grip ? source.dataset.ref : null, id: event.pointerId,
    x: event.clientX, y: event.clientY, moving: false, drop: null, ghost: null, line: null,
    words: (source.querySelector(".name, .grow") ?? source).textContent.trim(),
  };
});

function lift() {
  held.moving = true;
  document.body.classList.add("dragging");
  if (held.ref) held.source.classList.add("lifted");
  held.ghost = Object.assign(document.createElement("div"), { className: "drag-ghost", textContent: held.words });
  held.line = Object.assign(document.createElement("div"), { className: "drop-line", hidden: true });
  document.body.append(held.ghost);
  document.querySelector(".sheet")?.append(held.line);
}

document.addEventListener("pointermove", (event) => {
  if (!held || event.pointerId !== held.id) return;
  if (!held.moving && Math.hypot(event.clientX - held.x, event.clientY - held.y) < FAR) return;
  if (!held.moving) lift();
  event.preventDefault();
  held.ghost.style.transform = `translate(${event.clientX + 12}px, ${event.clientY + 10}px)`;
  scroll(event.clientY);
  point(event.clientX, event.clientY);
});

function scroll(y) {
  const canvas = document.querySelector(".canvas");
  const box = canvas.getBoundingClientRect();
  if (y < box.top + EDGE) canvas.scrollTop -= 14;
  else if (y > box.bottom - EDGE) canvas.scrollTop += 14;
}

// the place under the pointer: a step, or before or after the nearest card of its list
function point(x, y) {
  document.querySelectorAll(".marelle .over").forEach((one) => one.classList.remove("over"));
  held.line.hidden = true;
  held.drop = null;
  const under = document.elementFromPoint(x, y);
  const step = under?.closest?.("[data-step]");
  if (step) {
    step.classList.add("over");
    held.drop = `into:page:${step.dataset.step}`;
    return;
  }
  const list = under?.closest?.(".flds") ?? under?.closest?.(".sheet")?.querySelector(".flds");
  if (!list || (held.ref && held.source.contains(list))) return;
  const cards = [...list.children].filter((one) => one.matches(".fld"));
  if (!cards.length) {
    held.drop = `into:${list.dataset.home}`;
    return mark(list.getBoundingClientRect(), false);
  }
  let best = null;
  for (const one of cards) {
    const box = one.getBoundingClientRect();
    const away = Math.hypot(Math.max(box.left - x, 0, x - box.right), Math.max(box.top - y, 0, y - box.bottom));
    if (!best || away < best.away) best = { one, box, away };
  }
  const beside = best.one.classList.contains("half");
  const after = beside ? x > best.box.left + best.box.width / 2 : y > best.box.top + best.box.height / 2;
  held.drop = `${after ? "after" : "before"}:${best.one.dataset.ref}`;
  mark(best.box, after);
}

function mark(box, after) {
  const sheet = held.line.parentElement.getBoundingClientRect();
  held.line.hidden = false;
  held.line.style.left = `${box.left - sheet.left}px`;
  held.line.style.width = `${box.width}px`;
  held.line.style.top = `${(after ? box.bottom + 3 : box.top - 7) - sheet.top}px`;
}

function release(event, drop) {
  if (!held || (event.pointerId !== undefined && event.pointerId !== held.id)) return;
  const was = held;
  held = null;
  if (!was.moving) return;
  document.body.classList.remove("dragging");
  was.source.classList.remove("lifted");
  was.ghost.remove();
  was.line.remove();
  document.querySelectorAll(".marelle .over").forEach((one) => one.classList.remove("over"));
  quiet = performance.now() + 300;
  if (drop && was.drop && !was.drop.endsWith(`:${was.ref}`)) send(was);
}

// a click that ends a drag presses nothing
let quiet = 0;
document.addEventListener("click", (event) => {
  if (performance.now() < quiet && event.isTrusted) {
    event.preventDefault();
    event.stopImmediatePropagation();
  }
  quiet = 0;
}, true);

function send(was) {
  if (was.ref) act("acts", `place:${was.ref}`, { vers: was.drop });
  else act("acts", `add:${was.fresh}`, { cible: was.drop });
}

document.addEventListener("pointerup", (event) => release(event, true));
document.addEventListener("pointercancel", (event) => release(event, false));
document.addEventListener("keydown", (event) => event.key === "Escape" && release(event, false));
document.addEventListener("dragstart", (event) => event.target.closest?.(".builder") && event.preventDefault());
