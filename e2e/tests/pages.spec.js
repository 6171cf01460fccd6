// Every page of a served home: accessible, quiet, no wider than the screen, nothing inline, walkable by keyboard; narrow and wide, with
// script and without.
import { expect, test } from '@playwright/test';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { NOBODY, ROLES, signIn } from '../roles.js';
import { BASE } from '../serving.js';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const LEVELS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
const EVERYBODY = [NOBODY, ...ROLES];

// Found before the first test.
const { pages } = JSON.parse(readFileSync(process.env.WARDMOTE_E2E_VISITS, 'utf8'));

/** Goes through the pages, each as the one who was shown it. */
async function through(browser, info, options, look) {
  const { viewport, javaScriptEnabled } = info.project.use;
  for (const user of EVERYBODY) {
    const theirs = pages.filter((one) => one.user === user);
    if (theirs.length === 0) {
      continue;
    }
    const context = await browser.newContext({ baseURL: BASE, viewport, javaScriptEnabled, serviceWorkers: 'block', ...options });
    await signIn(context.request, user);
    const page = await context.newPage();
    for (const { address, status } of theirs) {
      await test.step(`${address} as ${user}`, () => look(page, address, status, `${address} as ${user}`, context));
    }
    await context.close();
  }
}

/** Goes through a page by the keyboard: it reaches everything, and shows where it is. */
async function walk(page, which) {
  if (await page.locator('.govuk-error-summary').count()) {
    // What went wrong takes the focus by itself, as GOV.UK's script has it: the walk goes on from there.
    return;
  }
  await page.keyboard.press('Tab');
  expect.soft(await page.evaluate(() => document.activeElement?.className), which).toContain('govuk-skip-link');
  const wanted = await page.evaluate(() => {
    const stops = [...document.querySelectorAll('a[href], button, select, textarea, summary, input:not([type=hidden]), [tabindex="0"]')];
    // Of radios of one name the keyboard stops at one; arrows reach the others.
    const names = new Set();
    return stops.filter((e) => {
      if (!e.checkVisibility() || e.disabled) {
        return false;
      }
      if (e.type === 'radio') {
        const first = !names.has(e.name);
        names.add(e.name);
        return first;
      }
      return true;
    }).length;
  });
  const reached = new Set(['0']);
  const invisible = [];
  // Long tables of links repeat one pattern: the first 60 stops of a page show it.
  for (let stop = 1; stop < Math.min(wanted, 60); stop += 1) {
    await page.keyboard.press('Tab');
    const at = await page.evaluate(() => {
      const e = document.activeElement;
      if (!e || e === document.body) {
        return null;
      }
      // Radios, checkboxes and file fields of GOV.UK show the focus on what is drawn for them.
      const drawn = [e, e.nextElementSibling, e.parentElement].filter(Boolean);
      const seen = drawn.some((one) =>
        [null, '::before', '::after'].some((part) => {
          const style = getComputedStyle(one, part);
          return style.outlineStyle !== 'none' || style.boxShadow !== 'none';
        }),
      );
      const index = [...document.querySelectorAll('*')].indexOf(e);
      return { index: String(index), seen, html: e.outerHTML.slice(0, 120) };
    });
    expect(at, `${which}: the focus leaves the page at stop ${stop} of ${wanted}`).not.toBeNull();
    reached.add(at.index);
    if (!at.seen) {
      invisible.push(at.html);
    }
  }
  expect.soft(invisible, `${which}: focus not visible`).toEqual([]);
  expect.soft(reached.size, `${which}: each stop is another element`).toBe(Math.min(wanted, 60));
}

test('no page complains, scrolls sideways or has anything inline, and the keyboard reaches everything', async ({ browser }, info) => {
  await through(browser, info, {}, async (page, address, status, which) => {
    const complaints = [];
    page.removeAllListeners('console');
    page.removeAllListeners('pageerror');
    page.on('console', (message) => {
      // The browser reports the status of a page that is meant not to be there, sometimes only after the next was opened, and asks
      // for an icon by itself. A breach of the policy is reported here too, and nothing excuses it.
      const excused = /status of 4\d\d/.test(message.text()) || message.location().url.endsWith('/favicon.ico');
      if (['error', 'warning'].includes(message.type()) && !excused) {
        complaints.push(message.text());
      }
    });
    page.on('pageerror', (error) => complaints.push(String(error)));
    const answer = await page.goto(address);
    // A link that is over says so, whichever way it is come to.
    expect.soft(status === 200 ? [200] : [404, 410, 422], which).toContain(answer.status());
    expect.soft(complaints, which).toEqual([]);
    expect.soft(await page.locator('h1').count(), `${which}: one first heading`).toBe(1);
    const inline = await page.locator('style, [style], script:not([src]), [onclick], [onload]').count();
    expect.soft(inline, `${which}: nothing inline`).toBe(0);
    const [content, view] = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
    expect.soft(content, `${which}: no wider than the screen`).toBeLessThanOrEqual(view);
    await walk(page, which);
  });
});

test('axe finds nothing', async ({ browser, javaScriptEnabled }, info) => {
  // Axe is script itself and needs a page that can run it: without script means without ours.
  await through(browser, info, { javaScriptEnabled: true }, async (page, address, _, which, context) => {
    if (!javaScriptEnabled) {
      await context.unrouteAll();
      await context.route('**/*.js', (route) => route.abort());
    }
    await page.goto(address);
    await page.evaluate(axeSource);
    const result = await page.evaluate((levels) => globalThis.axe.run(document, { runOnly: levels }), LEVELS);
    const violations = result.violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).slice(0, 3).join(' | ')}`);
    expect.soft(violations, which).toEqual([]);
  });
});
