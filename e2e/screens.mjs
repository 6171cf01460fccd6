// Makes the screenshots of the guides from a served demonstration: docs/screens/NAME-WIDTH.png.
import { chromium as browsers } from '@playwright/test';
import { spawn } from 'node:child_process';
import { mkdirSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { BASE, chromium, serveArguments } from './serving.js';
import { NOBODY, ROLES, signIn } from './roles.js';
import { discover } from './visits.js';

const OUT = fileURLToPath(new URL('../docs/screens/', import.meta.url));
const LARGEST = 300 * 1024;
const SHOWN = {
  assessment: '/assessments/{district}',
  ward: '/wards/{code}',
  figure: '/assessments/{district}/figures/{id}',
  evidence: '/evidence',
  'strategic-assessment': '/strategic-assessments/{id}',
  'strategic-section': '/strategic-assessments/{id}/sections/{section}',
  measure: '/evidence/measures/{id}',
  profile: '/evidence/areas/{code}',
  extracts: '/extracts',
  passport: '/extracts/{id}',
};

async function answering() {
  for (let tries = 0; tries < 100; tries += 1) {
    try {
      if ((await fetch(`${BASE}/healthz`)).ok) {
        return;
      }
    } catch {
      // Not listening yet.
    }
    await new Promise((done) => setTimeout(done, 200));
  }
  throw new Error(`nothing answers at ${BASE}`);
}

const [binary, words] = serveArguments();
const server = spawn(binary, words, { stdio: 'inherit' });
const browser = await browsers.launch(chromium);
try {
  await answering();
  mkdirSync(OUT, { recursive: true });
  const found = await discover();
  // The guides' pages as the officer, and each role's home as theirs.
  const shots = Object.entries(SHOWN).map(([name, route]) => ({ name, user: 'council-officer', address: found.get(route) }));
  shots.push({ name: 'public', user: NOBODY, address: '/' }, { name: 'sign-in', user: NOBODY, address: '/sign-in' });
  shots.push(...ROLES.map((user) => ({ name: `home-${user}`, user, address: '/home' })));
  for (const [width, height] of [[1280, 900], [375, 812]]) {
    for (const { name, user, address } of shots) {
      if (!address) {
        throw new Error(`no page of the demonstration is a ${SHOWN[name]}`);
      }
      const context = await browser.newContext({ baseURL: BASE, viewport: { width, height } });
      await signIn(context.request, user);
      const page = await context.newPage();
      await page.goto(address);
      const path = `${OUT}${name}-${width}.png`;
      // What a reader sees first, and some of what is beneath it.
      const tall = await page.evaluate(() => document.documentElement.scrollHeight);
      await page.screenshot({ path, fullPage: true, clip: { x: 0, y: 0, width, height: Math.min(tall, 1.75 * height) } });
      const bytes = statSync(path).size;
      if (bytes > LARGEST) {
        throw new Error(`${path} has ${bytes} bytes; a page of the guides should load quickly`);
      }
      await context.close();
      console.log(`${name}-${width}.png ${bytes}`);
    }
  }
} finally {
  await browser.close();
  server.kill('SIGINT');
}
