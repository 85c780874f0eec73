import type { StackFile } from '../../../src/engine/stack-file.ts';

/**
 * Stacks for tests, encoded as Pulumi encodes them: texts as they are, everything else as JSON. They are not those of the
 * project's own files, which everybody edits.
 */
const configs = {
  local: { 'auth0:domain': 'localhost:4443' },
  dev: { 'auth0:domain': 'omnichat-dev.us.auth0.com' },
  prod: {
    'auth0:domain': 'omnichat-prod.us.auth0.com',
    'omnichat:production': 'true',
    'omnichat:resourceUrl': 'https://omnichat.com/api',
    'omnichat:apiIdentifier': 'https://omnichat.com/api',
    'omnichat:applicationUrls': '["https://omnichat.com"]',
  },
} as const satisfies Readonly<Record<string, Readonly<Record<string, string>>>>;

/** A development machine, a real tenant for development, and one with real users. */
export const stacks = ['local', 'dev', 'prod'] as const;

/** The configuration of one of them. */
export function stackConfig(stack: (typeof stacks)[number]): Record<string, string> {
  return { ...configs[stack] };
}

/** All that guards a tenant, as a stack on the largest plan asks for it. */
export const hardened = {
  'omnichat:plan': 'enterprise',
  'omnichat:attackProtection': 'true',
  'omnichat:logStreamUrl': 'https://logs.omnichat.com/auth0',
  'omnichat:registration': 'native',
  'omnichat:registrationNetworks': '["203.0.113.0/24"]',
  'omnichat:stepUp': 'mfa',
} as const;

/** People of connections that every tenant has, one of them for third parties too, and none of the program's own. */
export const joining = {
  'omnichat:ownUsers': 'false',
  'omnichat:connections':
    '["google-oauth2",{"name":"Username-Password-Authentication","isDomainConnection":true}]',
} as const;

/** A stack's file as an embedded run takes it that is given its program besides: nothing is at its paths. */
export function stackFile(
  config: StackFile['config'],
  { stack = 'test', encrypted = [] }: Partial<Pick<StackFile, 'stack' | 'encrypted'>> = {},
): StackFile {
  return { project: 'shop', stack, entry: '/nowhere', path: '/nowhere', encrypted, config };
}
