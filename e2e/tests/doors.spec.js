// The doors, as people come to them: by invitation, passkey, password and code, their organisation's sign-in; lost, ended, left.
// Real parts beside a home of its own: Chromium's authenticator, an OpenID Connect provider, an SMTP server.
import { expect, test } from '@playwright/test';
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { authenticator, codeAt } from '../household.js';
import { watched } from '../watched.js';

test.describe.configure({ mode: 'serial' });

const COUNCIL = 'South Cambridgeshire District Council';
// Invented. The first is put into the register here; the others are of the demonstration.
const NEWCOMER = { office: 'homes-caseworker', name: 'Quentin Farthingale', mail: 'quentin.farthingale@council.example.org' };
const MEMBER = { office: 'fire-member', name: 'Rupert Cindermoor', mail: 'rupert.cindermoor@fire.example.org' };
const CLERK = { office: 'council-democratic-services', name: 'Cressida Pellbrook', mail: 'cressida.pellbrook@council.example.org' };
const TERMS = 'I have read them, and I am bound by them';

const home = watched();
const { browserOf, browserOfOffice } = home;

/** What a form says is to be mended. */
const problem = (page) => page.getByRole('alert').filter({ hasText: 'There is a problem' });
const heading = (page, name) => expect(page.getByRole('heading', { level: 1, name })).toBeVisible();
const linkIn = (letter) => letter.text.match(/http:\/\/localhost:\d+\/invitation\/\S+/)?.[0] ?? 'no link';

/** Rows of the ledger, newest first, as the governance lead reads them. */
async function ledger(browser, asked) {
  const { page } = await browserOfOffice(browser, 'council-ig-lead');
  await page.goto(`/ledger?${new URLSearchParams(asked)}`);
  const rows = await page.getByRole('table').getByRole('row').allInnerTexts();
  return rows.slice(1).map((row) => row.split(/\t\n?/).map((cell) => cell.trim()));
}

/** What the ledger says of an account: what was done, by whom, how it ended. */
async function saidOf(browser, office, what) {
  const rows = await ledger(browser, { what, thing: `account:${office}` });
  return rows.map(([, , who, , , outcome]) => `${who} ${outcome}`);
}

/** Reads the terms and accepts them. */
async function accept(page) {
  await expect(page).toHaveURL(/\/terms/);
  await page.getByLabel(TERMS).check();
  await page.getByRole('button', { name: 'Accept and continue' }).click();
}

/** A letter tells nobody about anybody: no name, no address, no case. */
function tellsNobody(letter, person) {
  for (const part of [...person.name.split(' '), person.mail, '@']) {
    expect(`${letter.subject}\n${letter.text}`).not.toContain(part);
  }
}

/** Invites the holder of an office, as somebody of the demonstration. */
async function invite(page, office) {
  await page.goto(`/partnership/people/${office}`);
  await page.getByRole('button', { name: /^Invite/ }).click();
  await expect(page.getByText('They are invited')).toBeVisible();
}

/** Signs in with the passkey of this browser. */
async function usePasskey(page, asked = '') {
  await page.goto(`/sign-in${asked}`);
  await page.getByRole('link', { name: 'Passkey' }).click();
  await page.getByRole('button', { name: 'Use a passkey' }).click();
}

/** That somebody came in as the holder of an office. */
async function isIn(page, office) {
  await expect(page).toHaveURL(`${home.household.base}/home`);
  await expect(page.locator('body')).toContainText(`Signed in as ${office}`);
}

/** That they are in at their next request, too. */
async function isStillIn(page, office) {
  await page.goto('/home');
  await isIn(page, office);
}

// Carried from one test to the next: what the newcomer's telephone holds. It counts how often it was used.
let telephone;

/** A browser in which the newcomer is signed in with their telephone. */
async function withTelephone(browser) {
  const theirs = await browserOf(browser);
  const key = await authenticator(theirs.context, theirs.page, telephone);
  await usePasskey(theirs.page);
  await isIn(theirs.page, NEWCOMER.office);
  telephone = await key.credentials();
  return { ...theirs, key };
}

