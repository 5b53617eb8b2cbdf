// The chosen files are named with their size before they leave; they may be dropped.
function list(input) {
  const place = input.closest("[data-drop]");
  const names = place?.querySelector("[data-drop-list]");
  if (!names) return;
  names.replaceChildren(...[...input.files].map((file) => {
    const item = document.createElement("li");
    const size = place.dataset.textSize.replace("%s", Math.max(1, Math.round(file.size / 1024)));
    item.textContent = `${file.name}, ${size}`;
    return item;
  }));
}

document.addEventListener("change", (event) => event.target.type === "file" && list(event.target));
for (const name of ["dragover", "dragleave", "drop"]) {
  document.addEventListener(name, (event) => {
    const place = event.target.closest?.("[data-drop]");
    if (!place) return;
    event.preventDefault();
    place.classList.toggle("over", name === "dragover");
    if (name !== "drop" || !event.dataTransfer.files.length) return;
    const input = place.querySelector("input[type=file]");
    input.files = event.dataTransfer.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });
}
