// Fifty people, a page a second each, in an open loop: a page is asked for when its second has come, whether or not the
// one before has answered, so that a slow server can't slow its own measurement.
//   node bench/pages.mjs BASE PID [--users 50] [--seconds 60] [--metrics URL]
// BASE serves a demonstration (`wardmote demo`), PID is its process. Prints one line a route and one for all: how many,
// the median, the 99th of a hundred and the longest as this script saw them in milliseconds, answers that were no page,
// and what a page took of the processor. Node's standard library only.
import { readFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { plain, session } from './session.mjs';

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
const { send, signIn } = session(base);

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
