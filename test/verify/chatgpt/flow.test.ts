import { beforeAll, describe, expect, test } from 'vitest';
import { chatgptGroup } from '../../../src/verify/check-group.ts';
import { testUser } from '../../../src/local-tenant/oauth/users/users.ts';
import { createScriptedUser } from '../../../src/verify/login/scripted-user.ts';
import { verify } from '../../../src/verify/verify.ts';
import { urlOf } from '../../support/stand-ins/fetched-url.ts';
import {
  conclusionOf,
  following,
  issuerInAnswers,
  linkable,
  mendedBy,
  namesSetting,
  restart,
  sentenceOf,
  up,
} from '../../support/project/linkable-stack.ts';
import { carryOutMend } from '../../support/project/printed-command.ts';
import {
  type DeployedStack,
  deployStack,
  resourceUrl,
  type VerifiedStack,
} from '../../support/verify/verified-stack.ts';

const api = `/resource-servers/${encodeURIComponent(resourceUrl)}`;

let predefined: DeployedStack;

beforeAll(async () => {
  predefined = await deployStack();
});

/** Executes the command that a sentence has for what no program declares. */
const byCommand = ({ management }: VerifiedStack, sentence = '') =>
  carryOutMend(management, /Mend it: (.+?)(?:$|; then )/.exec(sentence)?.[1] ?? '');

describe('names what no program reaches, and a command that sets it:', () => {
  test('the issuer in answers, where no stack declares it', async () => {
    const stack = await linkable(predefined);
    await stack.management.patch('/tenants/settings', { [issuerInAnswers]: false });
    const { stack: _stack, ...target } = stack.target;
    const sentence = await sentenceOf(stack, { target });
    expect(sentence).toContain(namesSetting(`${issuerInAnswers} of the tenant`));
    await byCommand(stack, sentence);
    expect(await conclusionOf(stack)).toMatchObject({ outcome: 'links' });
  });

  test('the issuer in answers that promise it and lack it', async () => {
    const stack = await linkable(predefined);
    const withoutIssuer = (answer: Response) => {
      const location = answer.headers.get('location');
      if (location === null || !location.startsWith('https://chatgpt.com/')) return answer;
      const url = new URL(location);
      url.searchParams.delete('iss');
      return new Response(null, { status: answer.status, headers: { location: url.href } });
    };
    const fetch: typeof stack.fetch = async (input, init) => withoutIssuer(await stack.fetch(input, init));
    expect(await sentenceOf(stack, { fetch })).toContain(
      namesSetting(`${issuerInAnswers} of the tenant`) +
        `the answer names the issuer not at all, expected ${stack.outputs.issuer}.`,
    );
  });

  test('a user who is blocked', async () => {
    const stack = await linkable(predefined);
    await conclusionOf(stack);
    const [user] = (await stack.management.get('/users')) as { user_id: string }[];
    await stack.management.patch(`/users/${encodeURIComponent(user?.user_id ?? '')}`, { blocked: true });
    const sentence = await sentenceOf(stack);
    expect(sentence).toContain(
      `${namesSetting('blocked of the user who logged in')}unauthorized: user is blocked. `,
    );
    await byCommand(stack, sentence);
    expect(await conclusionOf(stack)).toMatchObject({ outcome: 'links' });
  });

  const anewText = '; then verify again: the test user is made anew';

  test('a wrong password', async () => {
    const stack = await linkable(predefined);
    await conclusionOf(stack);
    const user = createScriptedUser(stack.fetch, { ...testUser, password: 'a wrong password' });
    const sentence = await sentenceOf(stack, { user });
    expect(sentence).toContain(
      `${namesSetting('the password of the user who logs in')}the authorization endpoint answered 400: Wrong email or password. `,
    );
    expect(sentence?.endsWith(anewText)).toBe(true);
    await byCommand(stack, sentence);
    expect(await stack.management.get('/users')).toEqual([]);
    expect(await conclusionOf(stack)).toMatchObject({ outcome: 'links' });
  });

  test('a user with too many failed logins', async () => {
    const stack = await linkable(predefined);
    await conclusionOf(stack);
    for (let attempt = 0; attempt < 10; attempt += 1) {
      await conclusionOf(stack, {
        user: createScriptedUser(stack.fetch, { ...testUser, password: 'a wrong password' }),
      });
    }
    const sentence = await sentenceOf(stack);
    expect(sentence).toContain(namesSetting('the failed logins of the user who logs in'));
    expect(sentence?.endsWith(anewText)).toBe(true);
    await byCommand(stack, sentence);
    expect(await conclusionOf(stack)).toMatchObject({ outcome: 'links' });
  });

  test('a user who is blocked, in the dashboard where nobody may look for them', async () => {
    const stack = await linkable(predefined);
    await conclusionOf(stack);
    const [user] = (await stack.management.get('/users')) as { user_id: string }[];
    await stack.management.patch(`/users/${encodeURIComponent(user?.user_id ?? '')}`, { blocked: true });
    expect((await withoutManagement(stack))?.sentence).toBe(
      `${namesSetting('blocked of the user who logged in')}unauthorized: user is blocked` +
        following(5) +
        mendedBy('unblock them in the Auth0 dashboard, User Management > Users'),
    );
  });
});

