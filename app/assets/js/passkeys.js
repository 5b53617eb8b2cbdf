// Keys in devices: what the page asks goes to the browser, what the browser signs goes into a form.
// A script of the pages that make or use keys; without it those pages offer codes and passwords.

const bytes = (text) =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");

const known = (asked) =>
  asked.known ? asked.known.split(" ").map((id) => ({ type: "public-key", id: bytes(id) })) : [];

/** A new key for the account the page names. */
async function make(asked) {
  const made = await navigator.credentials.create({
    publicKey: {
      challenge: bytes(asked.challenge),
      rp: { id: asked.rp, name: asked.house },
      user: { id: bytes(asked.user), name: asked.email, displayName: asked.name },
      pubKeyCredParams: [-7, -8, -257].map((alg) => ({ type: "public-key", alg })),
      excludeCredentials: known(asked),
      authenticatorSelection: { residentKey: "preferred", userVerification: asked.verification },
      attestation: "none",
    },
  });
  return {
    attestationObject: text(made.response.attestationObject),
    clientDataJSON: text(made.response.clientDataJSON),
    of: made,
  };
}

/** The signature of a key this device knows. */
async function sign(asked) {
  const signed = await navigator.credentials.get({
    publicKey: {
      challenge: bytes(asked.challenge),
      rpId: asked.rp,
      allowCredentials: known(asked),
      userVerification: asked.verification,
    },
  });
  const said = signed.response;
  return {
    authenticatorData: text(said.authenticatorData),
    clientDataJSON: text(said.clientDataJSON),
    signature: text(said.signature),
    userHandle: said.userHandle ? text(said.userHandle) : null,
    of: signed,
  };
}

async function ask(form) {
  const refused = form.querySelector("[data-passkey-refused]");
  refused.hidden = true;
  try {
    const { of, ...response } = await (form.dataset.passkey === "make" ? make : sign)(form.dataset);
    form.elements.credential.value = JSON.stringify({
      id: of.id, rawId: text(of.rawId), type: of.type, response,
    });
    form.submit();
  } catch {
    refused.hidden = false; // closed, too late, or a device that has no key of ours
  }
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  const button = form.querySelector("[data-passkey-go]");
  button.hidden = !window.PublicKeyCredential;
  button.addEventListener("click", () => {
    if (form.reportValidity()) ask(form);
  });
}
