import { expect, it } from 'vitest';
import { isSpecialPath } from './special-path.js';

it.each([
  ['/dev/tty', true],
  ['/dev/fd/3', true],
  ['/proc/self/fd/1', true],
  ['/sys/kernel/x', true],
  ['/dev/shm/logs/web.log', false],
  ['/dev/shmem/web.log', true],
  ['/var/log/web.log', false],
  ['/device/web.log', false],
])('%s is special: %s', (path, special) => expect(isSpecialPath(path)).toBe(special));