/** What is concluded where nobody may read the Management API. */
async function withoutManagement({ target, fetch }: VerifiedStack) {
  const user = createScriptedUser(fetch, testUser);
  return (await verify({ groups: [chatgptGroup], target, fetch, user })).conclusion;
}

describe('names both of two settings that look the same where nobody may read the Management API:', () => {
  test('the scopes of the grant, and RBAC', async () => {
    const stack = await linkable(predefined);
    await stack.management.patch(api, { enforce_policies: true });
    expect((await withoutManagement(stack))?.sentence).toContain(
      namesSetting(
        'the scopes of the client grant of the application on the API, or enforce_policies of the API',
      ),
    );
  });

  test('the grant, and the policy for users', async () => {
    const stack = await linkable(predefined);
    await stack.management.patch(api, { subject_type_authorization: { user: { policy: 'deny_all' } } });
    expect((await withoutManagement(stack))?.sentence).toContain(
      namesSetting(
        'the client grant of the application on the API, or subject_type_authorization.user.policy of the API (require_client_grant)',
      ),
    );
  });
});

describe('names the credentials that ChatGPT holds too, which `up` and a new .env mend:', () => {
  const connector = `${restart}, and give ChatGPT's connector the client id and secret of the .env`;

  test.each<[setting: string, spoil: (stack: VerifiedStack) => Promise<unknown>]>([
    [
      'OAUTH_CLIENT_SECRET: the secret of the application',
      ({ management, outputs }) => management.post(`/clients/${outputs.clientId}/rotate-secret`, {}),
    ],
    [
      'OAUTH_CLIENT_ID: the application is not in the tenant',
      ({ management, outputs }) => management.delete(`/clients/${outputs.clientId}`),
    ],
  ])('%s', async (setting, spoil) => {
    const stack = await linkable(predefined);
    await spoil(stack);
    const sentence = await sentenceOf(stack);
    expect(sentence).toContain(namesSetting(setting));
    expect(sentence?.endsWith(mendedBy(up, connector))).toBe(true);

    const mended = await stack.up();
    await mended.serveConnector();
    expect(await conclusionOf(mended)).toMatchObject({ outcome: 'links' });
  });
});

describe('names the setting of the stack, and the line that mends it:', () => {
  test.each<[name: string, settings: Record<string, string>, seen: string, wanted: Record<string, string>]>([
    [
      'a resourceUrl above the API identifier',
      { apiIdentifier: 'http://localhost:3000/mcp', resourceUrl: 'http://localhost:3000' },
      'the URL is http://localhost:3000, and the metadata is about http://localhost:3000/mcp',
      { resourceUrl: 'http://localhost:3000/mcp' },
    ],
    [
      'an API identifier with a slash more',
      { apiIdentifier: 'http://localhost:3000/mcp/', resourceUrl: 'http://localhost:3000/mcp' },
      'the URL is http://localhost:3000/mcp, and the metadata is about http://localhost:3000/mcp/',
      { resourceUrl: 'http://localhost:3000/mcp/' },
    ],
  ])('%s', async (_name, settings, seen, wanted) => {
    const stack = await linkable(await deployStack(settings));
    const line = `omnichat:resourceUrl: ${wanted['resourceUrl']}`;
    expect(await sentenceOf(stack)).toBe(
      namesSetting(`omnichat:resourceUrl in Pulumi.local.yaml (it should be ${wanted['resourceUrl']})`) +
        seen +
        mendedBy(`write "${line}" below config: in Pulumi.local.yaml`, up, restart),
    );
    const mended = await stack.up(wanted);
    await mended.serveConnector();
    expect(await conclusionOf(mended)).toMatchObject({ outcome: 'links' });
  });

  test('registration, where it is closed and no application is predefined', async () => {
    const stack = await linkable(predefined);
    const { application: _application, ...target } = stack.target;
    expect(await sentenceOf(stack, { target })).toBe(
      namesSetting('omnichat:registration in Pulumi.local.yaml (it should be native)') +
        'registration is closed and no client is predefined' +
        following(7) +
        mendedBy('write "omnichat:registration: native" below config: in Pulumi.local.yaml', up, restart),
    );
    const mended = await stack.up({ registration: 'native' });
    await mended.serveConnector();
    expect(await conclusionOf(mended)).toMatchObject({ outcome: 'links' });
  });
});

