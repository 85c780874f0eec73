import type { Judgement } from './judgement.ts';

/** What a difference in the network ACL of registration means. */
export const networkAcl: Judgement = {
  changes: [
    ['active', 'critical', 'Everybody on the internet may register clients.'],
    ['rule', 'critical', 'It decides who may register clients.'],
    ['priority', 'high', 'A rule that comes before it decides instead of it.'],
    ['description', 'low', 'Nothing depends on it, but it is how people tell it from others.'],
  ],
  loss: { severity: 'critical', why: 'Everybody on the internet may register clients.' },
  safety: [],
};
