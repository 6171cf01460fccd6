// Finds one address for each route by following links from home, as a reader would.
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

// What is read: a form's address is posted to from the page that it stands on.
const TABLE = JSON.parse(readFileSync(new URL('routes.json', import.meta.url), 'utf8'));
export const ROUTES = TABLE.filter((route) => route.method === 'GET').map((route) => route.path);

// Not pages: a browser would download them or has no document to test.
const NOT_PAGES = ['.pdf', '.json', '.csv', '.svg', '.png', '/{drawing}', '/healthz', '/readyz', '/assets/{*name}'];

export const PAGES = ROUTES.filter((route) => !NOT_PAGES.some((ending) => route.endsWith(ending)));

function routeOf(path) {
  return ROUTES.find((route) => {
    const pattern = route.replace(/\{\*[^}]+\}/g, '.+').replace(/\{[^}]+\}/g, '[^/]+');
    return new RegExp(`^${pattern}$`).test(path);
  });
}

function linksIn(markup) {
  // An ampersand may be written by name or by number; what follows a # is a place on the page.
  return [...markup.matchAll(/href="(\/[^"]*)"/g)].map(([, href]) => href.replace(/&(amp|#38|#x26);/g, '&').split('#')[0]);
}

// Each test starts from the same pages of the same served home: what one worker of a run found, the others read.
const FOUND = process.env.TEST_WORKER_INDEX === undefined ? null : join(tmpdir(), `wardmote-e2e-${process.ppid}.json`);

/** Addresses by route, at most `most` of each, found from home. */
export async function discover(request, most = 2) {
  if (FOUND && existsSync(FOUND)) {
    const known = JSON.parse(readFileSync(FOUND, 'utf8'));
    if (known.most === most && Date.now() - known.at < 3_600_000) {
      return new Map(known.found);
    }
  }
  const found = await follow(request, most);
  if (FOUND) {
    // Whole or not at all, since another worker may be reading.
    writeFileSync(`${FOUND}.${process.pid}`, JSON.stringify({ most, at: Date.now(), found: [...found] }));
    renameSync(`${FOUND}.${process.pid}`, FOUND);
  }
  return found;
}

async function follow(request, most) {
  const found = new Map();
  const waiting = ['/'];
  const seen = new Set(waiting);
  while (waiting.length > 0) {
    const address = waiting.shift();
    const route = routeOf(address.split('?')[0]);
    if (!route) {
      throw new Error(`a page links to ${address}, which is no route`);
    }
    const known = found.get(route) ?? [];
    if (known.length >= most) {
      continue;
    }
    found.set(route, [...known, address]);
    const answer = await request.get(address);
    if (!answer.ok()) {
      throw new Error(`${address} answered ${answer.status()}`);
    }
    if (!PAGES.includes(route)) {
      continue;
    }
    for (const link of linksIn(await answer.text())) {
      if (!seen.has(link)) {
        seen.add(link);
        waiting.push(link);
      }
    }
  }
  return found;
}
