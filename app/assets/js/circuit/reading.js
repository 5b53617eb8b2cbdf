// What is to be drawn, out of the list that says it in words.
export function read(words) {
  const nodes = [...words.querySelectorAll("[data-node]")].map((li) => ({ li, key: li.dataset.node, ...li.dataset }));
  const known = new Set(nodes.map((node) => node.key));
  const edges = [];
  for (const node of nodes) {
    for (const li of node.li.querySelectorAll("[data-edge]")) {
      const { edge: name, to, label, said, href } = li.dataset;
      if (!known.has(to)) continue;
      const form = li.querySelector("[data-insert]");
      edges.push({
        li, name, from: node.key, to, label, said, href,
        back: "back" in li.dataset, passed: "passed" in li.dataset,
        insert: form?.querySelector("button") ?? null,
      });
    }
  }
  return { nodes, edges };
}

// Lines no longer than `most`, broken between words; what is too long for one line is cut by an ellipsis.
export function lines(text, measure, most, count) {
  const made = [];
  for (const word of text.split(/\s+/)) {
    const longer = made.length ? `${made.at(-1)} ${word}` : word;
    if (made.length && measure(longer) <= most) made[made.length - 1] = longer;
    else made.push(word);
  }
  const kept = made.slice(0, count);
  if (made.length > count) kept[count - 1] += "…";
  return kept.map((line) => {
    while (measure(line) > most && line.length > 2) line = `${line.replace(/…$/, "").slice(0, -1)}…`;
    return line;
  });
}
