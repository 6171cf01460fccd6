// A real OpenID Connect provider on the loopback address, for the tests of signing in by one's own organisation:
//   node parts/provider.mjs PORT REDIRECT_URI
// Whoever signs in there gives their work address as the login; the provider vouches for it, and says by the claim `tid` of which
// organisation they are: what stands behind the @. Addresses are invented.
import { Provider } from 'oidc-provider';

const [port, redirect] = process.argv.slice(2);
const issuer = `http://127.0.0.1:${port}`;

const provider = new Provider(issuer, {
  clients: [
    {
      client_id: 'wardmote',
      client_secret: 'a-secret-of-the-tests-only-0123456789',
      redirect_uris: [redirect],
      grant_types: ['authorization_code'],
      response_types: ['code'],
    },
  ],
  pkce: { required: () => true },
  claims: { openid: ['sub', 'tid'], email: ['email', 'email_verified'] },
  conformIdTokenClaims: false,
  cookies: { keys: ['a key of the tests only'] },
  ttl: { AccessToken: 600, AuthorizationCode: 60, Grant: 600, IdToken: 600, Interaction: 600, Session: 600 },
  findAccount: (_, id) => ({
    accountId: id,
    claims: () => ({ sub: `subject-of-${id}`, tid: id.split('@').at(-1), email: id, email_verified: !id.startsWith('unverified') }),
  }),
});

provider.listen(Number(port), '127.0.0.1', () => console.log(`provider ${issuer}`));
