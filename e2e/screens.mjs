// Makes the screenshots of the guides from a served demonstration: docs/screens/NAME-WIDTH.png.
import { chromium as browsers, request as requests } from '@playwright/test';
import { spawn } from 'node:child_process';
import { mkdirSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { BASE, chromium, serveArguments } from './serving.js';
import { discover } from './visits.js';

const OUT = fileURLToPath(new URL('../docs/screens/', import.meta.url));
const LARGEST = 300 * 1024;
const SHOWN = {
  home: '/',
  assessment: '/assessments/{district}',
  ward: '/wards/{code}',
  figure: '/assessments/{district}/figures/{id}',
  evidence: '/evidence',
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
  const request = await requests.newContext({ baseURL: BASE });
  const found = await discover(request);
  for (const [width, height] of [[1280, 900], [375, 812]]) {
    const context = await browser.newContext({ baseURL: BASE, viewport: { width, height } });
    const page = await context.newPage();
    for (const [name, route] of Object.entries(SHOWN)) {
      const address = found.get(route)?.[0];
      if (!address) {
        throw new Error(`no page of the demonstration is a ${route}`);
      }
      await page.goto(address);
      const path = `${OUT}${name}-${width}.png`;
      // What a reader sees first, and a little beneath it.
      const tall = await page.evaluate(() => document.documentElement.scrollHeight);
      await page.screenshot({ path, fullPage: true, clip: { x: 0, y: 0, width, height: Math.min(tall, 2 * height) } });
      const bytes = statSync(path).size;
      if (bytes > LARGEST) {
        throw new Error(`${path} has ${bytes} bytes; a page of the guides should load quickly`);
      }
      console.log(`${name}-${width}.png ${bytes}`);
    }
  }
} finally {
  await browser.close();
  server.kill('SIGINT');
}
