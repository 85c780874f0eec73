import type { Judgement } from './judgement.ts';

/** What a difference in the scopes of APIs means. */
export const resourceServerScopes: Judgement = {
  changes: [
    ['.description', 'People see it when they are asked for consent.', 'low'],
    ['scopes', 'Grants and roles can hold these scopes and no others.', 'high'],
  ],
  safety: [],
  mends: 'none',
};
