// Words as people type them: without case, accents nor ligatures (« Sacré-Cœur » is « sacre-coeur »).
export const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replace(/œ/g, "oe").replace(/æ/g, "ae").trim();

// Said aloud, once, to those who do not see it.
export function say(text) {
  const region = document.getElementById("live");
  if (region) region.textContent = region.textContent === text ? `${text}\u00a0` : text;
}
