import { protectionRules } from '../safety/protection-rules.ts';
import type { Judgement } from './judgement.ts';

/** What a difference in attack protection means. */
export const attackProtection: Judgement = {
  changes: [
    ['bruteForceProtection', "It decides how often one person's password can be tried.", 'high'],
    ['suspiciousIpThrottling', "It decides how often one address can try everybody's password.", 'high'],
    ['breachedPasswordDetection', 'It decides whether passwords that leaked elsewhere are taken.', 'high'],
  ],
  safety: protectionRules,
  mends: { deletes: false },
};
