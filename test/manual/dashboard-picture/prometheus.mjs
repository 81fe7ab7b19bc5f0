// A Prometheus that scrapes one address every second.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { prometheusBinaries } from '../../prometheus/binaries.mjs';

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

export async function startPrometheus(directory, target) {
  const { folder, reason } = prometheusBinaries();
  if (!folder) throw new Error(`no prometheus: ${reason}`);
  const file = join(directory, 'prometheus.yml');
  writeFileSync(
    file,
    `global: { scrape_interval: 1s }\nscrape_configs:\n  - job_name: provisr\n    static_configs: [{ targets: ['${target}'] }]\n`,
  );
  const port = await freePort();
  const child = spawn(
    join(folder, 'prometheus'),
    [`--config.file=${file}`, `--storage.tsdb.path=${join(directory, 'data')}`, `--web.listen-address=127.0.0.1:${port}`],
    { stdio: 'ignore' },
  );
  const ask = async (path, parameters) => {
    const answer = await fetch(`http://127.0.0.1:${port}/api/v1/${path}`, { method: 'POST', body: new URLSearchParams(parameters) });
    const { status, error, data } = await answer.json();
    if (status !== 'success') throw new Error(`${parameters.query}: ${error}`);
    return data.result;
  };
  return {
    /** `[{ metric, value: [time, text] }]`. */
    query: (query, time) => ask('query', { query, time }),
    /** `[{ metric, values: [[time, text], …] }]`. */
    range: (query, { start, end, step }) => ask('query_range', { query, start, end, step }),
    stop: () => child.kill('SIGTERM') && once(child, 'exit'),
  };
}
