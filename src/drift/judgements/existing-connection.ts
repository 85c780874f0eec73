import type { Judgement } from './judgement.ts';

/** What a difference in connections of others means. */
export const existingConnection: Judgement = {
  changes: [
    [
      'isDomainConnection',
      'Its people cannot log in to clients that registered themselves, or came with a metadata document.',
      'high',
    ],
  ],
  loss: { severity: 'high', why: 'Nobody can log in through it any more.' },
  safety: [],
  mends: 'none',
};
