import type { Logger, LoggerOptions } from 'pino';
import type { Clock } from '#core';
import { type LineKind, LineLimit, type Suppressed } from './line-limit.js';
import { LEVEL_NUMBERS, type LogLevels } from './log-levels.js';

type LogMethodHook = NonNullable<NonNullable<LoggerOptions['hooks']>['logMethod']>;
type Fields = Readonly<Record<string, unknown>>;

/** Fields that say whom a line is about, the first that is there. */
const SUBJECTS = ['process', 'cronjob', 'address'] as const;

/** Decides which lines are written: those whose area is loud enough, and of a storm of them a part. */
export class LineGate {
  readonly #levels: LogLevels;
  readonly #limit: LineLimit;
  #logger: Logger | null = null;

  constructor(levels: LogLevels, clock: Clock) {
    this.#levels = levels;
    this.#limit = new LineLimit(clock, (suppressed) => this.#tell(suppressed));
  }

  /** For pino's `hooks.logMethod`: called for every line of every logger. */
  hook(): LogMethodHook {
    const admits = (args: readonly unknown[], level: number): boolean => this.#admits(args, level);
    return function gate(args, method, level) {
      if (admits(args, level)) method.apply(this, args);
    };
  }

  /** Where it tells what was left out. */
  attach(logger: Logger): void {
    this.#logger = logger;
  }

  /** Tells what has not been told yet. */
  close(): void {
    this.#limit.flush();
  }

  #admits(args: readonly unknown[], level: number): boolean {
    const fields = fieldsOf(args);
    const area = typeof fields['context'] === 'string' ? fields['context'] : 'other';
    if (!this.#levels.allows(area, level)) return false;
    return isUnlimited(fields, level) || this.#limit.admits(kindOf(fields, args, area, level));
  }

  #tell({ area, level, subject, msg, count, overMs }: Suppressed): void {
    const about = subject === null ? {} : { [subject.field]: subject.name };
    const fields = { context: area, ...about, suppressed: count, overMs };
    this.#logger?.[labelOf(level)](fields, `suppressed ${count} more like: ${msg}`);
  }
}

/** Who asks for more than `info` wants all of it; and the record of who changed what has no gaps. */
function isUnlimited({ who, suppressed }: Fields, level: number): boolean {
  return level < LEVEL_NUMBERS.info || who !== undefined || suppressed !== undefined;
}

function fieldsOf([first]: readonly unknown[]): Fields {
  return typeof first === 'object' && first !== null ? (first as Fields) : {};
}

function kindOf(fields: Fields, args: readonly unknown[], area: string, level: number): LineKind {
  const field = SUBJECTS.find((name) => typeof fields[name] === 'string');
  const subject = field === undefined ? null : { field, name: String(fields[field]) };
  const texts = [fields['msg'] ?? args.find((part) => typeof part === 'string'), fields['what']];
  return { area, level, subject, msg: texts.filter((text) => typeof text === 'string').join(': ') };
}

function labelOf(level: number): 'fatal' | 'error' | 'warn' | 'info' {
  if (level >= LEVEL_NUMBERS.fatal) return 'fatal';
  if (level >= LEVEL_NUMBERS.error) return 'error';
  return level >= LEVEL_NUMBERS.warn ? 'warn' : 'info';
}
