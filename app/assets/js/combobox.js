// A searched list (ARIA 1.2 combobox, list autocomplete) over the native control that serves alone.
// A <select data-combobox> keeps its value under the box; an <input data-combobox data-url> is
// itself the box, and the server finds its rows.
import { fold } from "./fold.js";

const WAIT = 160;
const MOST = 60;
const boxes = new WeakMap(); // the text box → what it is the box of
let count = 0;

/** Everything the box needs, whichever native control stands under it. */
class Combobox {
  constructor(native) {
    this.native = native;
    this.words = native.dataset;
    this.url = native.dataset.url;
    this.input = this.url ? native : this.beside(native);
    this.list = document.createElement("div");
    this.said = document.createElement("p");
    this.build();
  }

  /** The text box in front of a select, which steps aside and keeps the answer. */
  beside(select) {
    const input = document.createElement("input");
    input.type = "text";
    input.className = "inp";
    input.value = this.shown(select);
    for (const name of ["aria-describedby", "aria-invalid"]) {
      if (select.hasAttribute(name)) input.setAttribute(name, select.getAttribute(name));
    }
    input.id = select.id;
    select.id = `${select.id}-native`;
    select.hidden = true;
    select.tabIndex = -1;
    return input;
  }

  shown(select) {
    return select.value ? select.selectedOptions[0].textContent.trim() : "";
  }

  build() {
    const { input, list, said } = this;
    const id = `combobox-${(count += 1)}`;
    const wrap = document.createElement("div");
    wrap.className = "combobox";
    input.removeAttribute("list");
    input.setAttribute("role", "combobox");
    input.setAttribute("aria-autocomplete", "list");
    input.setAttribute("aria-expanded", "false");
    input.setAttribute("aria-controls", id);
    input.setAttribute("autocomplete", "off");
    input.dataset.comboboxBox = "";
    list.id = id;
    list.className = "combobox-list";
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", input.labels?.[0]?.textContent.trim() ?? "");
    list.hidden = true;
    said.className = "vh";
    said.setAttribute("role", "status");
    this.native.before(wrap);
    wrap.append(input, ...(this.url ? [] : [this.native]), list, said);
    list.setAttribute("aria-label", document.querySelector(`label[for="${CSS.escape(input.id)}"]`)?.textContent.trim() ?? "");
    input.addEventListener("input", (event) => this.typed(event));
    input.addEventListener("change", (event) => this.left(event));
    input.addEventListener("keydown", (event) => this.pressed(event));
    input.addEventListener("click", () => this.open(input.value === this.kept ? "" : input.value));
    input.addEventListener("blur", () => setTimeout(() => this.close(), 0));
    list.addEventListener("pointerdown", (event) => event.preventDefault());
    list.addEventListener("click", (event) => this.take(event.target.closest("[role=option]")));
    this.kept = input.value;
    boxes.set(input, this);
  }

  /** What a swap is about to take away; null when it stands as the page draws it. */
  get sought() {
    const { value } = this.input;
    const open = !this.list.hidden || this.timer !== undefined;
    return open || value !== this.kept ? { value, open } : null;
  }

  /** As it was when a swap took it away. */
  again({ value, open }) {
    const whole = value === this.kept;
    this.input.value = value;
    if (open) this.open(whole ? "" : value);
  }

  get options() {
    return [...this.list.querySelectorAll("[role=option]")];
  }

  get current() {
    return document.getElementById(this.input.getAttribute("aria-activedescendant") ?? "");
  }

