import { connectionRules } from '../safety/connection-rules.ts';
import type { Judgement } from './judgement.ts';

/** What a difference in database connections means. */
export const connection: Judgement = {
  changes: [
    ['strategy', 'It decides who vouches for people.', 'critical'],
    ['isDomainConnection', 'Every third-party application may log these people in.', 'high'],
    ['options.disableSignup', 'Strangers can make themselves an account.', 'critical'],
    ['options.enabledDatabaseCustomization', 'Scripts decide who is who, and see every password.'],
    ['options.importMode', 'A script decides who is who at the first login.', 'high'],
    ['options.bruteForceProtection', 'Passwords can be tried without end.'],
    ['options.passwordPolicy', 'It decides how easily a password is guessed.'],
    ['name', 'Applications and tools find the users by it.', 'high'],
    ['options', 'It decides how people log in.', 'medium'],
  ],
  loss: { severity: 'critical', why: 'Its users are gone with it.' },
  safety: connectionRules,
  mends: { deletes: false, sets: { isDomainConnection: 'flag' } },
};
