import { describe, expect, test } from 'vitest';
import { attackProtection } from '../../../src/management/resources/protection/attack-protection.ts';
import { clientGrant } from '../../../src/management/resources/client-grant.ts';
import { client } from '../../../src/management/resources/client.ts';
import { connection } from '../../../src/management/resources/connections/connection.ts';
import { logStream } from '../../../src/management/resources/protection/log-stream.ts';
import { prompt } from '../../../src/management/resources/prompt.ts';
import { type PropertyRules, wireNameOf } from '../../../src/management/properties/property-rules.ts';
import { resourceServer } from '../../../src/management/resources/resource-server.ts';
import { role } from '../../../src/management/resources/role.ts';
import { tenant } from '../../../src/management/resources/tenant.ts';
import { type TypedObject, typesOf } from '../../support/pulumi/wire-types.ts';

const types = typesOf({
  ClientArgs: 'Unwrap<auth0.ClientArgs>',
  ClientBody: 'Management.CreateClientRequestContent',
  GrantArgs: 'Unwrap<auth0.ClientGrantArgs>',
  GrantBody: 'Management.CreateClientGrantRequestContent',
  ApiArgs: 'Unwrap<auth0.ResourceServerArgs>',
  ApiBody: 'Management.CreateResourceServerRequestContent',
  ConnectionArgs: 'Unwrap<auth0.ConnectionArgs>',
  ConnectionBody: 'Management.CreateConnectionRequestContentAuth0',
  RoleArgs: 'Unwrap<auth0.RoleArgs>',
  RoleBody: 'Management.CreateRoleRequestContent',
  TenantArgs: 'Unwrap<auth0.TenantArgs>',
  TenantBody: 'Management.UpdateTenantSettingsRequestContent',
  PromptArgs: 'Unwrap<auth0.PromptArgs>',
  PromptBody: 'Management.UpdateSettingsRequestContent',
  StreamArgs: 'Unwrap<auth0.LogStreamArgs>',
  StreamBody:
    'Management.CreateLogStreamRequestContent | { status: string; sink: Management.LogStreamDatadogSink }',
  BruteForceArgs: "Unwrap<NonNullable<auth0.AttackProtectionArgs['bruteForceProtection']>>",
  BruteForceBody: 'Management.UpdateBruteForceSettingsRequestContent',
  ThrottlingArgs: "Unwrap<NonNullable<auth0.AttackProtectionArgs['suspiciousIpThrottling']>>",
  ThrottlingBody: 'Management.UpdateSuspiciousIpThrottlingSettingsRequestContent',
  BreachedArgs: "Unwrap<NonNullable<auth0.AttackProtectionArgs['breachedPasswordDetection']>>",
  BreachedBody: 'Management.UpdateBreachedPasswordDetectionSettingsRequestContent',
  BotArgs: "Unwrap<NonNullable<auth0.AttackProtectionArgs['botDetection']>>",
  BotBody: 'Management.UpdateBotDetectionSettingsRequestContent',
  CaptchaArgs: "Unwrap<NonNullable<auth0.AttackProtectionArgs['captcha']>>",
  CaptchaBody: 'Management.UpdateAttackProtectionCaptchaRequestContent',
});

/** The properties whose wire name Auth0's SDK does not have, `a.b` for a member. */
function strangers(
  args: TypedObject,
  body: TypedObject,
  rules: PropertyRules,
  { prefix = '', switchable = false } = {},
): readonly string[] {
  const known = body();
  return args().flatMap(({ name, type }) => {
    const rule = rules[name] ?? {};
    if (rule.unsupported !== undefined) return [];
    if (switchable && name === 'disable') return [];
    const counterparts = known.filter((property) => property.name === wireNameOf(name, rules));
    if (counterparts.length === 0) return [`${prefix}${name}`];
    if (type === undefined || rule.as === 'map') return [];
    const members: TypedObject = () => counterparts.flatMap((counterpart) => counterpart.type?.() ?? []);
    if (members().length === 0) return [];
    const memberRules = rule.as === 'verbatim' ? asTheyAre(type, rule.members) : (rule.members ?? {});
    return strangers(type, members, memberRules, {
      prefix: `${prefix}${name}.`,
      switchable: rule.as === 'switchable',
    });
  });
}

const asTheyAre = (type: TypedObject, rules: PropertyRules = {}): PropertyRules =>
  Object.fromEntries(type().map(({ name }) => [name, { ...rules[name], wire: name }]));

const protection = (name: keyof typeof attackProtection.rules): PropertyRules =>
  attackProtection.rules[name]?.members ?? {};

describe("every property of the provider's has a name that Auth0's own SDK knows", () => {
  test.each<[string, TypedObject, TypedObject, PropertyRules, readonly string[]]>([
    ['Client', types.ClientArgs, types.ClientBody, client.rules, []],
    ['ClientGrant', types.GrantArgs, types.GrantBody, clientGrant.rules, []],
    // Older than the SDK: Auth0 answers with the first, and go-auth0 sends both.
    [
      'ResourceServer',
      types.ApiArgs,
      types.ApiBody,
      resourceServer.rules,
      ['tokenLifetimeForWeb', 'verificationLocation'],
    ],
    // Of other strategies than databases.
    [
      'Connection',
      types.ConnectionArgs,
      types.ConnectionBody,
      connection.rules,
      ['authentication', 'connectedAccounts', 'showAsButton'],
    ],
    ['Role', types.RoleArgs, types.RoleBody, role.rules, []],
    // Left out of the SDK; the provider sends them.
    [
      'Tenant',
      types.TenantArgs,
      types.TenantBody,
      tenant.rules,
      [
        'flags.enableCustomDomainInEmails',
        'flags.enableLegacyLogsSearchV2',
        'flags.useScopeDescriptionsForConsent',
      ],
    ],
    ['Prompt', types.PromptArgs, types.PromptBody, prompt.rules, []],
    ['LogStream', types.StreamArgs, types.StreamBody, logStream.rules, []],
    [
      'bruteForceProtection',
      types.BruteForceArgs,
      types.BruteForceBody,
      protection('bruteForceProtection'),
      [],
    ],
    // Moved into `stage`.
    [
      'suspiciousIpThrottling',
      types.ThrottlingArgs,
      types.ThrottlingBody,
      protection('suspiciousIpThrottling'),
      ['preLogin', 'preUserRegistration'],
    ],
    [
      'breachedPasswordDetection',
      types.BreachedArgs,
      types.BreachedBody,
      protection('breachedPasswordDetection'),
      ['preChangePassword', 'preUserRegistration'],
    ],
    ['botDetection', types.BotArgs, types.BotBody, protection('botDetection'), []],
    ['captcha', types.CaptchaArgs, types.CaptchaBody, protection('captcha'), []],
  ])('%s', (_, args, body, rules, exceptions) => {
    expect(strangers(args, body, rules)).toEqual(exceptions);
  });
});
