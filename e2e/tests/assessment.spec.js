// The demonstration's strategic assessment from draft to published, by two who write at once, a partner who comments, the chair and
// the office; then a newer extract comes in, and what was published stays.
import { expect, test } from '@playwright/test';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isAccessible, watched } from '../watched.js';

test.describe.configure({ mode: 'serial' });

const HERE = '/strategic-assessments/south-cambridgeshire-2019-20';
const SECTION = `${HERE}/sections/conclusion`;

const home = watched();

/** A page of somebody of the demonstration who is signed in; or of nobody. */
async function browserOf(browser, office, options) {
  const theirs = office ? await home.browserOfOffice(browser, office, options) : await home.browserOf(browser, options);
  return theirs.page;
}

const text = (page) => page.getByLabel('What the section says');
const done = (page, words) => expect(page.getByRole('alert')).toContainText(words);

test('every page of an assessment is accessible at both widths', async ({ browser }) => {
  const page = await browserOf(browser, 'council-officer');
  const pages = ['', '/sections/conclusion', '/sections/asb', '/sections/public-summary', '/sections/conclusion/edit', '/sections/conclusion/history', '/definition',
    '/comments', '/timetable', '/consult', '/redraft', '/publish', '/versions', '/compare'];
  for (const path of pages) {
    const answer = await page.goto(`${HERE}${path}`);
    expect(answer.status(), path).toBe(200);
    await expect(page.getByRole('heading', { level: 1 })).toHaveCount(1);
    await isAccessible(page);
  }
  for (const path of ['/strategic-assessments', '/what-we-know']) {
    await page.goto(path);
    await isAccessible(page);
  }
});

test('the demonstration has no fault, and its figures stand beside its words', async ({ browser }) => {
  const page = await browserOf(browser, 'council-officer');
  await page.goto(HERE);
  await expect(page.locator('body')).toContainText('none: every sentence agrees with its figures');
  await page.goto(`${HERE}/sections/asb`);
  await expect(page.getByRole('region', { name: 'Figures of this section' })).toContainText('1,596');
  await expect(page.getByRole('region', { name: 'Figures of this section' })).toContainText('{{ asb.value }}');
});

test('two write at once: the second is shown both, and nothing is lost', async ({ browser }) => {
  const officer = await browserOf(browser, 'council-officer');
  const analyst = await browserOf(browser, 'county-analyst');
  await officer.goto(`${SECTION}/edit`);
  await analyst.goto(`${SECTION}/edit`);
  const begun = await text(officer).inputValue();

  await text(analyst).fill(`We begin with a word of thanks.\n\n${begun}`);
  await analyst.getByLabel('What did you change?').fill('thanks at the top');
  await analyst.getByRole('button', { name: 'Save' }).click();
  await done(analyst, 'The text is saved');

  await text(officer).fill(`${begun}\nThe board asked for a closing sentence.\n`);
  await officer.getByRole('button', { name: 'Save' }).click();
  await expect(officer.getByRole('heading', { level: 1, name: 'Somebody wrote this section while you did' })).toBeVisible();
  await expect(officer.locator('body')).toContainText('thanks at the top');
  await isAccessible(officer);
  // They changed other places: both together stand in the form.
  const both = await text(officer).inputValue();
  expect(both).toContain('We begin with a word of thanks.');
  expect(both).toContain('The board asked for a closing sentence.');
  await officer.getByLabel('What did you change?').fill('closing sentence');
  await officer.getByRole('button', { name: 'Save' }).click();
  await done(officer, 'The text is saved');

  await officer.goto(`${SECTION}/history`);
  const body = officer.locator('body');
  for (const words of ['3 texts', 'county-analyst', 'thanks at the top', 'closing sentence']) {
    await expect(body).toContainText(words);
  }
  await isAccessible(officer);
});

test('a fault is said before it is saved, and nothing of it stays', async ({ browser }) => {
  const page = await browserOf(browser, 'council-officer', { javaScriptEnabled: false });
  await page.goto(`${SECTION}/edit`);
  const before = await text(page).inputValue();
  await text(page).fill(`${before}\nThere were 4,711 of them.\n`);
  await page.getByRole('button', { name: 'See how it reads' }).click();
  await expect(page.locator('body')).toContainText('Nothing is saved yet');
  await expect(page.getByRole('heading', { name: /to mend/ })).toBeVisible();
  await page.goto(`${SECTION}/history`);
  await expect(page.locator('body')).toContainText('3 texts');
});

