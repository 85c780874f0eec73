import type * as auth0 from '@pulumi/auth0';
import { z } from 'zod';
import { getAs, member, objectOf, type Shape } from '../../answer.ts';
import type { ManagementClient } from '../../management-client.ts';
import { isNotInPlan } from '../../management-error.ts';
import type { WireObject } from '../../paging.ts';
import { differences } from '../../properties/differences.ts';
import {
  fromWire,
  isObject,
  type Properties,
  type PropertyRule,
  type PropertyRules,
  toWire,
} from '../../properties/property-rules.ts';
import { listedIn } from '../part.ts';
import type { ResourceType } from '../resource-type.ts';
import { notWritten } from '../written.ts';

const unordered = { unordered: true } as const;
const secret = { members: { secret: { writeOnly: true, secret: true } } } as const;

/** Each property is a document of its own, at its name in kebab-case. */
const rules = {
  bruteForceProtection: { members: { shields: unordered, allowlists: { wire: 'allowlist', ...unordered } } },
  suspiciousIpThrottling: {
    members: { shields: unordered, allowlists: { wire: 'allowlist', ...unordered } },
  },
  breachedPasswordDetection: {
    members: {
      shields: unordered,
      adminNotificationFrequencies: { wire: 'admin_notification_frequency', ...unordered },
      preUserRegistration: { members: { shields: unordered } },
      preChangePassword: { members: { shields: unordered } },
    },
  },
  botDetection: { members: { allowlists: { wire: 'allowlist', ...unordered } } },
  captcha: {
    members: {
      recaptchaV2: secret,
      recaptchaEnterprise: { members: { apiKey: { writeOnly: true, secret: true } } },
      hcaptcha: secret,
      friendlyCaptcha: secret,
      arkose: secret,
    },
  },
} as const satisfies Record<keyof auth0.AttackProtectionArgs, PropertyRule>;

type Protection = keyof typeof rules;

const switchable = objectOf({
  enabled: z.boolean(),
  shields: member.texts,
  allowlist: member.texts,
  max_attempts: member.number,
  method: member.text,
  admin_notification_frequency: member.texts,
  stage: member.object,
});

/** As much of each document as anybody judges by. */
const shapes: Readonly<Record<Protection, Shape<WireObject>>> = {
  bruteForceProtection: switchable,
  suspiciousIpThrottling: switchable,
  breachedPasswordDetection: switchable,
  botDetection: objectOf({ bot_detection_level: z.string(), allowlist: member.texts }),
  captcha: objectOf({ active_provider_id: z.string() }),
};

const protections = Object.keys(rules) as Protection[];

/** Those that can be switched off, as the provider's delete does. */
const switchableProtections: readonly Protection[] = [
  'bruteForceProtection',
  'suspiciousIpThrottling',
  'breachedPasswordDetection',
];

/** Auth0 keeps these members one level down, in `stage`, with a hyphen. */
const stages: Readonly<Record<string, string>> = {
  pre_login: 'pre-login',
  pre_user_registration: 'pre-user-registration',
  pre_change_password: 'pre-change-password',
};

/** The address of the document of one protection, a property of the Pulumi resource; relative to `/api/v2`. */
export const protectionPath = (protection: string) =>
  `/attack-protection/${protection.replace(/[A-Z]/g, (capital) => `-${capital.toLowerCase()}`)}`;

/** The attack protections of a tenant (Management API v2, `/attack-protection/*`). */
export const attackProtection: ResourceType<'auth0:index/attackProtection:AttackProtection'> = {
  token: 'auth0:index/attackProtection:AttackProtection',
  noun: 'attack protection',
  readScope: 'read:attack_protection',
  deployScopes: ['update:attack_protection'],
  pathOf: () => '/attack-protection',
  dashboardPage: () => 'security/attack-protection',
  rules,
  listing: listedIn(
    { name: 'attack protection', read: ({ api }) => readProtections(api, switchableProtections) },
    (properties) => [{ id: 'attack-protection', properties }],
  ),
  isAlwaysThere: true,
  async create(api, desired) {
    return { id: 'attack-protection', properties: await change(api, desired, Object.keys(desired)) };
  },
  read: (api) => readProtections(api, protections),
  update: (api, _id, { desired, changed }) => change(api, desired, changed),
  async delete(api) {
    const off = switchableProtections.map((protection) => [protection, { enabled: false }] as const);
    await change(api, Object.fromEntries(off), switchableProtections);
  },
};

/** The documents of some protections, by their names; without those that the tenant's plan does not include. */
export async function readProtections(
  api: ManagementClient,
  wanted: readonly Protection[],
): Promise<Properties> {
  const shown = await Promise.all(
    wanted.map(async (protection) => {
      try {
        const document = await getAs(api, shapes[protection], protectionPath(protection));
        return [[protection, fromWire(withoutStage(document), membersOf(protection))] as const];
      } catch (error) {
        if (isNotInPlan(error)) return [];
        throw error;
      }
    }),
  );
  return Object.fromEntries(shown.flat());
}

/** What comes of it is read, document by document. */
async function change(
  api: ManagementClient,
  desired: Properties,
  changed: readonly string[],
): Promise<Properties> {
  const affected = protections.filter((protection) => changed.includes(protection));
  await Promise.all(
    affected.map((protection) =>
      api.patch(
        protectionPath(protection),
        withStage(toWire(desired[protection] as Properties, membersOf(protection))),
      ),
    ),
  );
  const live = await readProtections(api, protections);
  const sent = Object.fromEntries(affected.map((protection) => [protection, desired[protection]]));
  const [amiss] = differences(sent, { live, applied: sent }, rules);
  if (amiss === undefined) return live;
  const path = protectionPath(amiss.path.split('.')[0] ?? amiss.path);
  throw notWritten(api, 'PATCH', path, `${amiss.path} is not as it was sent`);
}

const membersOf = (protection: Protection): PropertyRules => rules[protection].members;

function withStage(document: WireObject): WireObject {
  const members = Object.entries(document);
  const staged = members.flatMap(([name, value]) =>
    stages[name] === undefined ? [] : [[stages[name], value]],
  );
  const plain = members.filter(([name]) => stages[name] === undefined);
  return {
    ...Object.fromEntries(plain),
    ...(staged.length > 0 && { stage: Object.fromEntries(staged) as WireObject }),
  };
}

function withoutStage({ stage, ...document }: WireObject): WireObject {
  if (!isObject(stage)) return document;
  const members = Object.entries(stages).flatMap(([name, staged]) =>
    stage[staged] === undefined ? [] : [[name, stage[staged]]],
  );
  return { ...document, ...(Object.fromEntries(members) as WireObject) };
}
