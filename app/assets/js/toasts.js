// Notices stay at least eight seconds, longer while pointed at or focused; never the only trace.
const LEAST = 8000;
const PER_LETTER = 60;

function watch(box) {
  if (box.dataset.watched) return;
  box.dataset.watched = "1";
  let timer;
  const held = () => box.matches(":hover, :focus-within");
  const wait = () => {
    clearTimeout(timer);
    timer = setTimeout(() => (held() ? wait() : box.remove()), Math.max(LEAST, box.textContent.length * PER_LETTER));
  };
  for (const name of ["mouseleave", "focusout"]) box.addEventListener(name, wait);
  box.addEventListener("click", (event) => event.target.closest("[data-close-toast]") && box.remove());
  wait();
}

export function toast(text, tone = "leaf") {
  const region = document.getElementById("toasts");
  if (!region || !text) return;
  const box = document.createElement("div");
  box.className = `toast t-${tone}`;
  box.dataset.toast = "";
  const words = document.createElement("p");
  words.className = "grow";
  words.textContent = text;
  const close = document.createElement("button");
  close.type = "button";
  close.className = "btn quiet icon sm";
  close.dataset.closeToast = "";
  close.setAttribute("aria-label", document.body.dataset.textClose);
  close.textContent = "×";
  box.append(words, close);
  region.append(box);
  watch(box);
}

const all = () => document.querySelectorAll("[data-toast]").forEach(watch);
addEventListener("DOMContentLoaded", all);
document.addEventListener("htmx:load", all);
document.addEventListener("htmx:oobAfterSwap", all);
