// Mail through a post office that drops every third connection: nothing is lost, and nothing is sent twice without saying so.
import { expect, request as requests, test } from '@playwright/test';
import { Household } from '../household.js';
import { signIn, tokenIn } from '../roles.js';

const INVITED = [
  'bpha-spoc',
  'constabulary-caseworker',
  'constabulary-spoc',
  'council-chair',
  'council-democratic-services',
  'council-ig-lead',
  'council-officer',
  'council-scrutiny',
  'council-spoc',
  'county-analyst',
  'county-spoc',
  'fire-member',
  'funder',
  'icb-caseworker',
  'probation-caseworker',
  'two-hats',
];
const HOUR = 60;

let household;

test.beforeAll(async () => {
  household = await Household.open({ drops: 3 });
});

test.afterAll(async () => {
  await household?.close();
});

test('every message is delivered once, or it is recorded that it may have been twice', async () => {
  await household.serve();
  const request = await requests.newContext({ baseURL: household.base });
  await signIn(request, 'council-administrator', household.base);
  for (const id of INVITED) {
    const csrf = tokenIn(await (await request.get(`/partnership/people/${id}`)).text());
    const headers = { Origin: household.base };
    const answer = await request.post(`/partnership/people/${id}/invite`, { form: { csrf }, headers, maxRedirects: 0 });
    expect(answer.headers()['location'], id).toMatch(/done=/);
  }
  await request.dispose();
  // What the server had claimed when it is told to stop is taken up once its claim ran out.
  await household.stopServing();
  // The rounds are hours apart, and the clock goes on with them.
  let last = [];
  for (let ahead = 0; ahead <= 60 * HOUR; ahead += 6 * HOUR) {
    await household.deliver({ ahead });
    last = await household.outbox({ ahead });
    if (last.every((mail) => mail.done !== null && mail.done !== '')) {
      break;
    }
  }
  const { accepted, dropped, connections } = await household.posted();

  // The server may have let go of one itself as it was stopped.
  expect(dropped.length, 'every third').toBeGreaterThanOrEqual(Math.floor(connections / 3) - 1);
  expect(new Set(dropped.map((one) => one.how)), 'in each way').toEqual(new Set(['before', 'middle', 'lost', 'kept']));
  expect(last.filter((mail) => mail.kind === 'invitation')).toHaveLength(INVITED.length);
  expect(last.filter((mail) => mail.kind === 'reminder').length, 'reminders of what is due').toBeGreaterThan(0);
  expect(last.filter((mail) => !['sent', 'unknown'].includes(mail.state)), 'nothing waits, or was given up').toEqual([]);

  const times = new Map(last.map((mail) => [mail.id, 0]));
  for (const { id } of accepted) {
    const mail = id.replace(/^<|@localhost>$/g, '');
    expect(times.has(mail), `${id} is of no message in the outbox`).toBe(true);
    times.set(mail, times.get(mail) + 1);
  }
  for (const { id, state, tries, repeated } of last) {
    const came = times.get(id);
    if (state === 'sent') {
      expect(came, `${id} was sent, and came`).toBeGreaterThan(0);
    }
    if (came !== 1) {
      // What came twice, or may not have come at all, is known to.
      expect(repeated, `${id} came ${came} times, and nothing says so`).toBe(true);
      expect(came).toBeLessThanOrEqual(2);
      expect(tries).toBeGreaterThan(1);
    }
  }
  const twice = [...times.values()].filter((came) => came === 2).length;
  expect(twice, 'no more often than an answer was lost').toBeLessThanOrEqual(dropped.filter((one) => one.how === 'kept').length);
  // Each invitation that came has a link of its own. One whose last answer was lost at every try may never have come: it stays unknown,
  // so that whoever invited sees it, and no more of them do than the post office lost.
  const links = accepted.map((one) => one.text.match(/\/invitation\/\S+/)?.[0]).filter(Boolean);
  const invitations = last.filter((mail) => mail.kind === 'invitation');
  const never = invitations.filter(({ id }) => times.get(id) === 0);
  expect(never.filter(({ state, code }) => state !== 'unknown' || code !== 'last-answer-lost')).toEqual([]);
  expect(never.length).toBeLessThanOrEqual(dropped.filter((one) => one.how === 'lost').length);
  expect(new Set(links).size).toBe(INVITED.length - never.length);
});
