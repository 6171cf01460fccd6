// Every route of a served home as everybody: what is answered. It is the same whatever shows it, so one project asks.
import { expect, request as requests, test } from '@playwright/test';
import { readFileSync } from 'node:fs';
import { NOBODY, ROLES, signIn } from '../roles.js';
import { BASE } from '../serving.js';
import { addressOf, isCounted, isPage, TABLE, UNLINKED } from '../visits.js';

// Found before the first test.
const found = new Map(JSON.parse(readFileSync(process.env.WARDMOTE_E2E_VISITS, 'utf8')).found);

// What ends the session comes last.
const LAST = TABLE.filter((route) => route.path === '/sign-out');
const INORDER = [...TABLE.filter((route) => !LAST.includes(route)), ...LAST];

test('every page is reached by links, or opens by what is sent', async () => {
  const reached = (path) => found.has(path) || UNLINKED.includes(path);
  expect(TABLE.filter(({ method, path }) => method === 'GET' && isPage(path) && !reached(path)).map(({ path }) => path)).toEqual([]);
  for (const download of [
    '/assessments/{district}/assessment.pdf',
    '/assessments/{district}/figures.json',
    '/evidence/measures/{id}/{drawing}',
    '/evidence/measures/{id}/rows.csv',
  ]) {
    expect(found.has(download), download).toBe(true);
  }
});

for (const user of [NOBODY, ...ROLES]) {
  test(`every route as ${user}`, async () => {
    const request = await requests.newContext({ baseURL: BASE });
    await signIn(request, user);
    for (const { method, path, who } of INORDER) {
      const address = addressOf(found, path);
      const which = `${method} ${address} as ${user}`;
      const needs = ['signed-in', 'before-terms'].includes(who) && user === NOBODY;
      if (method === 'POST') {
        // A form without its token is nobody's.
        const answer = await request.post(address, { form: {}, headers: { Origin: BASE }, maxRedirects: 0 });
        expect(answer.status(), which).toBe(needs ? 303 : 403);
        continue;
      }
      if (isCounted(path) && ![NOBODY, 'council-officer', 'council-administrator'].includes(user)) {
        // Counted from the extracts for each who asks; crate web asks it as everybody, from small ones.
        continue;
      }
      const answer = await request.get(address, { maxRedirects: 0 });
      expect([200, 204, 303, 400, 404, 410, 422], which).toContain(answer.status());
      expect(answer.status() === 303 && (answer.headers()['location'] ?? '').startsWith('/sign-in'), which).toBe(needs);
      const policy = answer.headers()['content-security-policy'] ?? '';
      expect(policy, which).toContain("default-src 'none'");
      expect(policy, which).not.toContain('unsafe');
    }
    await request.dispose();
  });
}
