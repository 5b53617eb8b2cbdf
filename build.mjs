// Assets: app/assets → app/static/dist, hashed, with manifest.json. One command: npm run build.
import { createHash } from "node:crypto";
import { mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

const root = path.dirname(fileURLToPath(import.meta.url));
const from = path.join(root, "app/assets");
const to = path.join(root, "app/static/dist");
const packageFolder = (name) => path.join(root, "node_modules", name);

const manifest = {};
const sizes = [];

/** Write `content` under a name that changes with it. */
async function keep(name, content) {
  const { name: stem, ext } = path.parse(name);
  const hash = createHash("sha256").update(content).digest("hex").slice(0, 10);
  const hashed = `${stem}-${hash}${ext}`;
  await writeFile(path.join(to, hashed), content);
  manifest[name] = hashed;
  sizes.push([name, content.length, gzipSync(content, { level: 9 }).length]);
  return hashed;
}

/** A small sheet for what most pages show, a whole one. Only the icons listed, as symbols `name` (regular), `name-fill`, `name-duotone`. */
async function sprite() {
  const icons = JSON.parse(await readFile(path.join(from, "icons.json"), "utf8"));
  const folder = path.join(packageFolder("@phosphor-icons/core"), "assets");
  const common = new Set(JSON.parse(await readFile(path.join(from, "icons-common.json"), "utf8")));
  const symbols = [];
  const often = [];
  for (const [name, styles] of Object.entries(icons)) {
    for (const style of styles) {
      const id = style === "regular" ? name : `${name}-${style}`;
      const svg = await readFile(path.join(folder, style, `${id}.svg`), "utf8");
      const inner = svg.replace(/^[\s\S]*?<svg[^>]*>/, "").replace(/<\/svg>\s*$/, "");
      symbols.push(`<symbol id="${id}" viewBox="0 0 256 256">${inner}</symbol>`);
      if (common.has(name)) often.push(symbols.at(-1));
    }
  }
  const sheet = (drawn) => Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg">${drawn.join("")}</svg>`);
  await keep("sprite.svg", sheet(symbols));
  await keep("common.svg", sheet(often));
}

/** The three faces of the theme, Latin only; css/fonts.css names them. */
async function fonts() {
  const faces = {
    "@fontsource-variable/bricolage-grotesque": ["bricolage-grotesque-latin-wght-normal.woff2"],
    "@fontsource-variable/atkinson-hyperlegible-next": [
      "atkinson-hyperlegible-next-latin-wght-normal.woff2",
      "atkinson-hyperlegible-next-latin-wght-italic.woff2",
    ],
  };
  for (const [pack, files] of Object.entries(faces)) {
    for (const file of files) {
      await keep(file, await readFile(path.join(packageFolder(pack), "files", file)));
    }
  }
}

async function bundle(name, entry, options) {
  const made = await build({
    entryPoints: [path.join(from, entry)],
    bundle: true, minify: true, write: false, legalComments: "none",
    target: ["es2022", "chrome109", "firefox115", "safari16.4"],
    nodePaths: [path.join(root, "node_modules")],
    ...options,
  });
  let text = made.outputFiles[0].text;
  for (const [plain, hashed] of Object.entries(manifest)) text = text.replaceAll(`dist:${plain}`, hashed);
  await keep(name, Buffer.from(text));
}

await mkdir(to, { recursive: true });
await sprite();
await fonts();
for (const picture of await readdir(path.join(from, "img"))) {
  await keep(picture, await readFile(path.join(from, "img", picture)));
}
await bundle("app.css", "css/built.css", { external: ["dist:*"] });
await bundle("app.js", "js/app.js", { format: "esm" });
// scripts of some pages only
await bundle("conditions.js", "js/conditions.js", { format: "esm" });
await bundle("combobox.js", "js/combobox.js", { format: "esm" });
await bundle("fill-upload.js", "js/fill-upload.js", { format: "esm" });
await bundle("passkeys.js", "js/passkeys.js", { format: "esm" });
await bundle("builder.js", "js/builder.js", { format: "esm" });
await bundle("service.js", "js/service.js", { format: "esm" });
await bundle("circuit.js", "js/circuit/circuit.js", { format: "esm" });
await bundle("asking.js", "js/asking.js", { format: "esm" });
await bundle("asking.css", "css/parts/asking.css", {});
await bundle("builder.css", "css/parts/builder.css", {});
await bundle("service.css", "css/parts/service.css", {});
await bundle("circuit.css", "css/parts/circuit.css", {});
await bundle("times.css", "css/parts/times.css", {});
await bundle("circuit-editor.css", "css/parts/circuit-editor.css", {});
await writeFile(path.join(to, "manifest.json"), `${JSON.stringify(manifest, null, 2)}\n`);
// what earlier builds made goes last: pages being served never miss a file
const kept = new Set(["manifest.json", ...Object.values(manifest)]);
for (const file of await readdir(to)) if (!kept.has(file)) await rm(path.join(to, file));
for (const [name, raw, gz] of sizes) {
  console.log(`${name.padEnd(54)} ${(raw / 1024).toFixed(1).padStart(7)} KB ${(gz / 1024).toFixed(1).padStart(6)} KB gz`);
}
