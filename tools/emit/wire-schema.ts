import { createRequire } from 'node:module';
import { targetConstructorToSchema } from 'class-validator-jsonschema';
import {
  CONCURRENCY_POLICIES,
  DURATION_PATTERN,
  keysOf,
  LIMIT_NAMES,
  type KeyDoc,
  NAME_PATTERN,
  renamesOf,
  SIZE_PATTERN,
  STOP_SIGNALS,
  type WireClass,
} from '#contract';

/** A JSON Schema, draft 7: the newest that editors for TOML and YAML agree on. */
export type Schema = Readonly<Record<string, unknown>>;

// class-transformer does not export where @Type notes the classes of nested tables.
const { defaultMetadataStorage } = createRequire(import.meta.url)('class-transformer/cjs/storage.js') as { defaultMetadataStorage: never };

const DURATION: Schema = {
  anyOf: [
    { type: 'string', pattern: DURATION_PATTERN },
    { type: 'integer', minimum: 0 },
  ],
};
const SIZE: Schema = {
  anyOf: [
    { type: 'number', minimum: 0 },
    { type: 'string', pattern: SIZE_PATTERN },
  ],
};
const TEXTS: Schema = { type: 'object', additionalProperties: { type: 'string' } };
const ENV: Schema = {
  anyOf: [
    { type: 'array', items: { type: 'string', pattern: '^[^=]+=' } },
    { type: 'object', additionalProperties: { type: ['string', 'number', 'boolean'] } },
  ],
};
const LIMIT: Schema = { anyOf: [{ type: 'integer', minimum: 0 }, { type: 'string', pattern: SIZE_PATTERN }, { const: 'unlimited' }] };
const DETECTORS: Schema = { type: 'array', items: { $ref: '#/$defs/Detector' } };
const PLUGINS: Schema = {
  type: 'array',
  items: {
    anyOf: [
      { type: 'string', minLength: 1 },
      {
        type: 'object',
        properties: { use: { type: 'string', minLength: 1 }, options: { type: 'object' }, required: { type: 'boolean' } },
        required: ['use'],
        additionalProperties: false,
      },
    ],
  },
};

/** What our own validators mean in a schema, by their names. */
const CONVERTERS: Readonly<Record<string, Schema>> = {
  isDuration: DURATION,
  isPositiveDuration: DURATION,
  isProbeUrl: { type: 'string', pattern: '^[Hh][Tt][Tt][Pp][Ss]?://' },
  isStatusSet: {},
  isHeaderTable: { type: 'object' },
  isSizeInMb: SIZE,
  isEnvBlock: ENV,
  isProgramName: { type: 'string', pattern: NAME_PATTERN, maxLength: 128 },
  isListenAddress: { type: 'string', pattern: '^(\\[[^\\]]+\\]|[^\\s:\\[\\]/]*):\\d{1,5}$' },
  isListenAddressOrNone: { type: 'string', pattern: '^none$|^(\\[[^\\]]+\\]|[^\\s:\\[\\]/]*):\\d{1,5}$' },
  isUmask: { type: 'string', pattern: '^(0o)?[0-7]{1,4}$' },
  isAccount: { type: ['string', 'integer'] },
  isZone: { type: 'string' },
  isMoment: { type: 'string' },
  isLimits: { type: 'object', propertyNames: { enum: [...LIMIT_NAMES] }, additionalProperties: LIMIT },
  isDetectorList: DETECTORS,
  isPluginList: PLUGINS,
  freeForm: { type: 'object' },
  isSize: SIZE,
  isSyslogAddress: { type: 'string', pattern: '^(udp|tcp|tls|unix)://.+$' },
  isTextTable: TEXTS,
  isStructuredData: { type: 'object', additionalProperties: TEXTS },
  isTable: {},
  isIp: { type: 'string' },
};

/** The schema of a wire class: its keys with what is documented of them, and its old spellings. Nothing else is allowed. */
export function classSchema(wireClass: WireClass<object>): Schema {
  const derived = targetConstructorToSchema(wireClass, {
    additionalConverters: CONVERTERS,
    classTransformerMetadataStorage: defaultMetadataStorage,
    refPointerPrefix: '#/$defs/',
  }) as { properties: Record<string, Schema>; required?: string[] };
  const properties = Object.fromEntries(
    [...keysOf(wireClass)].map(([name, doc]) => [name, propertySchema(name, doc, derived.properties[name] ?? {})]),
  );
  return {
    type: 'object',
    properties: { ...properties, ...oldSpellings(wireClass, properties) },
    ...(derived.required === undefined ? {} : { required: derived.required }),
    additionalProperties: false,
  };
}

function propertySchema(name: string, doc: KeyDoc, derived: Schema): Schema {
  const { description, default: fallback, examples, schema } = doc;
  const type = schema ?? ENUMS[name] ?? derived;
  return {
    description,
    // Draft 7 ignores what stands beside $ref.
    ...('$ref' in type ? { allOf: [type] } : type),
    ...(fallback === undefined ? {} : { default: fallback }),
    ...(examples === undefined ? {} : { examples }),
  };
}

/** Keys whose values are of several types, which the converter of IsIn cannot express. */
const ENUMS: Readonly<Record<string, Schema>> = {
  auto_restart: { enum: [true, false, 'on-failure'] },
  stop_signal: { type: 'string', enum: [...STOP_SIGNALS] },
  concurrency_policy: { type: 'string', enum: [...CONCURRENCY_POLICIES] },
};

function oldSpellings(wireClass: WireClass<object>, properties: Readonly<Record<string, Schema>>): Record<string, Schema> {
  const spell = (kind: 'was' | 'also'): [string, Schema][] =>
    Object.entries(renamesOf(wireClass, kind)).map(([other, name]) => {
      const { default: _fallback, examples: _examples, ...rest } = properties[name] ?? {};
      return [
        other,
        kind === 'was'
          ? { ...rest, deprecated: true, description: `Old name of \`${name}\`.` }
          : { ...rest, description: `Another spelling of \`${name}\`.` },
      ];
    });
  return Object.fromEntries([...spell('was'), ...spell('also')]);
}
