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
export const SCOUTS = ['council-officer', 'council-administrator', 'council-spoc', 'council-ig-lead', 'council-democratic-services'];

/** The token that a page's forms carry. */
export function tokenIn(markup) {
  return markup.match(/name="csrf" value="([^"]+)"/)?.[1] ?? '';
}

/** Signs in with one click. The cookie is kept by whoever asks. */
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
}
