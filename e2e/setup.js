// Before the tests: which address each route has, and who looks at which page. All workers read the same.
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { request as requests } from '@playwright/test';
import { NOBODY, ROLES, SCOUTS, signIn } from './roles.js';
import { BASE } from './serving.js';
import { addressOf, discover, PAGES, UNLINKED } from './visits.js';

// Each page is looked at as the first who may open it, and each role's home as theirs: what surrounds a page depends on who it is for
// and not on the page. What it answers to everybody else is asked by the tests of what is answered.
async function looks(found) {
  const pages = [];
  const seen = new Set();
  for (const user of [NOBODY, ...SCOUTS, ...ROLES.filter((role) => !SCOUTS.includes(role))]) {
    const request = await requests.newContext({ baseURL: BASE });
    await signIn(request, user);
    for (const route of PAGES) {
      if (seen.has(route) && route !== '/home') {
        continue;
      }
      const address = addressOf(found, route);
      const answer = await request.get(address, { maxRedirects: 0 });
      // A page that a link opens is looked at as it is when the link is over.
      if (answer.status() === 200 || (UNLINKED.includes(route) && answer.status() !== 303)) {
        seen.add(route);
        pages.push({ user, address, status: answer.status() });
      }
    }
    if (user === NOBODY) {
      pages.push({ user, address: '/nowhere', status: 404 });
    }
    await request.dispose();
  }
  return pages;
}

export default async function setup() {
  const found = await discover();
  const file = join(mkdtempSync(join(tmpdir(), 'wardmote-e2e-')), 'visits.json');
  writeFileSync(file, JSON.stringify({ found: [...found], pages: await looks(found) }));
  process.env.WARDMOTE_E2E_VISITS = file;
}
