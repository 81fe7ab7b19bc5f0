// `npm run emit`: writes the committed files that are made from the code: the JSON Schemas, the OpenAPI document and the tables of the
// reference pages.
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { format, resolveConfig } from 'prettier';
import { mainFileSchema, programFileSchema } from './emit/config-schema.js';
import { openApiDocument } from './emit/openapi/document.js';
import { NODE_SERIES } from '../src/daemon/metrics/node-series.js';
import { SERIES_GROUPS } from '../src/daemon/metrics/series-table.js';
import { errorTable, insertTable, keyTable, nameList, seriesTable } from './emit/reference-tables.js';
import type { Schema } from './emit/wire-schema.js';

const ROOT = process.cwd();

/** Tables of docs/reference/config.md and the definitions they show. */
const CONFIG_TABLES: Readonly<Record<string, string>> = {
  server: 'ServerDto',
  tls: 'TlsDto',
  'auto-gen': 'AutoGenDto',
  auth: 'AuthDto',
  token: 'TokenDto',
  metrics: 'MetricsDto',
  history: 'HistoryDto',
  webhooks: 'WebhookDto',
  'event-sinks': 'EventSinkDto',
  'daemon-log': 'DaemonLogDto',
  'daemon-log-levels': 'AreaLevelsDto',
  groups: 'GroupDto',
  log: 'LogDto',
  'sink-file': 'FileSinkDto',
  'sink-json-lines': 'JsonLinesSinkDto',
  'sink-otlp': 'OtlpSinkDto',
  'sink-stdout': 'StdoutSinkDto',
  'sink-syslog': 'SyslogSinkDto',
  process: 'ProcessSpecDto',
  'detector-pidfile': 'PidfileDetectorDto',
  'detector-command': 'CommandDetectorDto',
  'detector-tcp': 'TcpDetectorDto',
  'detector-http': 'HttpDetectorDto',
};

async function emit(path: string, text: string): Promise<void> {
  const file = join(ROOT, path);
  const options = (await resolveConfig(file)) ?? {};
  await writeFile(file, await format(text, { ...options, filepath: file }));
  process.stdout.write(`wrote ${path}\n`);
}

async function emitConfigPage(main: Schema): Promise<void> {
  const definitions = main['$defs'] as Record<string, Schema>;
  let page = insertTable(await readFile(join(ROOT, 'docs/reference/config.md'), 'utf8'), 'top', keyTable(main));
  for (const [name, definition] of Object.entries(CONFIG_TABLES)) page = insertTable(page, name, keyTable(definitions[definition] ?? {}));
  await emit('docs/reference/config.md', insertTable(page, 'cronjob', keyTable(ownKeys(definitions))));
}

async function emitMetricsPage(): Promise<void> {
  let page = await readFile(join(ROOT, 'docs/reference/metrics.md'), 'utf8');
  for (const [name, series] of Object.entries(SERIES_GROUPS)) page = insertTable(page, name, seriesTable(series));
  await emit('docs/reference/metrics.md', insertTable(page, 'node', nameList(NODE_SERIES)));
}

/** The keys that a cronjob has and a process has not. */
function ownKeys(definitions: Readonly<Record<string, Schema>>): Schema {
  const keysOfProcess = definitions['ProcessSpecDto']?.['properties'] as object;
  const keys = Object.entries(definitions['CronjobSpecDto']?.['properties'] as object);
  return { properties: Object.fromEntries(keys.filter(([name]) => !(name in keysOfProcess) || name === 'name')) };
}

const main = mainFileSchema();
await emit('config/provisr.schema.json', JSON.stringify(main));
await emit('config/provisr-program.schema.json', JSON.stringify(programFileSchema()));
await emit('docs/reference/openapi.json', JSON.stringify(openApiDocument(ROOT)));
await emitConfigPage(main);
await emitMetricsPage();
const errors = await readFile(join(ROOT, 'docs/reference/errors.md'), 'utf8');
await emit('docs/reference/errors.md', insertTable(errors, 'errors', errorTable()));