test('an invitation leads to the first page, with a passkey', async ({ browser }) => {
  const administrator = await browserOfOffice(browser, 'council-administrator');
  const { page } = administrator;
  await test.step('the administrator puts the office into the register, and says who holds it', async () => {
    await page.goto('/partnership/people');
    await page.getByRole('button', { name: 'Add a person in office' }).click();
    await page.getByLabel('Label').fill(NEWCOMER.office);
    await page.getByLabel('Which office?').selectOption('caseworker');
    await page.getByLabel('At which organisation?').selectOption({ label: COUNCIL });
    for (const [group, day] of [['From which day?', ['5', '1', '2026']], ['Authorised by the organisation on', ['12', '1', '2026']]]) {
      const date = page.getByRole('group', { name: group });
      for (const [at, part] of ['Day', 'Month', 'Year'].entries()) {
        await date.getByLabel(part).fill(day[at]);
      }
    }
    await page.getByRole('button', { name: 'Record' }).click();
    await page.getByRole('link', { name: 'Enter who holds it' }).click();
    await page.getByLabel('Name').fill(NEWCOMER.name);
    await page.getByLabel('E-mail address at work').fill(NEWCOMER.mail);
    await page.getByRole('button', { name: 'Record' }).click();
    await expect(page).toHaveURL(`${home.household.base}/partnership/people/${NEWCOMER.office}?done=changed`);
    await expect(page.locator('main')).not.toContainText('Farthingale');
  });
  await test.step('the administrator invites, and the contact of the organisation approves', async () => {
    await invite(page, NEWCOMER.office);
    await expect(page.getByText('they come in once the contact of their organisation has approved it')).toBeVisible();
    const contact = await browserOfOffice(browser, 'council-spoc');
    await contact.page.goto('/partnership/invitations');
    await contact.page.getByRole('button', { name: `Approve ${NEWCOMER.office}` }).click();
    await expect(contact.page.getByText('It is approved.')).toBeVisible();
    expect(await saidOf(browser, NEWCOMER.office, 'invite-user')).toEqual(['council-administrator done']);
    expect(await saidOf(browser, NEWCOMER.office, 'approve-user')).toEqual(['council-spoc done']);
  });
  const letter = await home.household.letter(NEWCOMER.mail, 'You are invited to Wardmote');
  tellsNobody(letter, NEWCOMER);
  const newcomer = await browserOf(browser);
  const key = await authenticator(newcomer.context, newcomer.page);
  await test.step('the link leads to a choice of ways in, and to a passkey', async () => {
    await newcomer.page.goto(linkIn(letter));
    await expect(newcomer.page, 'the secret leaves the address').toHaveURL(`${home.household.base}/invitation`);
    await heading(newcomer.page, 'You are invited');
    await newcomer.page.getByRole('button', { name: 'Continue' }).click();
    await expect(problem(newcomer.page)).toContainText('Choose how you will sign in');
    await newcomer.page.getByLabel('A passkey').check();
    await newcomer.page.getByRole('button', { name: 'Continue' }).click();
    await newcomer.page.getByLabel('What do you call it?').fill('work telephone');
    await newcomer.page.getByRole('button', { name: 'Make a passkey' }).click();
  });
  await test.step('nothing is seen before the terms are accepted', async () => {
    await expect(newcomer.page).toHaveURL(/\/terms/);
    await newcomer.page.goto('/evidence');
    await expect(newcomer.page).toHaveURL(/\/terms\?next=/);
    await newcomer.page.getByRole('button', { name: 'Accept and continue' }).click();
    await expect(problem(newcomer.page)).toContainText('Tick the box');
    await newcomer.page.goto('/home');
    await accept(newcomer.page);
    await isIn(newcomer.page, NEWCOMER.office);
    await expect(newcomer.page.getByRole('link', { name: 'Ledger' }), 'a caseworker keeps no ledger').toHaveCount(0);
  });
  telephone = await key.credentials();
  expect(telephone).toHaveLength(1);
  await test.step('a used link answers as one that never was', async () => {
    const other = await browserOf(browser);
    const answers = [];
    for (const address of [linkIn(letter), '/invitation/never-was']) {
      const answer = await other.page.goto(address);
      answers.push([answer.status(), await other.page.locator('main').innerText()]);
    }
    expect(answers[0][0]).toBe(410);
    expect(answers[0]).toEqual(answers[1]);
  });
  const done = await saidOf(browser, NEWCOMER.office, 'sign-in');
  expect(done.every((one) => one.endsWith(' done')), done.join()).toBe(true);
  expect(done.length).toBeGreaterThan(0);
});

