import type { Judgement } from './judgement.ts';

/** What a difference in the applications of connections means. */
export const connectionClients: Judgement = {
  changes: [['enabledClients', 'critical', 'These applications may log the users in.']],
  safety: [],
};
