import type { Judgement } from './judgement.ts';

/** What a difference in how applications authenticate means. */
export const clientCredentials: Judgement = {
  changes: [
    ['authenticationMethod', 'It decides whether the application has to prove who it is.', 'critical'],
  ],
  safety: [],
  mends: 'none',
};
