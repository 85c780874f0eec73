import { tenantReadiness } from '../safety/readiness-rules.ts';
import type { Judgement } from './judgement.ts';

/** What a difference in the issuer's identification means. */
export const issuerIdentification: Judgement = {
  changes: [
    [
      'authorizationResponseIssParameterSupported',
      'Without `iss` in authorization responses (RFC 9207) ChatGPT leaves its stable callback URL for one of each connector.',
    ],
  ],
  safety: [],
  readiness: tenantReadiness,
  mends: 'none',
};
