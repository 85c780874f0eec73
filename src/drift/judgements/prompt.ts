import { promptRules } from '../safety/protection-rules.ts';
import type { Judgement } from './judgement.ts';

/** What a difference in the login experience means. */
export const prompt: Judgement = {
  changes: [],
  safety: promptRules,
  mends: { deletes: false },
};
