// Who visits: one person an office of the demonstration, and nobody.
import { BASE } from './serving.js';

export const NOBODY = 'nobody';
export const ROLES = [
  'council-administrator',
  'council-officer',
  'county-analyst',
  'constabulary-caseworker',
  'council-spoc',
  'council-ig-lead',
  'council-democratic-services',
  'council-chair',
  'fire-member',
  'council-scrutiny',
  'funder',
];
// Between them they may open every page.
export const SCOUTS = ['council-officer', 'council-administrator', 'council-spoc', 'council-ig-lead', 'council-democratic-services', 'council-chair'];

// Nobody opens a record about a person without saying what for: these say it as they come in.
const PURPOSES = {
  'council-officer': 'reduce-crime',
  'council-spoc': 'reduce-crime',
  'council-ig-lead': 'governance',
  'constabulary-caseworker': 'reduce-crime',
  'constabulary-spoc': 'reduce-crime',
};
/** The scouts who find records about people. */
export const READERS = SCOUTS.filter((user) => user in PURPOSES);

/** The token that a page's forms carry. */
export function tokenIn(markup) {
  return markup.match(/name="csrf" value="([^"]+)"/)?.[1] ?? '';
}

/** Sends a form with the token of a page; answers where it leads. */
export async function sendForm(request, page, action, fields, base = BASE) {
  const csrf = tokenIn(await (await request.get(`${base}${page}`)).text());
  const answer = await request.post(`${base}${action}`, { form: { csrf, ...fields }, headers: { Origin: base }, maxRedirects: 0 });
  if (answer.status() !== 303) {
    throw new Error(`${action} was answered ${answer.status()}: ${await answer.text()}`);
  }
  return answer.headers()['location'];
}

/** Signs in with one click, and says what for. The cookie is kept by whoever asks. */
export async function signIn(request, user, base = BASE) {
  if (user === NOBODY) {
    return;
  }
  const page = await request.get(`${base}/sign-in`);
  const answer = await request.post(`${base}/sign-in/demo`, {
    form: { csrf: tokenIn(await page.text()), user },
    headers: { Origin: base },
    maxRedirects: 0,
  });
  if (answer.status() !== 303) {
    throw new Error(`${user} was not let in: ${answer.status()}`);
  }
  if (user in PURPOSES) {
    await sendForm(request, '/account/stay', '/people/purpose', { purpose: PURPOSES[user], next: '/people' }, base);
  }
}
