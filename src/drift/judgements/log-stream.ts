import type { Judgement } from './judgement.ts';

/** What a difference in log streams means. */
export const logStream: Judgement = {
  changes: [],
  safety: [],
};
