import type { Judgement } from './judgement.ts';

/** What a difference in the applications of connections means. */
export const connectionClients: Judgement = {
  changes: [['enabledClients', 'These applications may log the users in.', 'critical']],
  safety: [],
  mends: 'none',
};