test('a passkey signs in, and nothing else than the one that is known does', async ({ browser }) => {
  const { page } = await withTelephone(browser);
  await page.getByRole('button', { name: 'Sign out' }).first().click();
  await expect(page.getByText('You have signed out.')).toBeVisible();
  await page.goto('/home');
  await expect(page).toHaveURL(/\/sign-in/);

  const empty = await browserOf(browser);
  await authenticator(empty.context, empty.page);
  await usePasskey(empty.page);
  await expect(empty.page.getByRole('alert').filter({ hasText: 'The passkey was not used' })).toBeVisible();
  await expect(empty.page).toHaveURL(`${home.household.base}/sign-in/passkey`);

  const forged = await browserOf(browser);
  await authenticator(forged.context, forged.page, [madeUp(telephone[0])]);
  await usePasskey(forged.page);
  await expect(problem(forged.page)).toBeVisible();
  await forged.page.goto('/home');
  await expect(forged.page).toHaveURL(/\/sign-in/);
});

/** A passkey for the same site and the same account, made by somebody else. */
function madeUp(known) {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return {
    ...known,
    credentialId: randomBytes(32).toString('base64'),
    privateKey: privateKey.export({ type: 'pkcs8', format: 'der' }).toString('base64'),
    signCount: 1,
  };
}

test('a password and a code sign in without script, each code once', async ({ browser }) => {
  const administrator = await browserOfOffice(browser, 'council-administrator');
  await invite(administrator.page, MEMBER.office);
  const letter = await home.household.letter(MEMBER.mail, 'You are invited to Wardmote');
  tellsNobody(letter, MEMBER);
  const { page } = await browserOf(browser, { javaScriptEnabled: false });
  const password = 'lantern orchard quayside';
  let secret;
  const codes = { used: '' };
  await test.step('they choose a password and show their app’s code', async () => {
    await page.goto(linkIn(letter));
    await page.getByLabel('A password and a code').check();
    await page.getByRole('button', { name: 'Continue' }).click();
    await heading(page, 'Choose a password');
    const letters = await page.getByText('type these letters into the app').locator('code').innerText();
    secret = letters.replace(/\s/g, '');
    await page.getByLabel('Password', { exact: true }).fill('short');
    await page.getByLabel('The same password again').fill('short');
    await page.getByLabel('Code', { exact: true }).fill(codeAt(secret, Date.now()));
    await page.getByRole('button', { name: 'Save' }).click();
    await expect(problem(page)).toContainText('The password has fewer than 12 letters');
    await page.getByLabel('Password', { exact: true }).fill(password);
    await page.getByLabel('The same password again').fill(password);
    codes.used = codeAt(secret, Date.now());
    await page.getByLabel('Code', { exact: true }).fill(codes.used);
    await page.getByRole('button', { name: 'Save' }).click();
    await heading(page, 'Keep these recovery codes');
  });
  const codesKept = await page.locator('main code').allInnerTexts();
  expect(new Set(codesKept).size).toBe(codesKept.length);
  const signIn = async (code, attempt = password) => {
    await page.goto('/sign-in/password');
    await page.getByLabel('E-mail address at work').fill(MEMBER.mail);
    await page.getByLabel('Password', { exact: true }).fill(attempt);
    await page.getByLabel('Code', { exact: true }).fill(code);
    await page.getByRole('button', { name: 'Sign in' }).click();
  };
  await test.step('nobody comes in before a second person approved', async () => {
    await page.getByRole('button', { name: 'I have kept them' }).click();
    await expect(page.locator('main')).toContainText('has not approved this invitation yet');
    await page.goto('/home');
    await expect(page).toHaveURL(/\/sign-in/);
    // The fire service has no contact: the governance lead of the agreement's owner stands in.
    const lead = await browserOfOffice(browser, 'council-ig-lead');
    await lead.page.goto('/partnership/invitations');
    await lead.page.getByRole('button', { name: `Approve ${MEMBER.office}` }).click();
    await expect(lead.page.getByText('It is approved.')).toBeVisible();
    const told = await home.household.letter(MEMBER.mail, 'You can sign in now');
    tellsNobody(told, MEMBER);
    expect(await saidOf(browser, MEMBER.office, 'approve-user')).toEqual(['council-ig-lead done']);
  });
  const refused = async (why) => {
    await expect(problem(page), why).toBeVisible();
    await expect(page.getByLabel('Password', { exact: true }), 'a password is not shown again').toHaveValue('');
  };
  await signIn(codes.used);
  await refused('the code with which the app was set up is used');
  // The code of the next half minute is taken already, for clocks that differ.
  const next = codeAt(secret, Date.now() + 30_000);
  await signIn(next.replace(/./g, (figure) => String((Number(figure) + 1) % 10)));
  await refused('a wrong code');
  await signIn(next, 'lantern orchard quaysides');
  await refused('a wrong password');
  await signIn(next);
  await accept(page);
  await isIn(page, MEMBER.office);
  await page.getByRole('button', { name: 'Sign out' }).first().click();
  await signIn(next);
  await refused('the same code a second time');
  await signIn(codesKept[0]);
  await isIn(page, MEMBER.office);
  await page.getByRole('button', { name: 'Sign out' }).first().click();
  await signIn(codesKept[0]);
  await refused('the same recovery code a second time');
  const rows = await saidOf(browser, MEMBER.office, 'sign-in');
  expect(rows.filter((row) => row.endsWith('refused'))).toHaveLength(5);
});

