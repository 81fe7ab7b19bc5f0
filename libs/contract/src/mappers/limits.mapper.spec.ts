import { describe, expect, it } from 'vitest';
import { ProcessSpecDto } from '../config/process-spec.dto.js';
import { isProvisrError } from '#core';
import { readWire, type Wire } from '../validation/read-wire.js';
import { cgroupOf, limitsOf } from './limits.mapper.js';

const read = (limits: object): Wire<ProcessSpecDto> =>
  readWire(ProcessSpecDto, { name: 'web', command: 'true', limits }, 'PROVISR_SPEC_INVALID');

function refusal(limits: object): string {
  try {
    read(limits);
    return '';
  } catch (error) {
    return isProvisrError(error) ? JSON.stringify(error.details) : String(error);
  }
}

describe('limits', () => {
  it('of single processes are left to prlimit(1), those of all together to a cgroup', () => {
    const dto = read({ nofile: 4096, as: '2GiB', core: 'unlimited', memory: '512MiB', cpu: '150%' });
    expect(limitsOf(dto.limits)).toEqual({ nofile: 4096, as: 2 * 2 ** 30, core: 'unlimited' });
    expect(cgroupOf(dto)).toEqual({ own: false, memoryBytes: 512 * 2 ** 20, cpuPercent: 150 });
  });

  it('of processor time in whole seconds are those of prlimit(1)', () => {
    const dto = read({ cpu: 60 });
    expect(limitsOf(dto.limits)).toEqual({ cpu: 60 });
    expect(cgroupOf(dto).cpuPercent).toBeNull();
  });

  it('may be lifted', () => {
    const dto = read({ memory: 'unlimited', cpu: 'unlimited' });
    expect(limitsOf(dto.limits)).toEqual({ cpu: 'unlimited' });
    expect(cgroupOf(dto).memoryBytes).toBeNull();
  });

  it.each([
    [{ memory: 512 }, 'a number without a unit counts bytes'],
    [{ memory: '50%' }, 'a size such as'],
    [{ cpu: '0%' }, 'more than 0%'],
    [{ cpu: 'x%' }, 'more than 0%'],
    [{ cpu: 1.5 }, '150%'],
    [{ ram: 1 }, 'unknown limit'],
  ])('%j is refused with the remedy', (limits, remedy) => {
    expect(refusal(limits)).toContain(remedy);
  });
});
