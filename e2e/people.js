// Records about people: no link leads to one, since each is found by a form. Two are opened for the tests to begin at.
import { request as requests } from '@playwright/test';
import { sendForm, signIn } from './roles.js';
import { BASE } from './serving.js';

async function as(user, does) {
  const request = await requests.newContext({ baseURL: BASE });
  await signIn(request, user);
  const made = await does(request);
  await request.dispose();
  return made;
}

/** Opens a record of an invented person. Answers its address. */
async function open(request, name, further) {
  const fields = { name, regime: 'uk-gdpr', marking: 'official-sensitive', ...further };
  return (await sendForm(request, '/people/new', '/people/new', fields)).split('?')[0];
}

const share = (request, record, fields) =>
  sendForm(request, `${record}/share`, `${record}/share`, { power: 'crime-and-disorder-act-1998', method: 'meeting', ...fields });

/** The addresses of two records: the council's own, given to the police; and one that the police gave the council, which may be passed on. */
export async function records() {
  const own = await as('council-officer', async (request) => {
    const record = await open(request, 'Zephyrine Okonta', {
      other_names: 'Quillon Vesper',
      'born-day': '9',
      'born-month': '3',
      'born-year': '1984',
      addresses: '4 Invented Row, Nowhere',
      telephones: '01632 960 111',
      language: 'English',
      said: '2',
      'said-0-what': 'Shouts at neighbours late at night, most weekends since the spring',
      'said-0-standing': 'reported',
      'said-0-by': 'a social landlord',
      'said-1-what': 'Alcohol is behind most of it',
      'said-1-standing': 'assessed',
      'said-1-by': 'a drug and alcohol worker',
    });
    await share(request, record, { to: 'cambridgeshire-constabulary', data_type: 'council-records', reason: 'Agreed by the problem-solving group.' });
    return record;
  });
  const given = await as('constabulary-caseworker', async (request) => {
    const record = await open(request, 'Thessaly Brandreth-Quill', {});
    await share(request, record, { to: 'south-cambridgeshire-council', data_type: 'police-behaviour' });
    return record;
  });
  await as('constabulary-spoc', (request) =>
    sendForm(request, `${given}/consent`, `${given}/consent`, { to: 'cambridgeshire-county-council' }),
  );
  return [own, given];
}