test('an organisation’s own sign-in lets in whom it may, and tells others what to do', async ({ browser }) => {
  const contact = await browserOfOffice(browser, 'council-spoc');
  await invite(contact.page, CLERK.office);
  await expect(contact.page.getByText('They are invited. The link is on its way')).toBeVisible();
  const letter = await home.household.letter(CLERK.mail, 'You are invited to Wardmote');
  tellsNobody(letter, CLERK);

  /** Signs in on the provider's own page. */
  const vouch = async (page, mail) => {
    await expect(page).toHaveURL(/^http:\/\/127\.0\.0\.1:\d+\/interaction\//);
    await page.getByPlaceholder('Enter any login').fill(mail);
    await page.getByPlaceholder('and password').fill('whatever');
    await page.getByRole('button', { name: 'Sign-in' }).click();
    await page.getByRole('button', { name: 'Continue' }).click();
  };
  const { page } = await browserOf(browser);
  await page.goto(linkIn(letter));
  await page.getByLabel('The council’s sign-in').check();
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByRole('button', { name: 'Go on to The council’s sign-in' }).click();
  await vouch(page, CLERK.mail);
  await accept(page);
  await isIn(page, CLERK.office);
  await page.goto('/account');
  await expect(page.getByRole('table').first()).toContainText(/sign-in/i);
  await page.getByRole('button', { name: 'Sign out' }).first().click();

  // The provider knows them still: no second question.
  await page.goto('/sign-in');
  await page.getByRole('link', { name: 'The council’s sign-in' }).click();
  await isIn(page, CLERK.office);

  const strangers = async () => (await ledger(browser, { who: 'public', what: 'sign-in' })).length;
  const before = await strangers();
  for (const [mail, why] of [
    ['rosalind.tarnholt@county.example.org', 'another organisation’s person'],
    ['nobody.invited@council.example.org', 'nobody invited them'],
    ['unverified.pellbrook@council.example.org', 'the address is not made sure of'],
    ['onefactor.pellbrook@council.example.org', 'they were asked for one thing only'],
  ]) {
    await test.step(why, async () => {
      const stranger = await browserOf(browser);
      await stranger.page.goto('/sign-in');
      await stranger.page.getByRole('link', { name: 'The council’s sign-in' }).click();
      await vouch(stranger.page, mail);
      await heading(stranger.page, 'You are not signed in');
      await expect(problem(stranger.page), why).toBeVisible();
      await expect(stranger.page.locator('main')).not.toContainText(mail);
      await stranger.page.getByRole('link', { name: 'Choose a way to sign in' }).click();
      await heading(stranger.page, 'Sign in');
      await stranger.page.goto('/home');
      await expect(stranger.page).toHaveURL(/\/sign-in/);
    });
  }
  expect(await strangers(), 'each is written down').toBe(before + 4);
});

test('somebody is warned before the session ends; what was typed is kept; a session ends from another browser', async ({ browser }) => {
  const here = await withTelephone(browser);
  await test.step('warned by script, and going on', async () => {
    const { page } = here;
    await page.clock.install();
    await page.goto('/account/tokens');
    const warning = page.getByRole('dialog');
    await page.clock.fastForward('24:00');
    await expect(warning).toBeHidden();
    await page.clock.fastForward('02:00');
    await expect(warning).toBeVisible();
    await expect(warning).toContainText('minutes');
    await warning.getByRole('button', { name: 'Stay signed in' }).press('Enter');
    await expect(warning).toBeHidden();
    await page.getByLabel('What is it for?').fill('monthly report');
    await page.clock.fastForward('00:06');
    await expect(page.locator('[data-draft-status]')).toContainText('Draft kept');
    await page.goto('/account');
    await page.goto('/account/tokens');
    await expect(page.getByLabel('What is it for?'), 'the draft comes back').toHaveValue('monthly report');
  });
  const there = await withTelephone(browser);
  await test.step('ended from the other browser: out at the next click, and nothing was done', async () => {
    await typeToken(there.page, 'weekly report');
    await here.page.goto('/account');
    await here.page.getByRole('button', { name: /^End the session since/ }).first().click();
    await expect(here.page.getByText('The session is ended.')).toBeVisible();
    await there.page.getByRole('button', { name: 'Make a token' }).click();
    await expect(there.page).toHaveURL(/\/sign-in\?.*ended=yes/);
    await expect(there.page.locator('main')).toContainText('Your session is over');
  });
  await test.step('run out after half an hour, without script: what was sent comes back', async () => {
    const storageState = await here.context.storageState();
    const quiet = await browserOf(browser, { javaScriptEnabled: false, storageState });
    await here.context.close();
    await typeToken(quiet.page, 'yearly report');
    await home.household.serve(31);
    await quiet.page.getByRole('button', { name: 'Make a token' }).click();
    await expect(quiet.page).toHaveURL(/\/sign-in\?.*ended=kept/);
    await expect(quiet.page.locator('main')).toContainText('What you had typed is kept');
    await usePasskey(there.page, new URL(quiet.page.url()).search);
    await expect(there.page).toHaveURL(`${home.household.base}/account/tokens`);
    await expect(there.page.getByLabel('What is it for?')).toHaveValue('yearly report');
    await expect(there.page.locator('main')).toContainText('You have no tokens.');
  });
  telephone = await there.key.credentials();
});

/** The page of tokens, with what is asked of a new one filled in. */
async function typeToken(page, label) {
  await page.goto('/account/tokens');
  await page.getByLabel('What is it for?').fill(label);
  await page.getByRole('group', { name: 'What may the program do?' }).getByRole('checkbox').first().check();
}

test('whoever lost their passkey gets another by a second person, and the old one is over', async ({ browser }) => {
  const old = await withTelephone(browser);
  const lost = await browserOf(browser, { javaScriptEnabled: false });
  await lost.page.goto('/sign-in');
  await lost.page.getByText('I can’t sign in').click();
  await lost.page.getByRole('link', { name: /Ask for a new way in/ }).click();
  const told = [];
  for (const mail of ['nobody.at.all@council.example.org', NEWCOMER.mail]) {
    await lost.page.goto('/lost');
    await lost.page.getByLabel('E-mail address at work').fill(mail);
    await lost.page.getByRole('button', { name: 'Ask' }).click();
    await heading(lost.page, 'What happens now');
    told.push(await lost.page.locator('main').innerText());
  }
  expect(told[0], 'nobody learns who has an account').toBe(told[1]);
  tellsNobody(await home.household.letter('perpetua.larkspur@council.example.org', 'Somebody needs you to confirm who they are'), NEWCOMER);
  tellsNobody(await home.household.letter(NEWCOMER.mail, 'A new way in to your account was asked for'), NEWCOMER);
  await test.step('somebody else’s contact sees nothing of it', async () => {
    const other = await browserOfOffice(browser, 'county-spoc');
    await other.page.goto('/partnership/invitations');
    await expect(other.page.getByText('Nobody asks to be let back in.')).toBeVisible();
  });
  const contact = await browserOfOffice(browser, 'council-spoc');
  await contact.page.goto('/partnership/invitations');
  await contact.page.getByRole('button', { name: `Confirm ${NEWCOMER.office}` }).click();
  await expect(contact.page.getByText('It is confirmed.')).toBeVisible();
  const letter = await home.household.letter(NEWCOMER.mail, 'Your new way in');
  tellsNobody(letter, NEWCOMER);
  await isStillIn(old.page, NEWCOMER.office);

  const anew = await browserOf(browser);
  const key = await authenticator(anew.context, anew.page);
  await anew.page.goto(linkIn(letter));
  await heading(anew.page, 'Choose a new way in');
  await anew.page.getByLabel('A passkey').check();
  await anew.page.getByRole('button', { name: 'Continue' }).click();
  await anew.page.getByLabel('What do you call it?').fill('new telephone');
  await anew.page.getByRole('button', { name: 'Make a passkey' }).click();
  await isIn(anew.page, NEWCOMER.office);

  await old.page.goto('/home');
  await expect(old.page, 'the session before is ended').toHaveURL(/\/sign-in/);
  await usePasskey(old.page);
  await expect(problem(old.page), 'the passkey before is over').toBeVisible();
  await old.page.goto('/home');
  await expect(old.page).toHaveURL(/\/sign-in/);
  telephone = await key.credentials();
  expect(await saidOf(browser, NEWCOMER.office, 'recover-account')).toEqual(['council-spoc done']);
});

test('whoever left is out at the next click, with passkey and token', async ({ browser }) => {
  const leaver = await withTelephone(browser);
  await typeToken(leaver.page, 'monthly report');
  await leaver.page.getByRole('button', { name: 'Make a token' }).click();
  await heading(leaver.page, 'Copy this token now');
  const token = await leaver.page.locator('main code').first().innerText();
  const asked = async (shown) => {
    const answer = await fetch(`${home.household.base}/api/v1/me`, { headers: { Authorization: `Bearer ${shown}` } });
    return [answer.status, (await answer.json()).code];
  };
  expect(await asked(token)).toEqual([200, undefined]);
  expect(await asked(`${token.slice(0, -4)}aaaa`)).toEqual([403, 'token-unknown']);
  await isStillIn(leaver.page, NEWCOMER.office);

  const administrator = await browserOfOffice(browser, 'council-administrator');
  const { page } = administrator;
  await page.goto(`/partnership/people/${NEWCOMER.office}`);
  await page.getByRole('link', { name: 'Record that they leave' }).click();
  const today = new Date(Date.now() + home.household.ahead * 60_000);
  const date = page.getByRole('group', { name: 'The first day on which they hold nothing any more' });
  const parts = new Intl.DateTimeFormat('en-GB', { timeZone: 'Europe/London' }).formatToParts(today);
  for (const part of ['day', 'month', 'year']) {
    await date.getByLabel(part[0].toUpperCase() + part.slice(1)).fill(parts.find((one) => one.type === part).value);
  }
  await page.getByRole('button', { name: 'Record' }).click();
  await expect(page.locator('main')).toContainText('holds no post, and nothing is open to them');
  await expect(page.locator('main')).toContainText('Cut off');

  await leaver.page.getByRole('link', { name: 'Your account' }).click();
  await expect(leaver.page).toHaveURL(/\/sign-in\?.*ended=yes/);
  await usePasskey(leaver.page);
  await expect(problem(leaver.page)).toBeVisible();
  expect(await asked(token)).toEqual([401, 'token-over']);
  const cut = await saidOf(browser, NEWCOMER.office, 'cut-off');
  expect(cut).toEqual(['council-administrator done']);
  await test.step('whoever left is written to no more', async () => {
    await home.household.deliver();
    const farewell = (await home.household.outbox()).filter(({ user, kind }) => user === NEWCOMER.office && kind === 'cut-off');
    expect(farewell.map(({ state, code }) => `${state} ${code}`)).toEqual(['withdrawn left']);
  });
});
