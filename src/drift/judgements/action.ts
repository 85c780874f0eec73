import type { Judgement } from './judgement.ts';

const withoutFactor = 'ssh:execute is given without multi-factor authentication.';

/** What a difference in the Action of step-up means. */
export const action: Judgement = {
  changes: [
    ['code', 'It decides who is asked for another factor before ssh:execute is given.', 'critical'],
    ['deploy', 'What runs is another version than the one that is shown.', 'high'],
    ['supportedTriggers', withoutFactor, 'critical'],
    ['runtime', 'It runs on another version of Node.js than it was written for.', 'medium'],
    ['name', 'Nothing depends on it, but it is how people tell it from others.', 'low'],
  ],
  loss: { severity: 'critical', why: withoutFactor },
  safety: [],
  mends: 'none',
};

/** What it means that the Action no longer runs at logins. */
export const triggerAction: Judgement = {
  changes: [['displayName', 'Nothing depends on it, but it is how people tell it from others.', 'low']],
  loss: { severity: 'critical', why: withoutFactor },
  safety: [],
  mends: 'none',
};
