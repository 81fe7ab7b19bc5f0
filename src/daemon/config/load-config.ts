import { resolve } from 'node:path';
import { parseListen, type SpecContext } from '#contract';
import { writtenNames } from './steps/written-names.js';
import { checkGroups, type KnownNames } from './checks/groups.check.js';
import { checkClaims, checkGlobalLogFiles } from './checks/names.check.js';
import { checkSchedules } from './checks/schedule.check.js';
import { configInvalid } from './config-error.js';
import type { DaemonConfig, ServerConfig } from './daemon-config.js';
import type { Draft } from './draft.js';
import { type Definition, mapEntry, nameOf } from './steps/definitions.js';
import { readEnvFiles } from './steps/env-files.js';
import { eventSinkSettings } from './steps/event-sink-settings.js';
import { deepFreeze } from './steps/freeze.js';
import { historySettings } from './steps/history-settings.js';
import { type MainFile, readMainFile } from './steps/main-file.js';
import { pluginSettings } from './steps/plugin-settings.js';
import { BUILT_IN_FORMATS, type SourceFormats } from './source/source-formats.js';
import { type ProgramFile, readPrograms } from './steps/program-files.js';
import { serverSettings } from './steps/server-settings.js';
import { type RunningDefinitions, type SetAside, setAside } from './steps/skipped-files.js';
import { buildContext, withPaths } from './steps/spec-context.js';

/** How a configuration is loaded. */
export interface LoadOptions {
  /** `reload`: a bad file of the programs directory is skipped and what runs of it is kept. Default `cold`: it is refused. */
  readonly mode?: 'cold' | 'reload';
  /** Skip bad files of the programs directory at a cold start too. */
  readonly skipInvalid?: boolean;
  /** An absent main file counts as an empty one: for the programs directory beside it. */
  readonly isOptional?: boolean;
  /** What the main file holds, for a host application that has no such file: its name only says where relative paths start. */
  readonly document?: unknown;
  /** For a provisr inside another program: the prefix is the host's. */
  readonly isGuest?: boolean;
  /** What runs now: the source of definitions whose file is skipped. */
  readonly running?: RunningDefinitions;
  /**
   * Gets the formats of the plugins that are named. Asked only where the programs directory holds files that no built-in format knows: plugins run
   * with all rights. Default, and `null`: such files are left alone.
   */
  readonly formats?: (named: NamedPlugins) => Promise<SourceFormats | null>;
  /** The environment of the daemon. Default: that of this process. */
  readonly env?: NodeJS.ProcessEnv;
}

/** The plugins that a configuration names. */
export type NamedPlugins = Pick<DaemonConfig, 'plugins' | 'file' | 'directory'>;

/**
 * Loads a configuration: read, parse, rename old keys, check the keys, read the programs directory and the env files, complete
 * and map the entries, check everything against everything else. All problems are collected and reported together.
 *
 * @param path the main file; its directory is the base of its relative paths
 * @throws ProvisrError PROVISR_CONFIG_NOT_FOUND
 * @throws ProvisrError PROVISR_CONFIG_INVALID whose `details.errors` are `ConfigProblem`s
 */
export async function loadConfig(path: string, options: LoadOptions = {}): Promise<DaemonConfig> {
  const main = await readMainFile(resolve(path), options);
  const { dto, draft } = main;
  const programsDirectory = resolve(draft.directory, dto.programs_directory ?? 'programs');
  const named = namedPlugins(main);
  const files = await readPrograms(programsDirectory, draft, () => formatsOf(named, options));
  const envLayers = await readEnvFiles(dto.env_files ?? [], draft);
  const context = buildContext(dto, draft, envLayers, options.env ?? process.env);
  const server = serverSettings(dto.server ?? {}, draft, (dto.plugins ?? []).length > 0);
  const telling = await tellingSettings(main, context.pidDir);
  const definitions = mapAll(main, files, context);
  await checkSchedules(definitions);
  if (!checkGlobalLogFiles(definitions, draft, context.log)) checkClaims(definitions, server);

  const isTolerant = options.mode === 'reload' || options.skipInvalid === true;
  const good = definitions.filter((definition) => definition.draft === draft || definition.draft.problems.length === 0);
  const drafts = files.map((file) => file.draft);
  const aside = setAside(drafts, isTolerant, options.running, new Set(good.map(nameOf)));
  checkGroups(dto.groups ?? [], knownNames(good, aside, [draft, ...drafts]), draft);
  const problems = [...draft.problems, ...aside.problems];
  if (problems.length > 0) throw configInvalid(draft.file, problems, draft.problems.length === 0 ? SKIP_HINT : undefined);
  const warnings = [draft, ...drafts].flatMap((each) => each.warnings);
  return deepFreeze({
    ...named,
    ...settingsOf(main, server),
    ...hostSettings(server, options),
    programsDirectory,
    pidDir: context.pidDir,
    ...telling,
    ...split(good, aside),
    apiContext: withPaths(context, { kind: 'absolute' }),
    warnings,
    skipped: aside.skipped,
  });
}

