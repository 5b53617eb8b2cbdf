// A file goes up while the answers of the server name what no answer names (FAULTS X-11).
const answers = [
  '{"url":"/f/1","offset":0,"piece":4,"__proto__":{"got":1},"constructor":{"prototype":{"got":1}},"state":"gone","file":null}',
  '{"offset":4,"done":true,"__proto__":{"got":1}}',
];
const sent = [];
const heard = {};
const element = () => ({ dataset: {}, setAttribute() {}, append() {}, addEventListener() {}, remove() {} });
const form = { dataset: { upload: "/f" }, elements: { namedItem: () => null, _seen: { dispatchEvent() {} } }, requestSubmit() {} };
globalThis.document = {
  querySelector: (wanted) => (wanted === "form[data-upload]" ? form : null),
  getElementById: () => null,
  createElement: element,
  addEventListener: (name, act) => { heard[name] = act; },
};
globalThis.addEventListener = () => {};
globalThis.fetch = async (url) => {
  const text = answers[sent.push(url) - 1];
  return { ok: true, status: 200, headers: { get: () => "application/json" }, json: async () => JSON.parse(text) };
};
await import(process.argv[2]);
const file = { name: "plan.pdf", size: 4, lastModified: 1, slice: () => new Blob(["abcd"]) };
heard.change({ target: { type: "file", form, files: [file], name: "__proto__", value: "" }, stopPropagation() {} });
await new Promise((done) => setTimeout(done, 50));
console.log(JSON.stringify({ sent, got: {}.got ?? null }));
