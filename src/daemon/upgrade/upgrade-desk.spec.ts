import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TestDaemon } from '../fixtures/test-daemon.js';

describe('an upgrade of a daemon that is part of another program', () => {
  let daemon: TestDaemon;
  beforeAll(async () => {
    daemon = await TestDaemon.start('[server]\nlisten = "127.0.0.1:0"\n');
  });
  afterAll(() => daemon.close());

  it('is refused with what can be done instead', async () => {
    for (const answer of [await daemon.post('/api/upgrade'), await daemon.get('/api/upgrade')]) {
      expect(answer).toMatchObject({
        status: 501,
        body: { code: 'PROVISR_UPGRADE_UNAVAILABLE', hint: expect.stringContaining('restart the program that holds this one') as string },
      });
    }
  });

  it('takes absolute paths only', async () => {
    expect(await daemon.post('/api/upgrade?node=bin/node')).toMatchObject({ status: 400, body: { code: 'PROVISR_REQUEST_INVALID' } });
  });
});
