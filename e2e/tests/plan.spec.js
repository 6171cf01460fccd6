// From a ward's flag to the board: a priority is set, an action added, a partner without an account says how it goes by a link, the
// quarter closes, and the report of one page and the highlight report come out. The thread shows all of it.
import { expect, test } from '@playwright/test';
import { isAccessible, watched } from '../watched.js';

test.describe.configure({ mode: 'serial' });

const WARD = 'E05011303';
const PLAN = '/plan/plans/community-safety';
const home = watched();

async function browserOf(browser, office, options) {
  const theirs = office ? await home.browserOfOffice(browser, office, options) : await home.browserOf(browser, options);
  return theirs.page;
}

const done = (page, words) => expect(page.getByRole('alert')).toContainText(words);
const say = (page, label, words) => page.getByLabel(label, { exact: true }).fill(words);

/** How many pages a PDF has, as its page tree says. */
function pagesOf(pdf) {
  const counts = [...pdf.toString('latin1').matchAll(/\/Type\s*\/Pages[^>]*?\/Count\s+(\d+)/g)].map(([, count]) => Number(count));
  return Math.max(...counts);
}

async function fetched(page, address) {
  const answer = await page.request.get(address);
  expect(answer.status(), address).toBe(200);
  return answer.body();
}

test('every page of the plan is accessible at both widths', async ({ browser }) => {
  const page = await browserOf(browser, 'council-officer');
  const pages = ['/plan', '/plan/plans/new', PLAN, `${PLAN}/versions/1`, `${PLAN}/carry`, `${PLAN}/end`, `${PLAN}/priorities/new`, `${PLAN}/priorities/1`, `${PLAN}/priorities/1/edit`,
    `${PLAN}/priorities/1/thread`, `${PLAN}/actions/new`, `${PLAN}/actions/1.1b`, `${PLAN}/actions/1.1b/edit`, `${PLAN}/actions/1.1b/update`, `${PLAN}/actions/1.1b/done`,
    `${PLAN}/actions/1.1b/close`, `${PLAN}/actions/1.1b/link`, `${PLAN}/actions/1.1b/thread`, '/plan/tracker', '/plan/late', '/plan/grid', '/plan/reassign', '/plan/reports',
    '/plan/reports/highlight/new'];
  for (const path of pages) {
    const answer = await page.goto(path);
    expect(answer.status(), path).toBe(200);
    await expect(page.getByRole('heading', { level: 1 })).toHaveCount(1);
    await isAccessible(page);
  }
});

test('a ward with a flag becomes a priority area, is decided, and enters the plan', async ({ browser }) => {
  const page = await browserOf(browser, 'council-officer');
  await page.goto(`/evidence/priorities/new?area=${WARD}&rule=ward-flags@2020&year=2020-21`);
  await say(page, 'What is it called on the list?', 'Sawston village college');
  await page.getByLabel('Emerging', { exact: true }).check();
  await say(page, 'Why?', 'Reports around the college rose twice in a row');
  await page.getByLabel('What do the flags say?').fill('1 flag: Medium');
  await page.getByLabel('Yes: go on to say what was decided').check();
  await page.getByRole('button', { name: 'Record the proposal' }).click();
  await page.getByLabel('On the list', { exact: false }).first().check();
  await say(page, 'Why?', 'The board agrees: early work pays');
  await page.getByLabel('Which office or group decided?').fill('board');
  await page.getByLabel('In which meeting?').fill('board of the autumn');
  await page.getByRole('button', { name: 'Record the decision' }).click();
  await done(page, 'The decision is recorded');

  await page.goto(`${PLAN}/priorities/new`);
  await page.getByLabel('Which priority area of the evidence does it answer?').selectOption({ label: 'Sawston village college, 2020-21 (on the list)' });
  await say(page, 'Its number', '5');
  await say(page, 'What is it called?', 'Sawston, around the college');
  await page.getByLabel('What is to be reached?').fill('Fewer reports at the end of the school day.');
  await page.getByRole('button', { name: 'Record the priority' }).click();
  await done(page, 'The priority is recorded');
  await expect(page.locator('body')).toContainText('Sawston village college (2020-21)');
});

