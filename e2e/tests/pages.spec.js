// Every page of a served home: accessible, quiet, no wider than the screen, nothing inline, walkable by keyboard.
import { expect, test } from '@playwright/test';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { BASE } from '../serving.js';
import { discover, PAGES } from '../visits.js';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const LEVELS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

async function addresses(request) {
  const found = await discover(request);
  const all = PAGES.flatMap((route) => found.get(route) ?? []);
  // The rows of a figure, and the page for what is not there.
  const figure = all.find((address) => address.includes('/figures/'));
  return [...all, ...(figure ? [`${figure.split('?')[0]}?rows=1`] : []), '/nowhere'];
}

/** Opens an address and gathers what the browser complains of. */
async function open(page, address) {
  const complaints = [];
  page.removeAllListeners('console');
  page.removeAllListeners('pageerror');
  page.on('console', (message) => {
    // The browser reports the status of the page that is meant not to be there, sometimes only after the next was opened,
    // and asks for an icon by itself.
    const about = new URL(message.location().url || page.url(), page.url()).pathname;
    if (['error', 'warning'].includes(message.type()) && !['/nowhere', '/favicon.ico'].includes(about)) {
      complaints.push(message.text());
    }
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  await page.goto(address);
  return complaints;
}

test('every page route is reached by links from home', async ({ request }) => {
  const found = await discover(request);
  expect(PAGES.filter((route) => !found.has(route))).toEqual([]);
});

test('every download that a page links to answers', async ({ request }) => {
  const found = await discover(request);
  const downloads = [
    '/assessments/{district}/assessment.pdf',
    '/assessments/{district}/figures.json',
    '/evidence/measures/{id}/{drawing}',
    '/evidence/measures/{id}/rows.csv',
  ];
  for (const route of downloads) {
    expect(found.has(route), route).toBe(true);
  }
});

test('no page complains, scrolls sideways or has anything inline', async ({ page, request }) => {
  for (const address of await addresses(request)) {
    await test.step(address, async () => {
      const complaints = await open(page, address);
      expect(complaints, address).toEqual([]);
      expect(await page.locator('h1').count(), `${address}: one first heading`).toBe(1);
      const inline = await page.locator('style, [style], script:not([src]), [onclick], [onload]').count();
      expect(inline, `${address}: nothing inline`).toBe(0);
      const [content, view] = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
      expect(content, `${address}: no wider than the screen`).toBeLessThanOrEqual(view);
    });
  }
});

test('axe finds nothing', async ({ page, request, javaScriptEnabled, browser }, info) => {
  // Axe is script itself and needs a page that can run it: without script means without ours.
  let tested = page;
  if (!javaScriptEnabled) {
    const context = await browser.newContext({ baseURL: BASE, viewport: info.project.use.viewport, javaScriptEnabled: true });
    await context.route('**/*.js', (route) => route.abort());
    tested = await context.newPage();
  }
  for (const address of await addresses(request)) {
    await test.step(address, async () => {
      await tested.goto(address);
      await tested.evaluate(axeSource);
      const result = await tested.evaluate((levels) => globalThis.axe.run(document, { runOnly: levels }), LEVELS);
      const violations = result.violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).slice(0, 3).join(' | ')}`);
      expect(violations, address).toEqual([]);
    });
  }
});

test('the keyboard reaches everything and shows where it is', async ({ page, request }) => {
  for (const address of await addresses(request)) {
    await test.step(address, async () => {
      await page.goto(address);
      await page.keyboard.press('Tab');
      expect(await page.evaluate(() => document.activeElement?.className)).toContain('govuk-skip-link');
      const wanted = await page.evaluate(
        () => [...document.querySelectorAll('a[href], button, select, summary, [tabindex="0"]')].filter((e) => e.checkVisibility()).length,
      );
      const reached = new Set(['0']);
      const invisible = [];
      // Long tables of links repeat one pattern: the first 80 stops of a page show it.
      for (let stop = 1; stop < Math.min(wanted, 80); stop += 1) {
        await page.keyboard.press('Tab');
        const at = await page.evaluate(() => {
          const e = document.activeElement;
          if (!e || e === document.body) {
            return null;
          }
          const style = getComputedStyle(e);
          const seen = style.outlineStyle !== 'none' || style.boxShadow !== 'none';
          const index = [...document.querySelectorAll('*')].indexOf(e);
          return { index: String(index), seen, html: e.outerHTML.slice(0, 120) };
        });
        expect(at, `${address}: the focus leaves the page at stop ${stop} of ${wanted}`).not.toBeNull();
        reached.add(at.index);
        if (!at.seen) {
          invisible.push(at.html);
        }
      }
      expect(invisible, `${address}: focus not visible`).toEqual([]);
      expect(reached.size, `${address}: each stop is another element`).toBe(Math.min(wanted, 80));
    });
  }
});
