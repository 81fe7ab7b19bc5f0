import { isLogArea, LOG_AREAS, type LogArea, type LogLevel, type LogLevelsDto } from '#contract';

/** What the configuration says. */
export interface LogLevelSettings {
  readonly level: LogLevel;
  readonly areas: Readonly<Partial<Record<LogArea, LogLevel>>>;
}

const AREAS = Object.keys(LOG_AREAS) as readonly LogArea[];

/** pino's numbers. */
export const LEVEL_NUMBERS: Readonly<Record<LogLevel, number>> = {
  silent: Number.POSITIVE_INFINITY,
  fatal: 60,
  error: 50,
  warn: 40,
  info: 30,
  debug: 20,
  trace: 10,
};

/**
 * The least important lines of each area that are written: as configured, or as set at run time since. A configuration that comes into force
 * ends what was set at run time.
 */
export class LogLevels {
  #configured: () => LogLevelSettings;
  #inForce: LogLevelSettings;
  readonly #changed = new Map<LogArea | 'all', LogLevel>();

  /** @param level wins over that of any configuration */
  constructor(
    initial: LogLevelSettings,
    private readonly level: LogLevel | null = null,
  ) {
    this.#configured = () => initial;
    this.#inForce = initial;
  }

  /** From now on what this returns is in force; asked for at each line. */
  follow(configured: () => LogLevelSettings): void {
    this.#configured = configured;
  }

  /** @param level `null` = as configured */
  set(area: LogArea | 'all', level: LogLevel | null): void {
    if (level === null) this.#changed.delete(area);
    else this.#changed.set(area, level);
  }

  /** Whether a line of this importance is written. @param context the name of an area, or of something that belongs to `other` */
  allows(context: string, levelNumber: number): boolean {
    return levelNumber >= LEVEL_NUMBERS[this.levelOf(isLogArea(context) ? context : 'other')];
  }

  levelOf(area: LogArea): LogLevel {
    const { level, areas } = this.#current();
    return this.#changed.get(area) ?? areas[area] ?? this.#changed.get('all') ?? this.level ?? level;
  }

  view(): LogLevelsDto {
    const { level } = this.#current();
    const areas = Object.fromEntries(AREAS.map((area) => [area, this.levelOf(area)])) as Record<LogArea, LogLevel>;
    return { level: this.#changed.get('all') ?? this.level ?? level, areas, changed: [...this.#changed.keys()] };
  }

  #current(): LogLevelSettings {
    const configured = this.#configured();
    if (configured !== this.#inForce) this.#changed.clear();
    this.#inForce = configured;
    return configured;
  }
}
