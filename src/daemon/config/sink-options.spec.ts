import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { isProvisrError } from '#core';
import { scratchDirectory } from '#testing';
import { loadConfig } from './load-config.js';

describe('options of log sinks in a configuration', () => {
  const directory = scratchDirectory('sink-options');
  afterAll(() => directory.remove());

  it('are refused with their places, in the defaults and in a process', async () => {
    const file = directory.write(
      'config.toml',
      `[[log.sinks]]
type = "syslog"
[log.sinks.options]
address = "udp://127.0.0.1"
facilty = "local0"

[[processes]]
[processes.spec]
name = "web"
command = "true"
[[processes.spec.log.sinks]]
type = "stdout"
options = { format = "xml" }
`,
    );
    const error: unknown = await loadConfig(file).catch((thrown: unknown) => thrown);
    if (!isProvisrError(error)) throw error;
    expect(error.details?.['errors']).toEqual([
      expect.objectContaining({ line: 5, pointer: '/log/sinks/0/options/facilty', suggestion: 'did you mean "facility"?' }),
      expect.objectContaining({ line: 13, message: 'must be one of the following values: plain, prefixed, json' }),
    ]);
  });

  it('are in the guide as they may be', async () => {
    const guide = readFileSync(new URL('../../../docs/guides/log-sinks.md', import.meta.url), 'utf8');
    const snippets = [...guide.matchAll(/^```toml\n([^]*?)^```$/gm)].map(([, text = '']) => text);
    expect(snippets.length).toBeGreaterThan(5);
    const types = new Set<string>();
    for (const snippet of snippets) {
      const process = snippet.includes('[[processes]]') ? '' : '\n[[processes]]\n[processes.spec]\nname = "web"\ncommand = "true"\n';
      const { programs } = await loadConfig(directory.write('guide.toml', snippet + process));
      for (const { type } of programs[0]?.spec.log.sinks ?? []) types.add(type);
    }
    expect([...types].toSorted((left, right) => left.localeCompare(right))).toEqual(['json-lines', 'otlp', 'stdout', 'syslog']);
  });

  it('have paths relative to their file', async () => {
    const process = 'name = "web"\ncommand = "true"\n[[spec.log.sinks]]\ntype = "json-lines"\noptions = { path = "../{process}.jsonl" }\n';
    directory.write('programs/web.toml', `type = "process"\n[spec]\n${process}`);
    const { programs } = await loadConfig(directory.write('good.toml', ''));
    expect(programs[0]?.spec.log.sinks).toEqual([{ type: 'json-lines', options: { path: join(directory.path, '{process}.jsonl') } }]);
  });
});
