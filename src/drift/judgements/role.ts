import type { Judgement } from './judgement.ts';

/** What a difference in roles means. */
export const role: Judgement = {
  changes: [
    ['name', 'medium', 'People are given roles by name.'],
    ['description', 'low', 'Nothing depends on it.'],
  ],
  loss: {
    severity: 'high',
    why: 'Nobody has its permissions any more; people must be given it again.',
  },
  safety: [],
};
