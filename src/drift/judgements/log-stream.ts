import type { Judgement } from './judgement.ts';

/** What a difference in log streams means. */
export const logStream: Judgement = {
  changes: [
    ['status', 'Nobody is told what happens in the tenant while it is not active.', 'high'],
    [
      'sink',
      "The tenant's log, with people's names and addresses, goes elsewhere or not at all.",
      'critical',
    ],
    ['filters', 'What a filter leaves out, nobody is told.', 'high'],
    ['name', 'Nothing depends on it.', 'low'],
  ],
  loss: { severity: 'high', why: 'Nobody is told what happens in the tenant.' },
  safety: [],
  mends: { deletes: true },
};
