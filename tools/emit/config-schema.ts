import {
  AreaLevelsDto,
  AuthDto,
  AutoGenDto,
  BUILT_IN_SINK_OPTIONS,
  CRONJOB_TEMPLATES,
  CronjobSpecDto,
  DaemonConfigDto,
  DaemonLogDto,
  DETECTOR_CLASSES,
  ENTRY_TYPES,
  EntryDto,
  EventsDto,
  EventSinkDto,
  GroupDto,
  HistoryDto,
  LOG_FILE_KEYS,
  LogDto,
  MetricsDto,
  ProcessSpecDto,
  renamesOf,
  ServerDto,
  SinkDto,
  TlsDto,
  TokenDto,
  WebhookDto,
} from '#contract';
import { classSchema, type Schema } from './wire-schema.js';

const DRAFT = 'http://json-schema.org/draft-07/schema#';

/** What the detectors of a process are described by. */
const DETECTOR_DEFINITIONS = ['Detector', ...Object.values(DETECTOR_CLASSES).map(({ name }) => name)];

/** Options of the log sinks that need no plugin. */
const SINK_CLASSES = [...BUILT_IN_SINK_OPTIONS.values()].map(({ optionsClass }) => optionsClass);

/** Wire classes that need nothing beyond what their decorators say. */
const PLAIN_CLASSES = [
  ...SINK_CLASSES,
  AreaLevelsDto,
  AuthDto,
  AutoGenDto,
  DaemonLogDto,
  GroupDto,
  HistoryDto,
  MetricsDto,
  TlsDto,
  TokenDto,
  EventsDto,
  EventSinkDto,
  WebhookDto,
];

/** The schema of the main file. */
export function mainFileSchema(): Schema {
  const config = withProperties(classSchema(DaemonConfigDto), {
    daemon: {
      type: 'object',
      deprecated: true,
      description: 'Old place of `pidfile` and `logfile` of `[server]`.',
      properties: { pid_file: { type: 'string' }, log_file: { type: 'string' } },
      additionalProperties: false,
    },
  });
  return { $schema: DRAFT, title: 'provisr configuration', ...config, $defs: definitions() };
}

/** The schema of a file in the programs directory. */
export function programFileSchema(): Schema {
  const { EntryDto: entry, ...others } = definitions();
  const ofSinks = ['SinkDto', ...SINK_CLASSES.map(({ name }) => name)];
  const needed = ['CronjobSpecDto', 'CronjobTemplate', ...DETECTOR_DEFINITIONS, 'LogDto', 'LogFile', 'ProcessSpecDto', ...ofSinks];
  const used = Object.fromEntries(Object.entries(others).filter(([name]) => needed.includes(name)));
  return { $schema: DRAFT, title: 'provisr program', ...entry, $defs: used };
}

function definitions(): Record<string, Schema> {
  return {
    ...Object.fromEntries(PLAIN_CLASSES.map((wireClass) => [wireClass.name, classSchema(wireClass)])),
    CronjobSpecDto: cronjobSchema(),
    ...detectorDefinitions(),
    CronjobTemplate: { ...without(classSchema(ProcessSpecDto), ['required']), description: 'What a cronjob runs.' },
    EntryDto: entrySchema(),
    LogDto: withProperties(classSchema(LogDto), {
      file: { description: 'The same keys in the form of older files.', allOf: [{ $ref: '#/$defs/LogFile' }] },
    }),
    LogFile: logFileSchema(),
    ProcessSpecDto: { ...classSchema(ProcessSpecDto), oneOf: [{ required: ['command'] }, { required: ['args'] }] },
    SinkDto: sinkSchema(),
    ServerDto: withProperties(classSchema(ServerDto), {
      tls_min_version: { type: 'string', deprecated: true, description: 'Old place of `min_version` of `[server.tls]`.' },
    }),
  };
}

function entrySchema(): Schema {
  const isCronjob = { properties: { type: { enum: ENTRY_TYPES.filter((type) => type !== 'process') } }, required: ['type'] };
  const spec = (name: string): Schema => ({ properties: { spec: { $ref: `#/$defs/${name}` } } });
  return {
    ...withProperties(classSchema(EntryDto), { spec: { type: 'object', description: 'The process, or the cronjob.' } }),
    if: isCronjob,
    // oxlint-disable-next-line unicorn/no-thenable -- the keyword of JSON Schema
    then: spec(CronjobSpecDto.name),
    else: spec(ProcessSpecDto.name),
  };
}

/** Those of types that are not ours have whatever options they like. */
function detectorDefinitions(): Record<string, Schema> {
  const types = Object.entries(DETECTOR_CLASSES);
  const ofType = types.map(([type, wireClass]) => ({
    if: { properties: { type: { const: type } }, required: ['type'] },
    // oxlint-disable-next-line unicorn/no-thenable -- the keyword of JSON Schema
    then: { $ref: `#/$defs/${wireClass.name}` },
  }));
  return {
    Detector: {
      type: 'object',
      properties: {
        type: { type: 'string', minLength: 1, description: 'What tells whether it is alive.', examples: types.map(([type]) => type) },
      },
      required: ['type'],
      allOf: ofType,
    },
    ...Object.fromEntries(types.map(([, wireClass]) => [wireClass.name, classSchema(wireClass)])),
  };
}

/** Types that plugins bring have options that nobody knows here. */
function sinkSchema(): Schema {
  const cases = [...BUILT_IN_SINK_OPTIONS].map(([type, { optionsClass }]) => {
    const isNeeded = 'required' in classSchema(optionsClass);
    const options = { properties: { options: { $ref: `#/$defs/${optionsClass.name}` } }, ...(isNeeded ? { required: ['options'] } : {}) };
    // oxlint-disable-next-line unicorn/no-thenable -- the keyword of JSON Schema
    return { if: { properties: { type: { const: type } } }, then: options };
  });
  return { ...classSchema(SinkDto), allOf: cases };
}

function cronjobSchema(): Schema {
  const template = {
    description: 'What it runs; the same keys may lie in the cronjob itself.',
    allOf: [{ $ref: '#/$defs/CronjobTemplate' }],
  };
  return {
    ...withProperties(classSchema(CronjobSpecDto), {
      ...Object.fromEntries(CRONJOB_TEMPLATES.map((key) => [key, template])),
      auto_restart: { const: false, description: 'Not for cronjobs: the schedule decides when it runs again.' },
      instances: { const: 1, description: 'Not for cronjobs: `concurrency_policy = "Allow"` lets runs overlap.' },
    }),
    // The name may lie in the template.
    required: ['schedule'],
  };
}

function logFileSchema(): Schema {
  const { properties } = classSchema(LogDto) as { properties: Record<string, Schema> };
  const other = Object.entries(renamesOf(LogDto, 'also')).filter(([, name]) => LOG_FILE_KEYS.some((key) => key === name));
  const names = [...LOG_FILE_KEYS, ...other.map(([spelling]) => spelling)];
  return {
    type: 'object',
    properties: Object.fromEntries(names.map((name) => [name, properties[name] ?? {}])),
    additionalProperties: false,
  };
}

function withProperties(schema: Schema, more: Readonly<Record<string, Schema>>): Schema {
  return { ...schema, properties: { ...(schema['properties'] as object), ...more } };
}

function without(schema: Schema, keys: readonly string[]): Schema {
  return Object.fromEntries(Object.entries(schema).filter(([key]) => !keys.includes(key)));
}