test('names the consent that the user refused', async () => {
  const stack = await linkable(predefined);
  const decline: typeof stack.fetch = (input, init) => {
    const form = init?.body instanceof URLSearchParams ? init.body : undefined;
    if (form?.get('action') === 'accept') form.set('action', 'deny');
    return stack.fetch(input, init);
  };
  expect(await sentenceOf(stack, { user: createScriptedUser(decline, testUser) })).toBe(
    `${namesSetting('the consent of the user who logged in')}access_denied: User did not authorize the request` +
      following(5) +
      mendedBy('verify again, and accept what the consent page asks for'),
  );
});

test('names no setting where the refusal tells of none', async () => {
  const stack = await linkable(predefined);
  const refuse: typeof fetch = (input, init) => {
    const url = new URL(urlOf(input));
    if (url.pathname !== '/authorize' || url.searchParams.has('prompt')) return stack.fetch(input, init);
    const answer = new URL(url.searchParams.get('redirect_uri') ?? '');
    answer.search = String(
      new URLSearchParams({
        error: 'access_denied',
        error_description: 'The moon is full.',
        state: url.searchParams.get('state') ?? '',
        iss: stack.outputs.issuer,
      }),
    );
    return Promise.resolve(new Response(null, { status: 302, headers: { location: answer.href } }));
  };
  expect(await sentenceOf(stack, { user: createScriptedUser(refuse, testUser) })).toBe(
    `ChatGPT will not link: access_denied: The moon is full${following(5)}.`,
  );
});

test('names PKCE where the authorization server offers it without S256', async () => {
  const stack = await linkable(predefined);
  const sentence = await sentenceOf(stack, {
    fetch: async (input, init) => {
      const answer = await stack.fetch(input, init);
      if (!urlOf(input).endsWith('/.well-known/oauth-authorization-server')) return answer;
      const document = (await answer.json()) as object;
      return Response.json({ ...document, code_challenge_methods_supported: ['plain'] });
    },
  });
  expect(sentence).toBe(
    namesSetting(
      'code_challenge_methods_supported of the authorization server, which its operator answers for',
    ) + 'code_challenge_methods_supported is plain.',
  );
});

describe('ChatGPT will link, and not stay linked:', () => {
  const namesLink = (setting: string) =>
    `ChatGPT will link, and not stay linked: the setting is ${setting}; `;

  test.each<[setting: string, spoil: (stack: VerifiedStack) => Promise<unknown>]>([
    [
      'allow_offline_access of the API',
      ({ management }) => management.patch(api, { allow_offline_access: false }),
    ],
    [
      'the grant type refresh_token of the application',
      ({ management, outputs }) =>
        management.patch(`/clients/${outputs.clientId}`, { grant_types: ['authorization_code'] }),
    ],
  ])('%s', async (setting, spoil) => {
    const stack = await linkable(predefined);
    await spoil(stack);
    expect(await sentenceOf(stack)).toBe(`${namesLink(setting)}no refresh token was issued${mendedBy(up)}`);
    const mended = await stack.up();
    await mended.serveConnector();
    expect(await conclusionOf(mended)).toMatchObject({ outcome: 'links' });
  });

  test.each<[string, answer: Response, seen: string]>([
    [
      'a refresh token that is refused',
      Response.json({ error: 'invalid_grant', error_description: 'Unknown' }, { status: 403 }),
      'invalid_grant: Unknown',
    ],
    [
      'a refreshed token that is for no API',
      Response.json({ access_token: 'opaque', token_type: 'Bearer', expires_in: 3600 }),
      `it is for no API, expected ${resourceUrl}`,
    ],
  ])('%s', async (_name, answer, seen) => {
    const stack = await linkable(predefined);
    const sentence = await sentenceOf(stack, {
      fetch: (input, init) =>
        init?.body instanceof URLSearchParams && init.body.get('grant_type') === 'refresh_token'
          ? Promise.resolve(answer.clone())
          : stack.fetch(input, init),
    });
    expect(sentence).toBe(`${namesLink('refresh_token of the application')}${seen}${mendedBy(up)}`);
  });
});
