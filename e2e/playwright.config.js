// The pages of a served home in Debian's Chromium: narrow and wide, with script and without.
import { defineConfig } from '@playwright/test';
import { BASE, chromium, serveCommand } from './serving.js';

const sizes = { narrow: { width: 375, height: 812 }, wide: { width: 1280, height: 900 } };
const projects = Object.entries(sizes).flatMap(([size, viewport]) =>
  [true, false].map((javaScriptEnabled) => ({
    name: `${size}, ${javaScriptEnabled ? 'with' : 'without'} script`,
    use: { viewport, javaScriptEnabled },
    testMatch: 'pages.spec.js',
  })),
);

// What is answered is the same whatever shows it.
projects.push({ name: 'answers', testMatch: 'answers.spec.js' });

// Who can come in is changed there: each file has a home of its own.
projects.push({ name: 'doors', testMatch: ['doors.spec.js', 'mail.spec.js'] });

// An assessment goes from draft to published, in a home of its own.
projects.push({ name: 'assessment', testMatch: 'assessment.spec.js' });

// A flag becomes a priority, an action and a report to the board, in a home of its own.
projects.push({ name: 'plan', testMatch: 'plan.spec.js' });

export default defineConfig({
  testDir: 'tests',
  globalSetup: './setup.js',
  fullyParallel: false,
  workers: 2,
  // A test that passes only on a second try is a failure.
  retries: 0,
  forbidOnly: true,
  // One test goes through every page: seconds on a quiet machine, minutes beside a build.
  timeout: 900_000,
  reporter: [['list']],
  outputDir: '../target/e2e',
  use: { baseURL: BASE, launchOptions: chromium, serviceWorkers: 'block' },
  webServer: { command: serveCommand(), url: `${BASE}/healthz`, reuseExistingServer: false, timeout: 60_000 },
  projects,
});
