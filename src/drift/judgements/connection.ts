import { connectionRules } from '../safety/connection-rules.ts';
import type { Judgement } from './judgement.ts';

/** What a difference in database connections means. */
export const connection: Judgement = {
  changes: [
    ['strategy', 'critical', 'It decides who vouches for people.'],
    ['isDomainConnection', 'critical', 'Every third-party application may log these people in.'],
    ['options.disableSignup', 'critical', 'Strangers can make themselves an account.'],
    [
      'options.enabledDatabaseCustomization',
      'critical',
      'Scripts decide who is who, and see every password.',
    ],
    ['options.importMode', 'high', 'A script decides who is who at the first login.'],
    ['options.bruteForceProtection', 'high', 'Passwords can be tried without end.'],
    ['options.passwordPolicy', 'high', 'It decides how easily a password is guessed.'],
    ['name', 'high', 'Applications and tools find the users by it.'],
    ['options', 'medium', 'It decides how people log in.'],
  ],
  loss: { severity: 'critical', why: 'Its users are gone with it.' },
  safety: connectionRules,
};
