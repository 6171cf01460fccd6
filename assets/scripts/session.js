// Warns before a session ends, keeps what is being written, and leaves the page when the session is over.
// Without this file the server's own answer says that the session has ended, and a form sent too late is kept.

const EVERY = 1_000;
const KEEP_AFTER = 5_000;

/** A session that other tabs of the browser may have gone on with. */
function watch(dialog) {
  const data = dialog.dataset;
  const left = dialog.querySelector('[data-session-left]');
  const said = dialog.querySelector('[data-session-said]');
  // The browser's clock may be wrong: the server says what its own showed as it made the page.
  const ahead = Date.now() - Date.parse(data.now);
  let endsAt = Date.parse(data.endsAt) + ahead;
  let lastSaid = '';
  const tabs = 'BroadcastChannel' in window ? new BroadcastChannel('wardmote-session') : null;

  function goOn(answer) {
    const offset = Date.now() - Date.parse(answer.now);
    const later = Date.parse(answer.ends_at) + offset;
    if (Number.isFinite(later) && later > endsAt) {
      endsAt = later;
      tabs?.postMessage({ left: later - Date.now() });
    }
    if (endsAt - Date.now() > data.warnSeconds * 1000 && dialog.open) {
      dialog.close();
    }
  }

  async function stay() {
    const form = dialog.querySelector('form');
    try {
      const answer = await post(form.action, new FormData(form));
      if (answer.ok && !answer.redirected) {
        goOn(await answer.json());
        return;
      }
    } catch {
      // No network, or an answer that is no JSON: the form itself can still be sent.
    }
    form.submit();
  }

  function words(number, one, several) {
    return (number === 1 ? one : several).replace('%{count}', number);
  }

  function tell(seconds) {
    const whole = Math.max(0, Math.ceil(seconds));
    const text = whole > 60 ? words(Math.ceil(whole / 60), data.minute, data.minutes) : words(whole, data.second, data.seconds);
    left.textContent = text;
    // A screen reader is told each minute, then each twenty seconds: not each second.
    if (text !== lastSaid && (whole > 60 || whole % 20 === 0)) {
      lastSaid = text;
      said.textContent = text;
    }
  }

  async function tick() {
    const seconds = (endsAt - Date.now()) / 1000;
    if (seconds <= 0) {
      clearInterval(timer);
      location.assign(data.after || location.pathname);
      return;
    }
    if (seconds <= data.warnSeconds) {
      tell(seconds);
      if (!dialog.open) {
        dialog.showModal();
        keepAll();
      }
    }
  }

  dialog.querySelector('form').addEventListener('submit', (event) => {
    event.preventDefault();
    stay();
  });
  // Escape means going on, as the answer that loses nothing.
  dialog.addEventListener('cancel', (event) => {
    event.preventDefault();
    stay();
  });
  tabs?.addEventListener('message', ({ data: message }) => {
    const later = Date.now() + message.left;
    if (Number.isFinite(later) && later > endsAt) {
      endsAt = later;
      if (dialog.open && message.left > data.warnSeconds * 1000) {
        dialog.close();
      }
    }
  });
  tabs?.postMessage({ left: endsAt - Date.now() });
  const timer = setInterval(tick, EVERY);
  document.addEventListener('visibilitychange', tick);
  return goOn;
}

function post(address, body, keepalive = false) {
  return fetch(address, {
    method: 'POST',
    body: new URLSearchParams(body),
    headers: { Accept: 'application/json' },
    credentials: 'same-origin',
    keepalive,
  });
}

/** What a form holds, without passwords and files. */
function written(form) {
  const secret = new Set([...form.querySelectorAll('input[type="password"]')].map((input) => input.name));
  return [...new FormData(form)].filter(([name, value]) => typeof value === 'string' && !secret.has(name));
}

function keep(form, goOn) {
  const status = form.querySelector('[data-draft-status]');
  let dirty = false;
  let waiting = null;

  async function send(keepalive) {
    clearTimeout(waiting);
    waiting = null;
    if (!dirty) {
      return;
    }
    dirty = false;
    let kept = false;
    try {
      const answer = await post(form.dataset.draftTo, written(form), keepalive);
      kept = answer.ok && !answer.redirected;
      if (kept && answer.headers.get('content-type')?.includes('json')) {
        goOn?.(await answer.json());
      }
    } catch {
      kept = false;
    }
    dirty ||= !kept;
    if (status) {
      const now = new Date();
      const minutes = String(now.getMinutes()).padStart(2, '0');
      const time = `${now.getHours() % 12 || 12}:${minutes}${now.getHours() < 12 ? 'am' : 'pm'}`;
      status.textContent = kept ? form.dataset.draftKept.replace('%{time}', time) : form.dataset.draftLost;
    }
  }

  function changed() {
    dirty = true;
    waiting ??= setTimeout(send, KEEP_AFTER);
  }

  form.addEventListener('input', changed);
  form.addEventListener('change', changed);
  form.addEventListener('submit', () => {
    dirty = false;
    clearTimeout(waiting);
  });
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden') {
      send(true);
    }
  });
  return send;
}

const warning = document.querySelector('dialog[data-session]');
const goOn = warning && typeof warning.showModal === 'function' ? watch(warning) : null;
const keepers = [...document.querySelectorAll('form[data-draft]')].map((form) => keep(form, goOn));

if (keepers.length > 0) {
  warning?.querySelector('[data-session-keeps]')?.removeAttribute('hidden');
}

function keepAll() {
  keepers.forEach((send) => send());
}