test('an action is added and a partner without an account says how it goes, once', async ({ browser }) => {
  const page = await browserOf(browser, 'council-officer');
  await page.goto(`${PLAN}/actions/new?priority=5`);
  await page.getByRole('button', { name: 'Record the action' }).click();
  await expect(page.getByRole('heading', { name: 'There is a problem' })).toBeVisible();
  await isAccessible(page);
  await say(page, 'Its number', '5.1');
  await page.getByLabel('What is to be done?').fill('Two wardens at the gate when lessons end');
  await page.getByLabel('Which organisation owns it?').selectOption('bpha');
  await page.getByLabel('How is it measured?').fill('afternoons with two wardens');
  // It is bound to a measure: a target of the plan, whose values are counted from what was imported.
  await page.getByLabel('Which target is it to move?').selectOption({ index: 1 });
  await page.getByRole('button', { name: 'Record the action' }).click();
  await done(page, 'The action is recorded');
  await expect(page.locator('body')).toContainText('Nobody said how it goes');
  await page.locator('main a[href^="/plan/targets/"]').click();
  await expect(page.locator('main')).toContainText('Two wardens at the gate when lessons end');
  await page.goto(`${PLAN}/actions/5.1`);

  await page.getByRole('button', { name: 'Ask a partner by a link' }).click();
  await page.getByLabel('Who answers?').selectOption('bpha');
  await page.getByRole('button', { name: 'Make the link' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Copy this link now' })).toBeVisible();
  const link = (await page.locator('code').first().textContent()).trim();

  const partner = await browserOf(browser, null, { javaScriptEnabled: false });
  await partner.goto(new URL(link).pathname);
  // The secret leaves the address at once.
  expect(new URL(partner.url()).pathname).toBe('/answer');
  await expect(partner.locator('body')).toContainText('Two wardens at the gate when lessons end');
  await partner.getByRole('button', { name: 'Send the answer' }).click();
  await expect(partner.getByRole('heading', { name: 'There is a problem' })).toBeVisible();
  await partner.getByLabel(/^How did it go in/).fill('Wardens stood there on thirty-one afternoons; reports halved by their count.');
  await partner.getByLabel('On track', { exact: true }).check();
  await partner.getByLabel('What is the measure, if there is one?').fill('31');
  await partner.getByLabel('Does anything stand in the way?').fill('No cover when one is ill.');
  await partner.getByRole('button', { name: 'Send the answer' }).click();
  await expect(partner.getByRole('heading', { level: 1, name: 'Your answer is recorded' })).toBeVisible();
  await partner.goto(new URL(link).pathname);
  await expect(partner.getByRole('heading', { level: 1 })).toContainText('be used');

  await page.goto(`${PLAN}/actions/5.1`);
  await expect(page.locator('body')).toContainText('Wardens stood there on thirty-one afternoons');
  await expect(page.locator('body')).toContainText('Given for quarter');
});

test('the quarter is reported on one page, closes, and the board is told', async ({ browser }) => {
  const page = await browserOf(browser, 'council-officer');
  await page.goto('/plan/reports');
  await isAccessible(page);
  // The quarter that ended last stands first; of the one before reports are owed too.
  const newest = page.getByRole('row', { name: /^Community safety plan Quarter/ }).first();
  const quarter = (await newest.getByRole('cell').first().textContent()).trim();
  const ofQuarter = () => page.getByRole('row', { name: `Community safety plan ${quarter}` });
  await ofQuarter().getByRole('link', { name: 'Write the report of Sawston, around the college' }).click();
  // What the partner said stands in the form already, with the barrier as a concern that wants a recommendation.
  await expect(page.getByLabel('What was achieved?').first()).toHaveValue(/thirty-one afternoons/);
  await expect(page.getByLabel('What is of concern?').first()).toHaveValue(/No cover when one is ill/);
  await page.getByRole('button', { name: 'Write the report' }).click();
  await expect(page.getByRole('heading', { name: 'There is a problem' })).toBeVisible();
  await expect(page.locator('.govuk-error-summary')).toContainText('Recommend something for this concern');
  await page.getByLabel('What is recommended?').first().fill('Ask the college for a third volunteer.');
  await page.getByLabel('Item for publicity 1').fill('RESTRICTED: names of the wardens come next week');
  await page.getByRole('button', { name: 'Write the report' }).click();
  await expect(page.locator('.govuk-error-summary')).toContainText('carries the marking');
  await page.getByLabel('Item for publicity 1').fill('Two wardens meet your children at the gate.');
  await page.getByLabel('What was achieved?').first().fill('long words that fill the page '.repeat(160));
  await page.getByRole('button', { name: 'Write the report' }).click();
  await expect(page.locator('.govuk-error-summary')).toContainText('The report may take one page');
  await isAccessible(page);
  await page.getByLabel('What was achieved?').first().fill('Wardens stood at the gate on thirty-one afternoons.');
  await page.getByRole('button', { name: 'Write the report' }).click();
  await done(page, 'The report is written');
  await page.getByRole('link', { name: 'Sawston, around the college', exact: true }).click();
  await isAccessible(page);
  const pdf = await fetched(page, `${new URL(page.url()).pathname}/progress-report.pdf`);
  expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
  expect(pagesOf(pdf)).toBe(1);
  expect((await fetched(page, `${new URL(page.url()).pathname}/progress-report.docx`)).subarray(0, 2).toString()).toBe('PK');

  // Every other priority reports too; then the quarter closes.
  for (;;) {
    await page.goto('/plan/reports');
    const next = ofQuarter().getByRole('link', { name: /^Write the report of/ }).first();
    if ((await next.count()) === 0) {
      break;
    }
    await next.click();
    const concerns = await page.getByLabel('What is of concern?').all();
    for (const [at, concern] of concerns.entries()) {
      if ((await concern.inputValue()) !== '') {
        await page.getByLabel('What is recommended?').nth(at).fill('Agree who pays, by the next meeting.');
      }
    }
    await page.getByRole('button', { name: 'Write the report' }).click();
    await done(page, 'The report is written');
  }
  await ofQuarter().getByRole('link', { name: 'Close the period' }).click();
  await isAccessible(page);
  await page.getByRole('button', { name: 'Close the period' }).click();
  await done(page, 'The period is closed');

  await page.goto('/plan/reports/highlight/new');
  await expect(page.locator('body')).toContainText('Sawston village college');
  await expect(page.locator('body')).toContainText('No cover when one is ill');
  await page.getByRole('button', { name: 'Make the report' }).click();
  await done(page, 'The highlight report is made');
  await expect(page.locator('body')).toContainText('Light the underpass by the school');
  await isAccessible(page);
  const highlight = await fetched(page, `${new URL(page.url()).pathname}/highlight-report.pdf`);
  expect(highlight.subarray(0, 5).toString()).toBe('%PDF-');
});

test('the thread shows flag, priority, action, update and outcome on one screen and one page', async ({ browser }) => {
  const page = await browserOf(browser, 'council-officer');
  await page.goto(`${PLAN}/actions/5.1/done`);
  await page.getByLabel('What was done?').fill('Two wardens at the gate for a term');
  await page.getByLabel('What came of it?').fill('Reports at the end of the school day fell by half, by the college\u2019s own count');
  await page.getByRole('button', { name: 'Record it' }).click();
  await done(page, 'It is recorded that the action was done');
  await page.goto(`${PLAN}/actions/5.1/thread`);
  const stages = await page.getByRole('rowheader').allTextContents();
  expect(stages).toEqual(['Flag', 'Priority area', 'Decision', 'Priority', 'Action', 'Update', 'Done', 'Outcome']);
  await expect(page.locator('body')).toContainText('rule ward-flags@2020');
  await isAccessible(page);
  const pdf = await fetched(page, `${PLAN}/actions/5.1/thread/thread.pdf`);
  expect(pagesOf(pdf)).toBe(1);
});

test('what a closed quarter said stays, and a leaver\u2019s actions go to another', async ({ browser }) => {
  const page = await browserOf(browser, 'council-officer');
  await page.goto(`${PLAN}/actions/1.1b/update`);
  const period = page.getByLabel('Which period is this about?');
  await period.selectOption({ index: 1 });
  await page.getByLabel('How did it go?').fill('Something more about the quarter that is over');
  await page.getByRole('button', { name: 'Record the update' }).click();
  await expect(page.locator('.govuk-error-summary')).toContainText('was closed on');
  await page.goto('/plan/reassign');
  // Only somebody in office at the organisation that owns the actions can have them.
  await page.getByLabel('Whose actions are they now?').fill('fire-member');
  await page.getByLabel('Who owns them from now on?').fill('council-officer');
  await page.getByRole('button', { name: 'Hand them over' }).click();
  await expect(page.locator('.govuk-error-summary')).toContainText('holds no post at');
  await isAccessible(page);
  await page.getByLabel('Whose actions are they now?').fill('council-officer');
  await page.getByLabel('Who owns them from now on?').fill('council-spoc');
  await page.getByRole('button', { name: 'Hand them over' }).click();
  await done(page, 'have another owner');
  // What is open has gone over; what is done stays whose it was.
  const open = 'Hand the watch scheme over to the village';
  await page.goto('/plan/tracker?owner=council-officer');
  await expect(page.locator('main')).not.toContainText(open);
  await page.goto('/plan/tracker?owner=council-spoc');
  await expect(page.locator('main')).toContainText(open);
});
