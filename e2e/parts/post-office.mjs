// A real SMTP server on the loopback address that drops every third connection, as servers in trouble do:
//   node parts/post-office.mjs SMTP_PORT HTTP_PORT [EVERY]
// EVERY is 3 if not said; 0 drops none. The drops take turns: before anything of the message, in the middle of it, after its end
// with the message lost, and after its end with the message kept, so that only the answer is missing.
// What it accepted can be read at http://127.0.0.1:HTTP_PORT/messages: Message-ID, addressee, subject, text; and how it dropped whom.
import { createServer } from 'node:http';
import { SMTPServer } from 'smtp-server';

const [smtpPort, httpPort, every = 3] = process.argv.slice(2).map(Number);
const TURNS = ['before', 'middle', 'lost', 'kept'];
const accepted = [];
const dropped = [];
let connections = 0;

/** The sender sees the line go dead. */
function drop(session) {
  dropped.push({ how: session.drop });
  for (const connection of server.connections) {
    if (connection.session === session) {
      connection._socket.destroy();
    }
  }
}

/** What was sent, as its addressee would read it. */
function read(raw, session) {
  const [head, ...rest] = raw.toString('utf8').split('\r\n\r\n');
  const unfolded = head.replace(/\r\n[ \t]+/g, ' ');
  const of = (name) => unfolded.match(new RegExp(`^${name}: *(.*)$`, 'im'))?.[1]?.trim() ?? '';
  const encoding = of('Content-Transfer-Encoding').toLowerCase();
  let text = rest.join('\r\n\r\n');
  if (encoding === 'quoted-printable') {
    const letters = text.replace(/=\r\n/g, '').replace(/=([0-9A-F]{2})/gi, (_, hex) => String.fromCharCode(parseInt(hex, 16)));
    text = Buffer.from(letters, 'latin1').toString('utf8');
  } else if (encoding === 'base64') {
    text = Buffer.from(text, 'base64').toString('utf8');
  }
  return { id: of('Message-ID'), to: session.envelope.rcptTo.map((one) => one.address), subject: of('Subject'), text };
}

const server = new SMTPServer({
  authOptional: true,
  disabledCommands: ['STARTTLS', 'AUTH'],
  disableReverseLookup: true,
  logger: false,
  onConnect(session, done) {
    connections += 1;
    session.drop = every > 0 && connections % every === 0 ? TURNS[(connections / every - 1) % TURNS.length] : '';
    done();
  },
  onRcptTo(address, session, done) {
    if (session.drop === 'before') {
      drop(session);
      return;
    }
    done();
  },
  onData(stream, session, done) {
    if (session.drop === 'middle') {
      stream.once('data', () => drop(session));
      return;
    }
    const parts = [];
    stream.on('data', (part) => parts.push(part));
    stream.on('end', () => {
      const message = read(Buffer.concat(parts), session);
      if (session.drop !== 'lost') {
        accepted.push(message);
      }
      if (session.drop) {
        drop(session);
        return;
      }
      done();
    });
  },
});
server.on('error', () => {});

createServer((_, answer) => {
  answer.setHeader('Content-Type', 'application/json');
  answer.end(JSON.stringify({ connections, dropped, accepted }));
}).listen(httpPort, '127.0.0.1', () => {
  server.listen(smtpPort, '127.0.0.1', () => console.log('post office open'));
});
