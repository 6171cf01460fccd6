// A home of its own, its post office, its organisation's sign-in and its server, for tests that change who can come in.
import { execFile, spawn } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { signIn } from './roles.js';
import { needed } from './serving.js';

const parts = (name) => fileURLToPath(new URL(`parts/${name}`, import.meta.url));
// What the council's sign-in says of its own people, by `parts/provider.mjs`.
const TENANT = 'council.example.org';

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((done) => server.once('listening', done));
  const { port } = server.address();
  await new Promise((done) => server.close(done));
  return port;
}

/** Starts a program and waits until it says that it is ready. */
async function started(program, words, ready, environment = {}) {
  const child = spawn(program, words, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...environment } });
  let said = '';
  const ended = new Promise((done) => child.once('close', done));
  await new Promise((done, failed) => {
    const hear = (text) => {
      said += text;
      if (said.includes(ready)) {
        done();
      }
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    child.once('error', failed);
    ended.then((code) => failed(new Error(`${program} ${words.join(' ')} ended with ${code}: ${said}`)));
  });
  return {
    said: () => said,
    async stop() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

/** A home with its parts. `drops` says how often the post office drops a connection: 0 is never. */
export class Household {
  static async open({ drops }) {
    const household = new Household();
    const folder = mkdtempSync(join(tmpdir(), 'wardmote-household-'));
    const [web, smtp, post, provider] = [await freePort(), await freePort(), await freePort(), await freePort()];
    Object.assign(household, { folder, post, running: [], server: null, ahead: 0, base: `http://localhost:${web}` });
    household.home = join(folder, 'home');
    await household.run(['demo', '--home', household.home, '--no-serve']);
    writeFileSync(join(folder, 'secret'), 'a-secret-of-the-tests-only-0123456789\n', { mode: 0o600 });
    household.config = join(folder, 'wardmote.toml');
    writeFileSync(
      household.config,
      `home = ${JSON.stringify(household.home)}
listen = "127.0.0.1:${web}"

[mail]
host = "127.0.0.1"
port = ${smtp}
tls = "none"
sender = "wardmote@partnership.example.org"
connect_seconds = 5
answer_seconds = 5
last_answer_seconds = 5

[[organisation-sign-in]]
id = "council"
name = "The council\u2019s sign-in"
organisation = "south-cambridgeshire-council"
issuer = "http://127.0.0.1:${provider}"
client_id = "wardmote"
client_secret_file = "secret"
scopes = ["email"]
claim = "tid"
allowed = ["${TENANT}"]
`,
    );
    const office = [parts('post-office.mjs'), String(smtp), String(post), String(drops)];
    const back = `${household.base}/sign-in/organisation/back`;
    household.running.push(
      await started(process.execPath, office, 'post office open'),
      await started(process.execPath, [parts('provider.mjs'), String(provider), back], `provider http://127.0.0.1:${provider}`),
    );
    return household;
  }

  /** Serves the home; so many minutes ahead of the clock. */
  async serve(ahead = 0) {
    await this.stopServing();
    this.ahead = ahead;
    const words = ['serve', '--config', this.config];
    this.server = await started(needed('WARDMOTE_BIN'), words, this.base.split(':').at(-1), { WARDMOTE_AHEAD: String(ahead) });
    for (let tries = 0; ; tries += 1) {
      const answer = await fetch(`${this.base}/healthz`).catch(() => null);
      if (answer?.ok) {
        return;
      }
      if (tries > 100) {
        throw new Error(`${this.base} does not answer: ${this.server.said()}`);
      }
      await new Promise((done) => setTimeout(done, 100));
    }
  }

  async stopServing() {
    await this.server?.stop();
    this.server = null;
  }

  async close() {
    await this.stopServing();
    await Promise.all(this.running.map((one) => one.stop()));
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Runs a command of the program; so many minutes ahead of the clock, or as many as the server is. */
  run(words, { ahead = this.ahead } = {}) {
    return new Promise((done, failed) => {
      const env = { ...process.env, WARDMOTE_AHEAD: String(ahead) };
      execFile(needed('WARDMOTE_BIN'), words, { env, maxBuffer: 1 << 26 }, (error, stdout, stderr) =>
        error ? failed(new Error(`wardmote ${words.join(' ')}: ${stderr}`)) : done(stdout),
      );
    });
  }

  /** Runs a command on the home as configured. */
  configured(words, options) {
    return this.run([...words, '--config', this.config], options);
  }

  /** The outbox, as it is listed for whoever runs the machine. */
  async outbox(options) {
    const listed = await this.configured(['outbox', 'list', '--limit', '1000', '--format', 'json'], options);
    return listed.trim().split('\n').filter(Boolean).map((line) => JSON.parse(line));
  }

  /** Hands over what waits. */
  async deliver(options) {
    return JSON.parse(await this.configured(['outbox', 'deliver'], options));
  }

  /** What the post office has. */
  async posted() {
    return (await fetch(`http://127.0.0.1:${this.post}/messages`)).json();
  }

  /** The newest letter to an address under a subject, once it is there. */
  async letter(to, subject) {
    for (let tries = 0; tries < 20; tries += 1) {
      await this.deliver();
      const { accepted } = await this.posted();
      const found = accepted.filter((one) => one.to.includes(to) && one.subject === subject).at(-1);
      if (found) {
        return found;
      }
      await new Promise((done) => setTimeout(done, 250));
    }
    throw new Error(`no letter “${subject}” came`);
  }

  /** Somebody of the demonstration, signed in with one click. */
  async signedIn(context, user) {
    await signIn(context.request, user, this.base);
  }
}

/** The code that an app shows at a moment for a secret in base32 (RFC 6238: SHA-1, six figures, half a minute). */
export function codeAt(secret, milliseconds) {
  const bits = [...secret.replace(/\s/g, '')].map((letter) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0'));
  const bytes = bits.join('').match(/.{8}/g).map((byte) => parseInt(byte, 2));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(milliseconds / 30_000)));
  const hash = createHmac('sha1', Buffer.from(bytes)).update(counter).digest();
  const number = hash.readUInt32BE(hash[19] & 15) & 0x7fffffff;
  return String(number % 1_000_000).padStart(6, '0');
}

/** A browser's own authenticator that asks nobody: what a telephone is to a person. */
export async function authenticator(context, page, credentials = []) {
  const session = await context.newCDPSession(page);
  await session.send('WebAuthn.enable');
  const options = {
    protocol: 'ctap2',
    transport: 'internal',
    hasResidentKey: true,
    hasUserVerification: true,
    isUserVerified: true,
    automaticPresenceSimulation: true,
  };
  const { authenticatorId } = await session.send('WebAuthn.addVirtualAuthenticator', { options });
  for (const credential of credentials) {
    await session.send('WebAuthn.addCredential', { authenticatorId, credential });
  }
  return {
    credentials: async () => (await session.send('WebAuthn.getCredentials', { authenticatorId })).credentials,
  };
}
