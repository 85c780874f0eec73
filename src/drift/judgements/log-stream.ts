import type { Judgement } from './judgement.ts';

/** What a difference in log streams means. */
export const logStream: Judgement = {
  changes: [
    ['status', 'high', 'Nobody is told what happens in the tenant while it is not active.'],
    [
      'sink',
      'critical',
      "The tenant's log, with people's names and addresses, goes elsewhere or not at all.",
    ],
    ['filters', 'high', 'What a filter leaves out, nobody is told.'],
    ['name', 'low', 'Nothing depends on it.'],
  ],
  loss: { severity: 'high', why: 'Nobody is told what happens in the tenant.' },
  safety: [],
};
