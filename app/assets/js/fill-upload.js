// Of a page to fill in: what is under the pointer stays there, what could not be saved is tried again.
// Its files go up piece by piece beside it: with progress, again after a cut, from the byte where
// they stopped. Without this script they come with the page.
const form = document.querySelector("form[data-upload]");
const words = form?.dataset ?? {};
const TRIES = 6;
const jobs = new Set(); // files on their way, or waiting for a click
let running = false;
let held = null; // the button that was pressed while files were on their way

const token = () => document.querySelector('meta[name="csrf-token"]')?.content ?? "";
const live = (job) => job.state === "waiting" || job.state === "sending";
const busy = () => [...jobs].some(live);
const later = (time) => new Promise((done) => {
  const timer = setTimeout(done, time);
  addEventListener("online", () => (clearTimeout(timer), done()), { once: true });
});

class Refused extends Error {}

async function ask(url, method, body) {
  const answer = await fetch(url, {
    method, body, headers: { "X-CSRFToken": token(), Accept: "application/json" },
    credentials: "same-origin", redirect: "error", signal: AbortSignal.timeout(60000),
  });
  const json = answer.headers.get("Content-Type")?.includes("json") ? await answer.json() : {};
  if (answer.ok || answer.status === 409 && "offset" in json) return json;
  if (answer.status >= 500 || answer.status === 429) throw Object.assign(new Error(answer.statusText), { told: json.error });
  throw Object.assign(new Refused(json.error ?? words.textRefused), { status: answer.status });
}

async function begin(job) {
  const body = new FormData();
  const { name, size, lastModified } = job.file;
  for (const [key, value] of Object.entries({ champ: job.name, nom: name, taille: size, marque: lastModified })) body.set(key, value);
  const { url, offset, piece } = await ask(form.dataset.upload, "POST", body); // these and no other name
  Object.assign(job, { url, offset, piece });
}

async function pieces(job) {
  if (!job.url) await begin(job);
  else if (job.cut) job.offset = (await ask(job.url, "GET")).offset;
  job.cut = false;
  for (;;) {
    if (job.state === "gone") return;
    const piece = job.file.slice(job.offset, job.offset + job.piece);
    job.last = job.offset + piece.size >= job.file.size;
    const body = new FormData();
    body.set("morceau", piece, "morceau");
    const told = await ask(`${job.url}?a=${job.offset}`, "POST", body);
    if (told.error) throw new Refused(told.error);
    job.offset = told.offset;
    draw(job, "sending");
    if (told.done) return;
  }
}

async function send(job) {
  for (let tries = 0; ; tries += 1) {
    try {
      draw(job, "sending");
      await pieces(job);
      if (job.state !== "gone") draw(job, "done");
      return;
    } catch (fault) {
      if (job.state === "gone") return;
      // all of it had left and the house knows it no more: it is kept, its answer alone was lost
      if (fault.status === 404 && job.cut && job.last) return void draw(job, "done");
      if (fault instanceof Refused) return void draw(job, "refused", fault.message);
      if (tries >= TRIES) return void draw(job, "failed", fault.told);
      job.cut = true;
      draw(job, "sending", words.textCut);
      await later(Math.min(500 * 2 ** tries, 8000));
    }
  }
}

async function run() {
  if (running) return;
  running = true;
  for (let next; (next = [...jobs].find((job) => job.state === "waiting")); ) await send(next);
  running = false;
  const stuck = [...jobs].some((job) => job.state === "failed" || job.state === "refused");
  if (held && !stuck) form.requestSubmit(held.isConnected ? held : null);
  else again();
  held = null;
}

function draw(job, state, said) {
  job.state = state;
  const share = Math.floor(((job.offset ?? 0) / (job.file.size || 1)) * 100);
  job.bar.value = share;
  job.bar.hidden = state !== "sending" && state !== "waiting";
  const told = { waiting: words.textWaiting, sending: `${share} %`, done: words.textDone, failed: words.textFailed };
  job.said.textContent = said ?? told[state] ?? "";
  job.item.dataset.state = state;
  job.again.hidden = state !== "failed";
  job.drop.hidden = state === "done";
  if (state === "failed" || state === "refused" || state === "done") tell(`${job.file.name} : ${job.said.textContent}`);
}

function tell(text) {
  const place = document.getElementById("upload-told");
  if (place) place.textContent = text;
}

function button(text, label, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "btn quiet sm";
  made.textContent = text;
  made.setAttribute("aria-label", `${text} ${label}`);
  made.addEventListener("click", act);
  return made;
}

function add(name, file) {
  const item = document.createElement("li");
  item.className = "upload row wrapf";
  const label = document.createElement("span");
  label.className = "grow trunc";
  label.textContent = file.name;
  const bar = document.createElement("progress");
  bar.max = 100;
  bar.setAttribute("aria-label", file.name);
  const said = document.createElement("span");
  said.className = "small num";
  const job = { name, file, item, bar, said, state: "waiting" };
  job.again = button(words.textAgain, file.name, () => (draw(job, "waiting"), run()));
  job.drop = button(words.textCancel, file.name, () => cancel(job));
  item.append(label, bar, said, job.again, job.drop);
  jobs.add(job);
  draw(job, "waiting");
  place(job);
}

function cancel(job) {
  job.state = "gone";
  jobs.delete(job);
  job.item.remove();
  if (job.url) ask(`${job.url}/abandonner`, "POST").catch(() => {});
}

function place(job) {
  const control = form.elements.namedItem(job.name);
  control?.closest?.("[data-drop]")?.querySelector("[data-drop-list]")?.append(job.item);
}

if (form) {
  document.addEventListener("change", (event) => {
    const input = event.target;
    if (input.type !== "file" || input.form !== form || !input.files.length) return;
    event.stopPropagation(); // the page does not send it as well
    for (const file of input.files) add(input.name, file); // an empty one is refused in words
    input.value = "";
    run();
  }, true);
  // whoever goes on waits for what is on its way
  document.addEventListener("submit", (event) => {
    if (event.target !== form || !busy()) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    held = event.submitter;
    tell(words.textHeld);
  }, true);
  document.addEventListener("htmx:afterSettle", () => {
    for (const job of jobs) {
      if (job.state === "done") jobs.delete(job), job.item.remove();
      else place(job);
    }
  });
  addEventListener("beforeunload", (event) => busy() && event.preventDefault());
}

// what is under a mouse that is held does not move away: the click it begins must end there
let pressed = false;
let late = false;
const again = () => form?.elements._seen.dispatchEvent(new Event("change", { bubbles: true }));
for (const name of ["pointerdown", "pointerup", "pointercancel"]) {
  addEventListener(name, (event) => {
    pressed = name === "pointerdown" && event.pointerType === "mouse";
    if (!pressed && late) setTimeout(again);
    if (!pressed) late = false;
  }, true);
}
document.addEventListener("htmx:beforeSwap", ({ target, detail }) => {
  if (!pressed || target.id !== "form-body" || !detail.shouldSwap) return;
  detail.shouldSwap = false;
  late = true;
});

// what could not be saved is saved when the connection is back
addEventListener("online", () => document.querySelector("#form-saved[data-state=failed]") && again());
