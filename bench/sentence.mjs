// How long a writer waits for one sentence: the section of the demonstration's assessment is saved with another sentence, and read again
// with its figures beside it.
//   node bench/sentence.mjs BASE [--rounds 20]
// BASE serves a demonstration (`wardmote demo`); the numbered versions of the text stay in it. Prints the median, the 95th of a hundred
// and the longest, in milliseconds, from sending the form to the last byte of the page it leads to. Node's standard library only.
import { forms, jar, plain, session } from './session.mjs';

const words = process.argv.slice(2);
const at = words.indexOf('--rounds');
const rounds = at < 0 ? 20 : Number(words.splice(at, 2)[1]);
const [base] = words;
if (!base) {
  console.error('usage: node bench/sentence.mjs BASE [--rounds N]');
  process.exit(64);
}
const { send, signIn } = session(base);
const SECTION = '/strategic-assessments/south-cambridgeshire-2019-20/sections/asb';

/** The first office that may write. */
async function writer() {
  for (let n = 0; n < 12; n += 1) {
    const { cookie } = await signIn(n);
    if ((await send(`${SECTION}/edit`, { cookie })).status === 200) {
      return cookie;
    }
  }
  throw new Error(`nobody may write ${SECTION}: is the demonstration's assessment open?`);
}

let cookie = await writer();
const taken = [];
// One more round than is counted: the first asks the engine.
for (let round = 0; round <= rounds; round += 1) {
  const page = await send(`${SECTION}/edit`, { cookie });
  cookie = jar(cookie, page);
  const form = forms(page.text).find((one) => one.action.endsWith('/edit'));
  const text = plain(form.inside.match(/<textarea\b[^>]*>([\s\S]*?)<\/textarea>/)[1].replace(/^\n/, ''));
  const said = text.replace(/\n\nWe looked at this (again )*and found it so\.\s*$/, '');
  const again = 'again '.repeat(1 + (round % 5));
  const fields = form.fields.filter(([name]) => name !== 'do');
  const body = new URLSearchParams([...fields, ['text', `${said.trimEnd()}\n\nWe looked at this ${again}and found it so.\n`], ['note', 'measured']]);
  const saved = await send(form.action, { method: 'POST', body: body.toString(), cookie });
  if (saved.status !== 303) {
    throw new Error(`saving answered ${saved.status}`);
  }
  const read = await send(saved.location, { cookie });
  if (read.status !== 200 || !read.text.includes('and found it so')) {
    throw new Error(`the page answered ${read.status}, without the sentence`);
  }
  if (round > 0) {
    taken.push(saved.ms + read.ms);
  }
}
taken.sort((one, other) => one - other);
const of = (share) => Math.round(taken[Math.min(taken.length - 1, Math.floor(taken.length * share))]);
console.log(`one sentence saved and the page read again: median ${of(0.5)} ms, 95th ${of(0.95)} ms, longest ${of(1)} ms, ${taken.length} rounds`);
process.exit(0);
