// Passkeys: the browser's part of adding one and of signing in. Without this script, the page works by password.
const bytes = text => Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), c => c.charCodeAt(0));
const text = buffer => btoa(String.fromCharCode(...new Uint8Array(buffer)))
  .replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');

async function post(address, body) {
  const answer = await fetch(address, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify(body ?? {}),
  });
  if (!answer.ok) throw new Error('refused');
  return answer.json();
}

const withIds = list => (list ?? []).map(one => ({ ...one, id: bytes(one.id) }));

async function signIn(button) {
  const { ceremony, publicKey } = await post('/sign-in/passkey/challenge');
  const found = await navigator.credentials.get({
    publicKey: { ...publicKey, challenge: bytes(publicKey.challenge), allowCredentials: withIds(publicKey.allowCredentials) },
  });
  const { authenticatorData, clientDataJSON, signature, userHandle } = found.response;
  const credential = {
    id: found.id, rawId: text(found.rawId), type: found.type, extensions: {},
    response: {
      authenticatorData: text(authenticatorData), clientDataJSON: text(clientDataJSON),
      signature: text(signature), userHandle: userHandle ? text(userHandle) : null,
    },
  };
  const { to } = await post('/sign-in/passkey', { ceremony, credential, to: button.dataset.to });
  location.assign(to);
}

async function add() {
  const name = document.querySelector('[data-passkey-name]').value.trim() || 'My device';
  const { ceremony, publicKey } = await post('/account/passkeys/challenge');
  const made = await navigator.credentials.create({
    publicKey: {
      ...publicKey, challenge: bytes(publicKey.challenge),
      user: { ...publicKey.user, id: bytes(publicKey.user.id) },
      excludeCredentials: withIds(publicKey.excludeCredentials),
    },
  });
  const credential = {
    id: made.id, rawId: text(made.rawId), type: made.type, extensions: {},
    response: {
      attestationObject: text(made.response.attestationObject),
      clientDataJSON: text(made.response.clientDataJSON),
      transports: made.response.getTransports?.() ?? null,
    },
  };
  await post('/account/passkeys', { ceremony, credential, name });
  location.reload();
}

if (window.PublicKeyCredential) {
  for (const part of document.querySelectorAll('[data-passkey-part]')) part.hidden = false;
  const wrong = document.querySelector('[data-passkey-wrong]');
  for (const button of document.querySelectorAll('[data-passkey]')) {
    button.addEventListener('click', async () => {
      wrong.hidden = true;
      button.disabled = true;
      try {
        await (button.dataset.passkey === 'add' ? add() : signIn(button));
      } catch {
        wrong.textContent = 'The passkey was not accepted, or you have stopped. Try again, or use your password.';
        wrong.hidden = false;
      } finally {
        button.disabled = false;
      }
    });
  }
}
