// A real SMTP server on the loopback address that drops every third connection after it has been given a message's first
// bytes, as servers in trouble do:
//   node parts/post-office.mjs SMTP_PORT HTTP_PORT
// What it accepted can be read at http://127.0.0.1:HTTP_PORT/messages: Message-ID, addressee, subject, text.
import { createServer } from 'node:http';
import { SMTPServer } from 'smtp-server';

const [smtpPort, httpPort] = process.argv.slice(2).map(Number);
const accepted = [];
let connections = 0;
let dropped = 0;

const server = new SMTPServer({
  authOptional: true,
  disabledCommands: ['STARTTLS', 'AUTH'],
  disableReverseLookup: true,
  logger: false,
  onConnect(session, done) {
    connections += 1;
    session.number = connections;
    done();
  },
  onData(stream, session, done) {
    if (session.number % 3 === 0) {
      dropped += 1;
      // The sender sees the line go dead in the middle of a message.
      for (const connection of server.connections) {
        if (connection.session?.number === session.number || connection.id === session.id) {
          connection._socket.destroy();
        }
      }
      return;
    }
    const parts = [];
    stream.on('data', (part) => parts.push(part));
    stream.on('end', () => {
      const [head, ...body] = Buffer.concat(parts).toString('utf8').split('\r\n\r\n');
      const unfolded = head.replace(/\r\n[ \t]+/g, ' ');
      const of = (name) => unfolded.match(new RegExp(`^${name}: *(.*)$`, 'im'))?.[1]?.trim() ?? '';
      const encoding = of('Content-Transfer-Encoding').toLowerCase();
      const raw = body.join('\r\n\r\n');
      const plain = encoding === 'quoted-printable'
        ? Buffer.from(raw.replace(/=\r\n/g, '').replace(/=([0-9A-F]{2})/gi, (_, hex) => String.fromCharCode(parseInt(hex, 16))), 'latin1').toString('utf8')
        : encoding === 'base64' ? Buffer.from(raw, 'base64').toString('utf8') : raw;
      accepted.push({ id: of('Message-ID'), to: session.envelope.rcptTo.map((one) => one.address), subject: of('Subject'), text: plain });
      done();
    });
  },
});
server.on('error', () => {});
server.listen(smtpPort, '127.0.0.1');

createServer((_, answer) => {
  answer.setHeader('Content-Type', 'application/json');
  answer.end(JSON.stringify({ connections, dropped, accepted }));
}).listen(httpPort, '127.0.0.1', () => console.log('post office open'));
