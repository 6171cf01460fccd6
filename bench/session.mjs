// How the measuring scripts speak to a served demonstration: requests over kept connections, forms, cookies, one click to sign in.
// Node's standard library only.
import { Agent, request as ask } from 'node:http';
import { performance } from 'node:perf_hooks';

export const plain = (text) =>
  text.replace(/&amp;/g, '&').replace(/&#38;/g, '&').replace(/&#x26;/g, '&').replace(/&quot;|&#34;/g, '"').replace(/&lt;|&#60;/g, '<').replace(/&gt;|&#62;/g, '>').replace(/&#39;|&#x27;/g, "'");

/** The forms of a page: where each is sent, and its hidden fields and named buttons. */
export function forms(page) {
  return [...page.matchAll(/<form\b([^>]*)>([\s\S]*?)<\/form>/g)].map(([, attributes, inside]) => {
    const fields = [...inside.matchAll(/<(?:input|button)\b([^>]*)>/g)]
      .map(([, of]) => [of.match(/\bname="([^"]*)"/)?.[1], plain(of.match(/\bvalue="([^"]*)"/)?.[1] ?? '')])
      .filter(([name]) => name);
    return { action: plain(attributes.match(/\baction="([^"]*)"/)?.[1] ?? ''), fields, inside };
  });
}

export function jar(kept, answer) {
  const all = new Map(kept.split('; ').filter(Boolean).map((one) => [one.split('=')[0], one]));
  for (const one of answer.cookies) {
    all.set(one.split('=')[0], one);
  }
  return [...all.values()].join('; ');
}

/** Speaks to the pages at BASE. */
export function session(base) {
  const agent = new Agent({ keepAlive: true, maxSockets: 1024 });

  function send(path, { method = 'GET', body = '', cookie = '' } = {}) {
    return new Promise((resolve, reject) => {
      const started = performance.now();
      const headers = { Cookie: cookie, Origin: base, 'Sec-Fetch-Site': 'same-origin' };
      if (body) {
        headers['Content-Type'] = 'application/x-www-form-urlencoded';
        headers['Content-Length'] = Buffer.byteLength(body);
      }
      const asked = ask(new URL(path, base), { method, agent, headers }, (answer) => {
        const parts = [];
        answer.on('data', (part) => parts.push(part));
        answer.on('end', () =>
          resolve({
            status: answer.statusCode,
            location: answer.headers.location ?? '',
            cookies: (answer.headers['set-cookie'] ?? []).map((line) => line.split(';')[0]),
            text: Buffer.concat(parts).toString('utf8'),
            ms: performance.now() - started,
          }),
        );
      });
      asked.on('error', reject);
      asked.end(body);
    });
  }

  /** Signs in by the n-th button of the demonstration's sign-in page. */
  async function signIn(n) {
    const page = await send('/sign-in');
    let cookie = jar('', page);
    const demo = forms(page.text).filter((form) => form.action.includes('demo'));
    if (demo.length === 0) {
      throw new Error(`${base}/sign-in offers no demonstration`);
    }
    const office = n % demo.length;
    const form = demo[office];
    const body = new URLSearchParams(form.fields).toString();
    const answer = await send(form.action, { method: 'POST', body, cookie });
    cookie = jar(cookie, answer);
    if (answer.status !== 303) {
      throw new Error(`signing in answered ${answer.status}`);
    }
    return { cookie, office };
  }

  return { send, signIn };
}
