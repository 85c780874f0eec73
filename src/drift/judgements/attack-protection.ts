import { protectionRules } from '../safety/protection-rules.ts';
import type { Judgement } from './judgement.ts';

/** What a difference in attack protection means. */
export const attackProtection: Judgement = {
  changes: [],
  safety: protectionRules,
};
