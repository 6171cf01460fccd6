// A household for the tests of one file, and browsers in it: what a browser or the server complains of fails the test in which it did.
import { expect, test } from '@playwright/test';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Household } from './household.js';

export const WIDE = { width: 1280, height: 900 };
const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const LEVELS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
const WIDTHS = [{ width: 375, height: 812 }, WIDE];

/** Axe finds nothing on the page as it is, at both widths, and nothing is wider than the screen. */
export async function isAccessible(page) {
  for (const size of WIDTHS) {
    await page.setViewportSize(size);
    const which = `${page.url()} at ${size.width}`;
    const [content, view] = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
    expect.soft(content, `${which}: no wider than the screen`).toBeLessThanOrEqual(view);
    // The policy lets no page run what it did not bring: axe comes by the browser's own hand.
    await page.evaluate(axeSource);
    const result = await page.evaluate((levels) => globalThis.axe.run(document, { runOnly: levels }), LEVELS);
    const violations = result.violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).slice(0, 3).join(' | ')}`);
    expect.soft(violations, which).toEqual([]);
  }
}

/** To be called once at the head of a file: its tests share one served household. */
export function watched() {
  const home = { household: null, browserOf, browserOfOffice };
  let complaints = [];
  let contexts = [];

  test.beforeAll(async () => {
    home.household = await Household.open({ drops: 0 });
    await home.household.serve();
  });

  test.afterAll(async () => {
    await home.household?.close();
  });

  test.beforeEach(() => {
    complaints = [];
    contexts = [];
  });

  test.afterEach(async () => {
    await Promise.all(contexts.map((context) => context.close()));
    // A breach of the policy is reported there, and nothing excuses it.
    expect(complaints, 'what the browser complained of').toEqual([]);
    expect(home.household.server.said(), 'what the server complained of').not.toMatch(/ERROR|panicked/);
  });

  /** A browser of somebody, with one page open; what its console says against our pages is kept. */
  async function browserOf(browser, options = {}) {
    const { base } = home.household;
    const context = await browser.newContext({ baseURL: base, viewport: WIDE, serviceWorkers: 'block', ...options });
    contexts.push(context);
    context.on('console', (message) => {
      const { url } = message.location();
      // The browser reports the status of a page that refuses, and asks for an icon by itself.
      const excused = /status of 4\d\d/.test(message.text()) || url.endsWith('/favicon.ico');
      // The pages of a provider are not ours; a breach that leads there is told of our page.
      const theirs = url !== '' && !url.startsWith(base);
      if (['error', 'warning'].includes(message.type()) && !excused && !theirs) {
        complaints.push(`${message.page()?.url()}: ${message.text()}`);
      }
    });
    context.on('weberror', (error) => complaints.push(String(error.error())));
    await context.addInitScript(() => {
      document.addEventListener('securitypolicyviolation', (event) => console.error(`policy: ${event.effectiveDirective} ${event.blockedURI}`));
    });
    return { context, page: await context.newPage() };
  }

  /** A browser in which somebody of the demonstration is signed in. */
  async function browserOfOffice(browser, office, options) {
    const theirs = await browserOf(browser, options);
    await home.household.signedIn(theirs.context, office);
    return theirs;
  }

  return home;
}
