// How the tests and the screenshots start a home and a browser.
export const LISTEN = process.env.WARDMOTE_E2E_LISTEN ?? '127.0.0.1:8653';
// Passkeys and cookies go by the site's name, which is localhost on this machine.
export const BASE = `http://localhost:${LISTEN.split(':').at(-1)}`;

export const chromium = {
  executablePath: process.env.WARDMOTE_CHROMIUM ?? '/usr/bin/chromium',
  args: [
    '--no-sandbox',
    '--disable-quic',
    '--disable-background-networking',
    '--disable-component-update',
    '--no-first-run',
    '--disable-sync',
  ],
};

export function needed(name) {
  const value = process.env[name];
  if (!value) {
    throw new Error(`${name} is not set: ./test sets it, or see e2e/README.md`);
  }
  return value;
}

export function serveArguments() {
  return [needed('WARDMOTE_BIN'), ['serve', '--home', needed('WARDMOTE_E2E_HOME'), '--listen', LISTEN]];
}

export function serveCommand() {
  const [binary, words] = serveArguments();
  return [binary, ...words].map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(' ');
}
