import type { Judgement } from './judgement.ts';

/** What a difference in roles means. */
export const role: Judgement = {
  changes: [
    ['name', 'People are given roles by name.', 'medium'],
    ['description', 'Nothing depends on it.', 'low'],
  ],
  loss: {
    severity: 'high',
    why: 'Nobody has its permissions any more; people must be given it again.',
  },
  safety: [],
  mends: 'none',
};
