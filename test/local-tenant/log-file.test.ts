import { appendFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { LogFile, readEvents } from '../../src/local-tenant/log/log-file.ts';
import { mostEvents, type TenantEvent } from '../../src/local-tenant/log/tenant-log.ts';
import { temporaryFolder } from '../support/project/temporary-folder.ts';

const event = (number: number): TenantEvent => ({
  log_id: String(number),
  date: '2026-11-30T12:00:00.000Z',
  type: 's',
  hostname: 'localhost',
});

test('the file keeps the latest events alone, from the next start on', async () => {
  const folder = await temporaryFolder();
  const file = new LogFile(folder);
  for (let number = 0; number < mostEvents + 5; number += 1) file.keep(event(number));
  file.close();
  const events = await readEvents(folder);
  expect([events.length, events[0]?.log_id]).toEqual([mostEvents, '5']);
  expect((await readFile(join(folder, 'log.jsonl'), 'utf8')).trimEnd().split('\n')).toHaveLength(mostEvents);
});

test('a line that is cut off is no event', async () => {
  const folder = await temporaryFolder();
  const file = new LogFile(folder);
  file.keep(event(1));
  file.close();
  await appendFile(join(folder, 'log.jsonl'), '{"log_id":"2","da');
  expect(await readEvents(folder)).toEqual([event(1)]);
});

test('an event after a line that was cut off is kept', async () => {
  const folder = await temporaryFolder();
  await appendFile(join(folder, 'log.jsonl'), `${JSON.stringify(event(1))}\n{"log_id":"2","da`);
  expect(await readEvents(folder)).toEqual([event(1)]);
  const file = new LogFile(folder);
  file.keep(event(3));
  file.close();
  expect(await readEvents(folder)).toEqual([event(1), event(3)]);
});

test('the file does not grow beyond twice of what is kept while the tenant is served', async () => {
  const folder = await temporaryFolder();
  const file = new LogFile(folder);
  const last = 5 * mostEvents + 7;
  for (let number = 1; number <= last; number += 1) file.keep(event(number));
  file.close();
  const lines = (await readFile(join(folder, 'log.jsonl'), 'utf8')).trimEnd().split('\n');
  expect(lines.length).toBeLessThanOrEqual(2 * mostEvents);
  expect((await readEvents(folder)).at(-1)).toEqual(event(last));
});
