// Fifty people, a page a second each, in an open loop: a page is asked for when its second has come, whether or not the
// one before has answered, so that a slow server can't slow its own measurement.
//   node bench/pages.mjs BASE PID [--users 50] [--seconds 60] [--metrics URL]
// BASE serves a demonstration (`wardmote demo`), PID is its process. Prints one line a route and one for all: how many,
// the median, the 99th of a hundred and the longest as this script saw them in milliseconds, answers that were no page,
// and what a page took of the processor. Node's standard library only.
import { readFileSync } from 'node:fs';
import { Agent, request as ask } from 'node:http';
import { performance } from 'node:perf_hooks';

const words = process.argv.slice(2);
const option = (name, otherwise) => {
  const at = words.indexOf(`--${name}`);
  return at < 0 ? otherwise : words.splice(at, 2)[1];
};
const users = Number(option('users', 50));
const seconds = Number(option('seconds', 60));
const metrics = option('metrics', '');
const [base, pid] = words;
if (!base || !pid) {
  console.error('usage: node bench/pages.mjs BASE PID [--users N] [--seconds N] [--metrics URL]');
  process.exit(64);
}
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

const plain = (text) => text.replace(/&amp;/g, '&').replace(/&#38;/g, '&').replace(/&#x26;/g, '&').replace(/&quot;|&#34;/g, '"');

/** The forms of a page: where each is sent, and its hidden fields and named buttons. */
function forms(page) {
  return [...page.matchAll(/<form\b([^>]*)>([\s\S]*?)<\/form>/g)].map(([, attributes, inside]) => {
    const fields = [...inside.matchAll(/<(?:input|button)\b([^>]*)>/g)]
      .map(([, of]) => [of.match(/\bname="([^"]*)"/)?.[1], plain(of.match(/\bvalue="([^"]*)"/)?.[1] ?? '')])
      .filter(([name]) => name);
    return { action: plain(attributes.match(/\baction="([^"]*)"/)?.[1] ?? ''), fields };
  });
}

function jar(kept, answer) {
  const all = new Map(kept.split('; ').filter(Boolean).map((one) => [one.split('=')[0], one]));
  for (const one of answer.cookies) {
    all.set(one.split('=')[0], one);
  }
  return [...all.values()].join('; ');
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

const NOT_PAGES = /\.(pdf|csv|json|svg|png|xlsx|ods|ics|css|js)(\?|$)|^\/assets|sign-out/;
const links = (page) => [...page.matchAll(/href="(\/[^"#]*)"/g)].map(([, href]) => plain(href)).filter((href) => !NOT_PAGES.test(href));

/** The pages that one person reaches in two steps from home, with the two that go through the ledger. */
async function reach(cookie) {
  const first = await send('/home', { cookie });
  const near = [...new Set(links(first.text))];
  // The review goes through the ledger, and home leads to it only while one is due.
  const all = new Set(['/home', '/access-review', '/ledger', ...near]);
  for (const href of near) {
    const page = await send(href, { cookie });
    if (page.status === 200) {
      links(page.text).slice(0, 12).forEach((link) => all.add(link));
    } else {
      all.delete(href);
    }
  }
  const good = [];
  for (const href of all) {
    if ((await send(href, { cookie })).status === 200) {
      good.push(href);
    }
  }
  return good;
}

const cpu = () => {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10;
};
const at = (sorted, share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
const kind = (href) =>
  href.split('?')[0].replace(/\/(E\d{8}|[a-z]-[a-z0-9]{8,}|[0-9a-f]{12,}|\d+)(?=\/|$)/g, '/{}') || '/';

const people = [];
const reached = new Map();
for (let n = 0; n < users; n += 1) {
  // Who signed in by the same button sees the same pages.
  const { cookie, office } = await signIn(n);
  if (!reached.has(office)) {
    reached.set(office, await reach(cookie));
  }
  people.push({ cookie, pages: reached.get(office), next: n });
}

const seen = new Map();
let bad = 0;
let underWay = 0;
let most = 0;
const answers = [];
const before = cpu();
const began = performance.now();
await new Promise((done) => {
  let second = 0;
  const tick = setInterval(() => {
    if (second >= seconds) {
      clearInterval(tick);
      done();
      return;
    }
    second += 1;
    people.forEach((person, n) => {
      // Spread over the second, as people are.
      setTimeout(() => {
        const href = person.pages[person.next % person.pages.length];
        person.next += 7;
        underWay += 1;
        most = Math.max(most, underWay);
        answers.push(
          send(href, { cookie: person.cookie })
            .then((answer) => {
              underWay -= 1;
              if (answer.status !== 200) {
                bad += 1;
                console.error(`${answer.status} ${kind(href)}`);
              }
              const of = seen.get(kind(href)) ?? [];
              of.push(answer.ms);
              seen.set(kind(href), of);
            })
            .catch((error) => {
              underWay -= 1;
              bad += 1;
              console.error(`${error.code ?? error.message} ${kind(href)}`);
            }),
        );
      }, (n * 1000) / users);
    });
  }, 1000);
});
await Promise.all(answers);
const took = performance.now() - began;
const spent = cpu() - before;

const row = (name, times) => {
  times.sort((a, b) => a - b);
  console.log([name, times.length, at(times, 0.5).toFixed(1), at(times, 0.99).toFixed(1), times.at(-1)?.toFixed(1)].join(','));
};
console.log('page,asked,median_ms,p99_ms,longest_ms');
for (const [name, times] of [...seen].sort(([a], [b]) => a.localeCompare(b))) {
  row(name, times);
}
const all = [...seen.values()].flat();
row('all', all);
console.log(
  `${users} users, ${seconds} s: ${all.length} pages in ${(took / 1000).toFixed(1)} s, ${bad} errors, at most ${most} at once, ` +
    `${(spent / Math.max(1, all.length)).toFixed(1)} ms of processor a page`,
);
if (metrics) {
  const text = await (await fetch(metrics)).text();
  console.log(text.split('\n').filter((line) => line.startsWith('wardmote_')).slice(0, 40).join('\n'));
}
process.exit(bad === 0 ? 0 : 1);
