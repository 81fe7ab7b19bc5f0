import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { guaranteesIn } from './built-in.mjs';

const text = readFileSync(new URL('../../GUARANTEES.md', import.meta.url), 'utf8');

describe('what the page shows of GUARANTEES.md', () => {
  it('is every promise, and nothing of the proofs', () => {
    const { guarantees } = guaranteesIn(text);
    const promises = guarantees.flatMap((section: { promises: string[] }) => section.promises);
    expect(promises).toHaveLength(text.match(/^\| .*\]\(test\//gm)?.length ?? -1);
    expect(promises).toContain(
      'Nobody is signalled on the strength of a PID alone: recycled PIDs, forged, torn and old PID files reach nobody',
    );
    expect(JSON.stringify(guarantees)).not.toMatch(/test\/|---|[`*]/);
  });

  it('is every exception', () => {
    const { exceptions } = guaranteesIn(text);
    expect(exceptions).toHaveLength(text.match(/^- \*\*/gm)?.length ?? -1);
    expect(exceptions.every(({ title, text: told }: { title: string; text: string }) => title !== '' && told.endsWith('.'))).toBe(true);
  });

  it('is refused when it is written in another way', () => {
    expect(() => guaranteesIn('## A section\n\nwithout a table\n')).toThrow('GUARANTEES.md');
  });
});
