import { grantRules } from '../safety/grant-rules.ts';
import type { Judgement } from './judgement.ts';

/** What a difference in client grants means. */
export const clientGrant: Judgement = {
  changes: [
    ['scopes', 'critical', 'It decides what the application may ask of the API.'],
    ['subjectType', 'critical', 'It decides whether the application acts for people or for itself.'],
    ['audience', 'critical', 'It decides which API the application may call.'],
    ['clientId', 'critical', 'It decides which application may call the API.'],
  ],
  loss: { severity: 'high', why: 'The application no longer gets tokens for the API.' },
  safety: grantRules,
};
