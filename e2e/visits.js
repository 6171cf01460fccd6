// Finds an address for each route by following links, as those do who may open it.
import { readFileSync } from 'node:fs';
import { request as requests } from '@playwright/test';
import { records } from './people.js';
import { NOBODY, READERS, SCOUTS, signIn } from './roles.js';
import { BASE } from './serving.js';

// Held against the table of crate web by a test there.
export const TABLE = JSON.parse(readFileSync(new URL('routes.json', import.meta.url), 'utf8'));
export const GETS = TABLE.filter((route) => route.method === 'GET').map((route) => route.path);

// Not pages: a browser would download them or has no document to test.
const NOT_PAGES = ['.pdf', '.json', '.csv', '.svg', '.png', '/{drawing}', '/{file}', '/healthz', '/readyz', '/assets/{*name}', '/calendar/{name}'];
export const isPage = (path) => !NOT_PAGES.some((ending) => path.endsWith(ending));
export const PAGES = GETS.filter(isPage);

// No page links to these: they open by a link that was sent, or after a form was. Each is visited with what opens nothing, as by
// somebody whose link is over; with a good one they are opened by the tests of crate web.
export const UNLINKED = [
  '/sign-in/organisation/{provider}',
  '/sign-in/organisation/back',
  '/invitation/{secret}',
  '/invitation',
  '/invitation/password',
  '/invitation/passkey',
  '/invitation/organisation/{provider}',
  '/lost/asked',
  '/account/again',
  // The warning before a session ends leads there.
  '/account/stay',
  '/account/ways/{id}',
  // Beside a source whose holder was asked and has not answered; none of the demonstration waits for one.
  '/evidence/sources/{id}/answer',
  '/answer/{secret}',
  '/answer',
  '/answer/done',
  // Nothing links to what is left of a record that was destroyed.
  '/people/{id}/certificate',
  '/calendar/{name}',
  '/healthz',
  '/readyz',
  // The demonstration's assessment is in draft: what comes after is opened and looked at by assessment.spec.js, in a home of its own.
  '/strategic-assessments/{id}/comments/new',
  '/strategic-assessments/{id}/comments/{number}/answer',
  '/strategic-assessments/{id}/redraft',
  '/strategic-assessments/{id}/approve',
  '/strategic-assessments/{id}/publish',
  '/strategic-assessments/{id}/edition',
  '/strategic-assessments/{id}/versions/{number}',
  '/strategic-assessments/{id}/versions/{number}/figures/{figure}',
  '/strategic-assessments/{id}/compare',
  '/what-we-know/{id}',
  // Written in the course of plan.spec.js, which looks at them.
  '/plan/reports/progress/{plan}/{key}/{period}',
  '/plan/reports/highlight/{id}',
];

function routeOf(path) {
  // As in the router, an address that is written out goes before one with a parameter.
  if (GETS.includes(path)) {
    return path;
  }
  return GETS.find((route) => {
    const pattern = route.replace(/\{\*[^}]+\}/g, '.+').replace(/\{[^}]+\}/g, '[^/]+');
    return new RegExp(`^${pattern}$`).test(path);
  });
}

/** The address of a route that names nothing which is there. */
export const nothingAt = (path) => path.replace(/\{[^}]+\}/g, 'nothing');

/** A route's address: one that links lead to, or one that names nothing. */
export const addressOf = (found, path) => found.get(path) ?? nothingAt(path);

function linksIn(markup) {
  // An ampersand may be written by name or by number; what follows a # is a place on the page.
  return [...markup.matchAll(/href="(\/[^"]*)"/g)].map(([, href]) => href.replace(/&(amp|#38|#x26);/g, '&').split('#')[0]);
}

// Read by everybody alike, and counted from the extracts each time: one reader's links show where they lead.
const ALIKE = ['/evidence', '/assessments', '/strategic-assessments', '/wards', '/extracts'];
const isAlike = (path) => ALIKE.some((part) => path === part || path.startsWith(`${part}/`));
/** Whether a page is counted anew for each who asks. */
export const isCounted = (path) => isAlike(path) && path.includes('/{');

/** An address by route, found from home, or from a record about a person, by somebody who may open it. */
export async function discover() {
  const found = new Map();
  const opened = await records();
  for (const user of [NOBODY, ...SCOUTS]) {
    const request = await requests.newContext({ baseURL: BASE });
    await signIn(request, user);
    await follow(request, user, found, READERS.includes(user) ? opened : []);
    await request.dispose();
  }
  return found;
}

// A few of a kind: one measure has rows to show where another has none; of offices only those that somebody signed in to have an
// account, and what can be done with one.
const ofAKind = (route) => (isAlike(route) ? 3 : 8);

async function follow(request, user, found, further) {
  const waiting = [user === NOBODY ? '/' : '/home', ...further];
  const seen = new Set(waiting);
  const tried = new Map();
  const known = new Set(found.keys());
  while (waiting.length > 0) {
    const address = waiting.shift();
    const route = routeOf(address.split('?')[0]);
    if (!route) {
      throw new Error(`a page for ${user} links to ${address}, which is no route`);
    }
    const times = tried.get(route) ?? 0;
    if (times >= ofAKind(route) || (known.has(route) && (isAlike(route) || !isPage(route)))) {
      continue;
    }
    tried.set(route, times + 1);
    const answer = await request.get(address);
    if (!answer.ok()) {
      throw new Error(`${address} answered ${answer.status()} to ${user}, whom a page led there`);
    }
    if (!found.has(route)) {
      found.set(route, address);
    }
    if (!isPage(route)) {
      continue;
    }
    for (const link of linksIn(await answer.text())) {
      if (!seen.has(link)) {
        seen.add(link);
        waiting.push(link);
      }
    }
  }
}