  /** What is typed is no answer yet: only what is chosen, or left, is one. */
  typed(event) {
    if (!this.url) event.stopPropagation();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.search(), this.url ? WAIT : 0);
  }

  search() {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.open(this.input.value);
  }

  async open(text) {
    const found = this.url ? await this.asked(text) : this.matching(text);
    if (!found || document.activeElement !== this.input) return;
    this.list.replaceChildren(...found);
    this.options.forEach((one, at) => { one.id = `${this.list.id}-${at}`; });
    this.mark();
    this.list.hidden = !found.length;
    this.input.setAttribute("aria-expanded", String(found.length > 0));
    const many = this.words.textMany.replace("{count}", found.length);
    this.said.textContent = [this.words.textNone, this.words.textOne][found.length] ?? many;
  }

  close() {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.list.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
    this.mark();
  }

  matching(text) {
    const asked = fold(text).split(/\s+/);
    const made = [];
    for (const option of this.native.options) {
      const words = option.textContent.trim();
      if (!option.value || !asked.every((word) => fold(words).includes(word))) continue;
      made.push(this.option(words, option.value));
      if (made.length === MOST) break;
    }
    return made;
  }

  option(words, value) {
    const option = document.createElement("div");
    option.setAttribute("role", "option");
    option.setAttribute("aria-selected", "false");
    option.dataset.value = value;
    option.textContent = words;
    return option;
  }

  async asked(text) {
    this.asking?.abort();
    const mine = (this.asking = new AbortController());
    if (!text.trim()) return [];
    try {
      const sign = this.url.includes("?") ? "&" : "?";
      const answer = await fetch(`${this.url}${sign}q=${encodeURIComponent(text)}`, {
        headers: { "HX-Request": "true" }, signal: mine.signal,
      });
      // ours: the server's own template, escaped there; a parsed document runs nothing
      const page = new DOMParser().parseFromString(answer.ok ? await answer.text() : "", "text/html");
      return mine.signal.aborted ? null : [...page.querySelectorAll("[role=option]")];
    } catch {
      return null;
    }
  }

  mark(option) {
    this.current?.setAttribute("aria-selected", "false");
    option?.setAttribute("aria-selected", "true");
    if (option) this.input.setAttribute("aria-activedescendant", option.id);
    else this.input.removeAttribute("aria-activedescendant");
    option?.scrollIntoView({ block: "nearest" });
  }

  take(option) {
    if (!option) return;
    this.input.value = option.textContent.trim();
    this.settle(option.dataset.value);
    this.close();
  }

  /** The answer changed: the native control holds it and says so, once. */
  settle(value) {
    this.kept = this.input.value;
    if (!this.url) this.native.value = value;
    this.mine = true;
    this.native.dispatchEvent(new Event("change", { bubbles: true }));
    this.mine = false;
  }

  /** Left with words that no row has: a select goes back to its answer, or to none when emptied. */
  left(event) {
    if (this.url || this.mine) return;
    event.stopPropagation();
    const text = this.input.value.trim();
    const same = [...this.native.options].find((one) => one.value && fold(one.textContent) === fold(text));
    if (!text || same) {
      this.input.value = same ? same.textContent.trim() : "";
      this.settle(same?.value ?? "");
    } else {
      this.input.value = this.kept;
    }
  }

  pressed(event) {
    // an arrow or Enter speaks of what was typed, though a busy page has not looked for it yet
    if (this.timer !== undefined && !this.url && event.key.length > 1) this.search();
    const all = this.options;
    const at = all.indexOf(this.current);
    const opened = !this.list.hidden;
    const step = { ArrowDown: at + 1, ArrowUp: at < 0 ? all.length - 1 : at - 1 }[event.key];
    if (step !== undefined) {
      event.preventDefault();
      if (!opened) this.open(this.input.value === this.kept ? "" : this.input.value);
      else this.mark(all[(step + all.length) % all.length]);
    } else if (event.key === "Enter" && opened && this.current) {
      event.preventDefault();
      this.take(this.current);
    } else if (event.key === "Escape" && opened) {
      event.stopPropagation();
      this.close();
    } else if (event.key === "Tab" && opened && this.current) {
      this.take(this.current);
    }
  }
}

/** Every native control that no box stands on yet. */
export function dress(root = document) {
  for (const native of root.querySelectorAll("[data-combobox]:not([data-dressed])")) {
    native.dataset.dressed = "";
    new Combobox(native);
  }
}

/** After a swap the native control is back: the box is put on again, and keeps the focus it had. */
let left; // the box that had the focus: its id, and what was being looked for in it
document.addEventListener("htmx:beforeSwap", () => {
  const box = boxes.get(document.activeElement);
  left = box && { id: box.input.id, sought: box.sought };
});
document.addEventListener("htmx:afterSwap", () => {
  dress();
  const input = left && document.getElementById(left.id);
  if (input && document.activeElement !== input) {
    input.focus();
    if (left.sought) boxes.get(input)?.again(left.sought);
  }
  left = undefined;
});
dress();
