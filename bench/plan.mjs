// Five thousand actions and sixty thousand updates: how long tracker, late list, grid and the page of one action take.
//   node bench/plan.mjs make FILE        writes the table of such a plan, for `wardmote plan import`
//   node bench/plan.mjs BASE [--rounds N]  asks for each page N times in turn, as the officer of the demonstration
// Prints the median, the longest and the first of each page in milliseconds, as this script saw them. Node's standard library only.
import { writeFileSync } from 'node:fs';
import { session } from './session.mjs';

const ACTIONS = 5000;
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const LEADS = ['Council', 'Constabulary', 'Fire and rescue service', 'County council', 'Housing association'];
const STATUSES = ['on_track', 'not_on_track', 'complete', 'in_progress', 'yet_to_start', ''];

/** A table with an action a row and an update a month. */
function table(year) {
  const columns = ['action_no', 'action', 'lead_team', 'resources', 'timescale', 'due_date', ...MONTHS.map((month) => `update_${month}_${year}`), 'on_track_status'];
  const rows = [columns.join(',')];
  for (let n = 0; n < ACTIONS; n += 1) {
    const number = `${Math.floor(n / 50) + 1}.${(n % 50) + 1}`;
    const due = `${year + 1 + (n % 3)}-${String((n % 12) + 1).padStart(2, '0')}-28`;
    const updates = MONTHS.map((month, at) => `Step ${at + 1} of action ${number} was taken as agreed and looked at by the group`);
    const cells = [number, `Do what was agreed under ${number}`, LEADS[n % LEADS.length], 'Staff time', 'Monthly', due, ...updates, STATUSES[n % STATUSES.length]];
    rows.push(cells.join(','));
  }
  return `${rows.join('\n')}\n`;
}

const words = process.argv.slice(2);
if (words[0] === 'make') {
  writeFileSync(words[1], table(new Date().getFullYear() - 1));
  process.exit(0);
}
const at = words.indexOf('--rounds');
const rounds = at < 0 ? 40 : Number(words.splice(at, 2)[1]);
const [base] = words;
if (!base) {
  console.error('usage: node bench/plan.mjs make FILE | node bench/plan.mjs BASE [--rounds N]');
  process.exit(64);
}
const { send, signIn } = session(base);
// Of those who sign in with one click the first who may write plans.
let cookie = '';
for (let n = 0; n < 30 && cookie === ''; n += 1) {
  const signed = await signIn(n);
  cookie = (await send('/plan/plans/new', { cookie: signed.cookie })).status === 200 ? signed.cookie : '';
}
const plan = 'yardstick';
const pages = {
  tracker: '/plan/tracker',
  'tracker, page 60': '/plan/tracker?page=60',
  'tracker of one plan by status': `/plan/tracker?plan=${plan}&status=not-on-track`,
  'late list': '/plan/late',
  grid: `/plan/grid?plan=${plan}`,
  'grid, page 60': `/plan/grid?plan=${plan}&page=60`,
  'one action': `/plan/plans/${plan}/actions/7.7`,
};
console.log('page,asked,median_ms,longest_ms,first_ms');
let bad = 0;
for (const [name, href] of Object.entries(pages)) {
  const times = [];
  for (let n = 0; n < rounds; n += 1) {
    const answer = await send(href, { cookie });
    bad += answer.status === 200 ? 0 : 1;
    times.push(answer.ms);
  }
  const [first] = times;
  times.sort((a, b) => a - b);
  console.log([name, rounds, times[Math.floor(rounds / 2)].toFixed(1), times.at(-1).toFixed(1), first.toFixed(1)].join(','));
}
process.exit(bad === 0 ? 0 : 1);
