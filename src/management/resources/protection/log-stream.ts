import type * as auth0 from '@pulumi/auth0';
import { z } from 'zod';
import { getAs, member, objectOf } from '../../answer.ts';
import type { ManagementClient } from '../../management-client.ts';
import { itemsIn, partOfPlan } from '../part.ts';
import { entityType } from '../entity.ts';
import type { PropertyRule } from '../../properties/property-rules.ts';

const unchangeable = { replaces: true } as const;
const secret = { secret: true } as const;
const writeOnly = { unsupported: 'is never in any state.' } as const;

const rules = {
  type: unchangeable,
  isPriority: { wire: 'isPriority' },
  startFrom: { wire: 'startFrom' },
  filters: { as: 'verbatim' },
  sink: {
    as: 'verbatim',
    members: {
      awsAccountId: unchangeable,
      awsRegion: unchangeable,
      azureSubscriptionId: unchangeable,
      azureResourceGroup: unchangeable,
      azureRegion: unchangeable,
      httpAuthorization: secret,
      httpCustomHeaders: secret,
      datadogApiKey: secret,
      datadogApiKeyWo: writeOnly,
      datadogApiKeyWoVersion: writeOnly,
      splunkToken: secret,
      segmentWriteKey: secret,
      mixpanelServiceAccountPassword: secret,
    },
  },
} as const satisfies Partial<Record<keyof auth0.LogStreamArgs, PropertyRule>>;

const logStreamShape = objectOf({ id: member.id, name: z.string(), type: member.text, status: member.text });

/** All log streams: Auth0 does not page them. */
const logStreams = (api: ManagementClient) => getAs(api, z.array(logStreamShape), '/log-streams');

/** The log streams. */
export const logStreamPart = partOfPlan('log streams', logStreams);

/** A log stream (Management API v2, `/log-streams`). */
export const logStream = entityType({
  token: 'auth0:index/logStream:LogStream',
  noun: 'log stream',
  readScope: 'read:log_streams',
  deployScopes: ['create:log_streams', 'update:log_streams', 'delete:log_streams'],
  dashboardPage: (id) => `log-streams/${id}/settings`,
  rules,
  listing: itemsIn(logStreamPart, 'id', rules),
  collection: '/log-streams',
  id: 'id',
  shape: logStreamShape,
  updateOnly: ['status'],
  naturalKey: ({ name }) => String(name),
  allowsDoubles: true,
  async find(api, { name }) {
    return (await logStreams(api)).filter((found) => found.name === name).map(({ id }) => id);
  },
});
