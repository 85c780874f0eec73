import type * as auth0 from '@pulumi/auth0';
import { idIn } from '../answer-id.ts';
import type { WireObject } from '../paging.ts';
import { entityType } from './entity.ts';
import type { PropertyRule } from './property-rules.ts';

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

/** A log stream (Management API v2, `/log-streams`). */
export const logStream = entityType({
  token: 'auth0:index/logStream:LogStream',
  noun: 'log stream',
  readScope: 'read:log_streams',
  deployScopes: ['create:log_streams', 'update:log_streams', 'delete:log_streams'],
  dashboardPage: (id) => `log-streams/${id}/settings`,
  rules,
  collection: '/log-streams',
  id: 'id',
  updateOnly: ['status'],
  naturalKey: ({ name }) => String(name),
  allowsDoubles: true,
  async find(api, { name }) {
    const streams = (await api.get('/log-streams')) as readonly WireObject[];
    const asked = { domain: api.domain, method: 'GET', path: '/log-streams' };
    return streams.filter((found) => found['name'] === name).map((found) => idIn(found, 'id', asked));
  },
});
