// Makes and uses passkeys. The pages offer other ways in, since this one needs script.
//
//   <form method="post" hidden data-passkey="create" (or "get") data-options="JSON of the server's question"
//         data-cancelled="…" data-present="…" data-failed="…" data-unsupported="…">
//     <input type="hidden" name="answer" data-passkey-answer>
//     <p role="alert" data-passkey-error></p>
//     <button type="submit">…</button>
//   </form>
//   <p data-passkey-without>needs script</p>
//
// The four texts say what happened: the owner or the device broke off; the device has a passkey of this account already;
// anything else; this browser knows no passkeys. The form is shown, and what stands there without script is hidden.

const supported = typeof PublicKeyCredential === 'function' && Boolean(navigator.credentials?.create);

function bytes(base64url) {
  const binary = atob(base64url.replace(/-/g, '+').replace(/_/g, '/'));
  return Uint8Array.from(binary, (letter) => letter.charCodeAt(0));
}

function base64url(buffer) {
  const binary = Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte)).join('');
  return btoa(binary).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
}

/** The server's question as the browser takes it; older browsers do not read JSON themselves. */
function question(kind, options) {
  const parse = kind === 'create' ? 'parseCreationOptionsFromJSON' : 'parseRequestOptionsFromJSON';
  if (typeof PublicKeyCredential[parse] === 'function') {
    return PublicKeyCredential[parse](options);
  }
  const credential = (known) => ({ ...known, id: bytes(known.id) });
  const read = { ...options, challenge: bytes(options.challenge) };
  if (options.user) {
    read.user = { ...options.user, id: bytes(options.user.id) };
  }
  for (const list of ['excludeCredentials', 'allowCredentials']) {
    if (options[list]) {
      read[list] = options[list].map(credential);
    }
  }
  return read;
}

/** The browser's answer as the server takes it. Made by hand: what `toJSON` gives differs, and some password managers break it. */
function answer(credential) {
  const { response } = credential;
  const told = {
    id: credential.id,
    rawId: base64url(credential.rawId),
    type: credential.type,
    clientExtensionResults: {},
    response: { clientDataJSON: base64url(response.clientDataJSON) },
  };
  if (response.attestationObject) {
    told.response.attestationObject = base64url(response.attestationObject);
    told.response.transports = response.getTransports?.() ?? [];
    const { credProps } = credential.getClientExtensionResults();
    if (credProps) {
      told.clientExtensionResults.credProps = { rk: credProps.rk };
    }
  } else {
    told.response.authenticatorData = base64url(response.authenticatorData);
    told.response.signature = base64url(response.signature);
    told.response.userHandle = response.userHandle ? base64url(response.userHandle) : null;
  }
  return JSON.stringify(told);
}

function ready(form) {
  const { passkey: kind, options } = form.dataset;
  const error = form.querySelector('[data-passkey-error]');
  const field = form.querySelector('[data-passkey-answer]');
  let asking = false;

  function say(text) {
    error.textContent = text;
    error.hidden = !text;
  }

  async function ask() {
    const publicKey = question(kind, JSON.parse(options));
    return kind === 'create' ? navigator.credentials.create({ publicKey }) : navigator.credentials.get({ publicKey });
  }

  form.hidden = false;
  if (!supported) {
    say(form.dataset.unsupported);
    form.querySelectorAll('button').forEach((button) => {
      button.disabled = true;
    });
    return;
  }
  say('');
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    if (asking) {
      return;
    }
    asking = true;
    say('');
    try {
      field.value = answer(await ask());
      // Past this handler: the form goes to the server as any other.
      form.submit();
    } catch (cause) {
      const texts = { NotAllowedError: form.dataset.cancelled, AbortError: form.dataset.cancelled, InvalidStateError: form.dataset.present };
      say(texts[cause?.name] ?? form.dataset.failed);
    } finally {
      asking = false;
    }
  });
}

document.querySelectorAll('form[data-passkey]').forEach(ready);
document.querySelectorAll('[data-passkey-without]').forEach((part) => {
  part.hidden = true;
});
