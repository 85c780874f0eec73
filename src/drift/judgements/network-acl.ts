import type { Judgement } from './judgement.ts';

/** What a difference in the network ACL of registration means. */
export const networkAcl: Judgement = {
  changes: [
    ['active', 'Everybody on the internet may register clients.', 'critical'],
    ['rule', 'It decides who may register clients.', 'critical'],
    ['priority', 'A rule that comes before it decides instead of it.', 'high'],
    ['description', 'Nothing depends on it, but it is how people tell it from others.', 'low'],
  ],
  loss: { severity: 'critical', why: 'Everybody on the internet may register clients.' },
  safety: [],
  mends: 'none',
};
