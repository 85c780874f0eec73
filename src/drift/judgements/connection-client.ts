import type { Judgement } from './judgement.ts';

/** What it means that an application is no longer among those of a connection. */
export const connectionClient: Judgement = {
  changes: [],
  loss: { severity: 'high', why: 'The people of the connection can no longer log in to the application.' },
  safety: [],
  mends: 'none',
};
