import { grantRules } from '../safety/grant-rules.ts';
import type { Judgement } from './judgement.ts';

/** What a difference in client grants means. */
export const clientGrant: Judgement = {
  changes: [
    ['scopes', 'It decides what the application may ask of the API.', 'critical'],
    ['subjectType', 'It decides whether the application acts for people or for itself.', 'critical'],
    ['audience', 'It decides which API the application may call.', 'critical'],
    ['clientId', 'It decides which application may call the API.', 'critical'],
  ],
  loss: { severity: 'high', why: 'The application no longer gets tokens for the API.' },
  safety: grantRules,
  mends: { deletes: true, sets: { scopes: 'texts' } },
};
