import type { Role, SettingChangeDto } from '#contract';
import type { DaemonConfig } from '../config/index.js';
import { keyChanges, settingsTable } from '../configuration/index.js';

/** Settings that are read once, at the start of the daemon: how they are called, and which keys they are. */
const READ_ONCE: readonly (readonly [name: string, keys: readonly string[]])[] = [
  ['[server].listen', ['server.enabled', 'server.listen', 'server.auth.allow_unauthenticated']],
  ['[server].base_path', ['server.base_path']],
  ['[server].socket', ['server.socket']],
  ['[server].pidfile', ['server.pidfile']],
  ['[server].logfile', ['server.logfile']],
  ['[server.tls]', ['server.tls']],
  ['[metrics]', ['metrics']],
  ['[events]', ['events']],
  ['[history]', ['history']],
  ['pid_dir', ['pid_dir']],
  ['plugins', ['plugins']],
];

/** Keys of the main file, beside its definitions, that differ. @param role of whoever is told */
export function settingChanges(before: DaemonConfig, after: DaemonConfig, role: Role): readonly SettingChangeDto[] {
  const changes = keyChanges(settingsTable(before), settingsTable(after), role);
  return changes.map((change) => ({ ...change, next_start: READ_ONCE.some((row) => concerns(row, change)) }));
}

/** One sentence for each setting among them that a reload cannot apply. */
export function restartOnlyWarnings(changes: readonly SettingChangeDto[]): readonly string[] {
  const concerned = READ_ONCE.filter((row) => changes.some((change) => concerns(row, change)));
  return concerned.map(([name]) => `${name} has changed; that takes effect when the daemon is started the next time`);
}

function concerns([, keys]: (typeof READ_ONCE)[number], { key }: Pick<SettingChangeDto, 'key'>): boolean {
  return keys.some((own) => key === own || key.startsWith(`${own}.`));
}