function namedPlugins({ dto, draft }: MainFile): NamedPlugins {
  return { plugins: pluginSettings(dto.plugins ?? [], draft), file: draft.file, directory: draft.directory };
}

async function formatsOf(named: NamedPlugins, { formats }: LoadOptions): Promise<SourceFormats> {
  return (await formats?.(named)) ?? BUILT_IN_FORMATS;
}

/** What is remembered of what happens, and who is told. */
async function tellingSettings({ dto, draft }: MainFile, pidDir: string): Promise<Pick<DaemonConfig, 'history' | 'eventSinks'>> {
  return { history: historySettings(dto.history ?? {}, draft, pidDir), eventSinks: await eventSinkSettings(dto.events ?? {}, draft) };
}

/** For when the main file is in order. */
const SKIP_HINT = 'to start without the files of the programs directory that have mistakes: provisr serve --skip-invalid';

/** Step 7 for the main file and all program files, in this order: of two that collide, the later is at fault. */
function mapAll(main: MainFile, files: readonly ProgramFile[], context: SpecContext): Definition[] {
  const inline = (main.dto.processes ?? []).map((entry, index) =>
    entry === null ? null : mapEntry(entry, main.draft, `/processes/${index}/spec`, context, 'config'),
  );
  const registered = files.map(({ entry, draft }) =>
    entry === null
      ? null
      : mapEntry(entry, draft, '/spec', withPaths(context, { kind: 'relative', baseDir: draft.directory }), 'registered'),
  );
  return [...inline, ...registered].filter((definition) => definition !== null);
}

function knownNames(good: readonly Definition[], aside: SetAside, drafts: readonly Draft[]): KnownNames {
  const kinds = new Map(good.map((definition) => [nameOf(definition), definition.kind]));
  for (const { spec } of aside.programs) kinds.set(spec.name, 'process');
  for (const { spec } of aside.cronjobs) kinds.set(spec.name, 'cronjob');
  const faulty = drafts.filter((draft) => draft.problems.length > 0).map(writtenNames);
  for (const name of faulty.flatMap((names) => names ?? [])) if (!kinds.has(name)) kinds.set(name, 'process');
  return { kinds, isComplete: !faulty.includes(null) };
}

function split(good: readonly Definition[], aside: SetAside): Pick<DaemonConfig, 'programs' | 'cronjobs'> {
  return {
    programs: [...good.flatMap((definition) => (definition.kind === 'process' ? [definition.value] : [])), ...aside.programs],
    cronjobs: [...good.flatMap((definition) => (definition.kind === 'cronjob' ? [definition.value] : [])), ...aside.cronjobs],
  };
}

/** What a host application decides. */
function hostSettings(server: ServerConfig, { document = null, isGuest = false }: LoadOptions): HostSettings {
  return { document: structuredClone(document), isGuest, server: isGuest ? { ...server, basePath: '' } : server };
}

type HostSettings = Pick<DaemonConfig, 'document' | 'isGuest' | 'server'>;
type Settings = Pick<DaemonConfig, 'envFiles' | 'server' | 'metrics' | 'daemonLog' | 'groups'>;

function settingsOf({ dto, draft }: MainFile, server: ServerConfig): Settings {
  return {
    envFiles: (dto.env_files ?? []).map((file) => resolve(draft.directory, file)),
    server,
    metrics: { enabled: dto.metrics?.enabled ?? true, listen: dto.metrics?.listen ? parseListen(dto.metrics.listen) : null },
    daemonLog: { level: dto.daemon_log?.level ?? 'info', areas: { ...dto.daemon_log?.levels } },
    groups: (dto.groups ?? []).flatMap((group) => (group === null ? [] : [{ name: group.name, members: [...group.members] }])),
  };
}