test('consultation: a partner comments, and is answered; then the chair approves and the office publishes', async ({ browser }) => {
  const officer = await browserOf(browser, 'council-officer');
  const fire = await browserOf(browser, 'fire-member');
  const chair = await browserOf(browser, 'council-chair');
  await officer.goto(HERE);
  await officer.getByRole('button', { name: 'Put it to the partners' }).click();
  await officer.getByLabel('What are they asked?').fill('for comments until the board meets');
  await officer.getByRole('button', { name: 'Put it to the partners' }).click();
  await done(officer, 'The assessment is in consultation');

  await fire.goto(SECTION);
  await fire.getByRole('button', { name: 'Comment on it' }).click();
  await isAccessible(fire);
  await fire.getByLabel('What do you want to say?').fill('Say in which wards fires are set most often.');
  await fire.getByRole('button', { name: 'Send the comment' }).click();
  await done(fire, 'Your comment is recorded');

  await chair.goto(`${HERE}/approve`);
  await isAccessible(chair);
  await chair.getByLabel('At which meeting was it approved?').fill('board of 27 February 2020');
  await chair.getByRole('button', { name: 'Approve it' }).click();
  await expect(chair.getByRole('alert')).toContainText('comment C-1 has no answer');

  await officer.goto('/home');
  await expect(officer.locator('body')).toContainText('1 comment has no answer');
  await officer.goto(`${HERE}/comments`);
  await officer.getByRole('link', { name: 'Answer C-1' }).click();
  await isAccessible(officer);
  await officer.getByLabel('Not accepted').check();
  await officer.getByLabel('What was changed, or why not?').fill('The section on fires names them already.');
  await officer.getByRole('button', { name: 'Answer' }).click();
  await done(officer, 'The answer is recorded');
  await isAccessible(officer);

  await chair.goto(`${HERE}/approve`);
  await chair.getByLabel('At which meeting was it approved?').fill('board of 27 February 2020');
  await chair.getByRole('button', { name: 'Approve it' }).click();
  await done(chair, 'The assessment is approved');
  await officer.goto(`${HERE}/publish`);
  await officer.getByLabel('Why now?').fill('approved by the board');
  await officer.getByRole('button', { name: 'Publish it' }).click();
  await done(officer, 'The assessment is published');

  const stranger = await browserOf(browser, null);
  await stranger.goto('/what-we-know');
  await isAccessible(stranger);
  await stranger.getByRole('link', { name: /Strategic assessment/ }).click();
  await isAccessible(stranger);
  await stranger.goto(HERE);
  await expect(stranger).toHaveURL(/sign-in/);
});

test('a newer extract comes in, and the published figures stay', async ({ browser }) => {
  const officer = await browserOf(browser, 'council-officer');
  const figures = async () => {
    const answer = await officer.request.get(`${HERE}/versions/3/figures.json`);
    expect(answer.status()).toBe(200);
    return answer.text();
  };
  const published = await figures();
  expect(published).toContain('1596');

  const table = readFileSync(new URL('../../demo/published/key-figures.csv', import.meta.url), 'utf8');
  const revised = table.split('\n').map((line) => (line.includes(',asb_incidents,') ? line.replace(',1596,', ',1650,') : line)).join('\n');
  expect(revised).not.toBe(table);
  const file = join(home.household.folder, 'key-figures-revised.csv');
  writeFileSync(file, revised);
  await home.household.run(['import', 'area-counts', file, '--received', '2020-03-20', '--home', home.household.home]);

  expect(await figures()).toBe(published);
  await officer.goto(`${HERE}/versions/3`);
  await expect(officer.locator('body')).toContainText('1,596');
  await expect(officer.locator('body')).not.toContainText('1,650');
  await isAccessible(officer);

  await officer.goto(`${HERE}/edition`);
  await isAccessible(officer);
  await officer.getByLabel('What is it called in addresses?').fill('south-cambridgeshire-2020-21');
  await officer.getByRole('button', { name: 'Begin it' }).click();
  await done(officer, 'The next edition is begun');
  await officer.goto('/strategic-assessments/south-cambridgeshire-2020-21/compare');
  const changed = officer.getByRole('row').filter({ hasText: 'Police recorded anti-social behaviour' }).first();
  await expect(changed).toContainText('1,596');
  await expect(changed).toContainText('1,650');
  await isAccessible(officer);
});

test('a late step is marked, and its owner sees it no more', async ({ browser }) => {
  const analyst = await browserOf(browser, 'county-analyst');
  await analyst.goto('/home');
  await expect(analyst.locator('body')).toContainText('are late, the first is Scan every data set');
  await analyst.goto('/strategic-assessments/south-cambridgeshire-2020-21/timetable');
  await analyst.getByRole('link', { name: /Update.*Scan every data set/ }).click();
  await isAccessible(analyst);
  await analyst.getByLabel('Yes').check();
  await analyst.getByRole('button', { name: 'Save' }).click();
  await done(analyst, 'The timetable is up to date');
  await isAccessible(analyst);
});
