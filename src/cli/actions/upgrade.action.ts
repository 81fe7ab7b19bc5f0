import { resolve } from 'node:path';
import type { Client } from '#client';
import type { UpgradeResultDto, UpgradeStateDto } from '#contract';
import { isProvisrError, ProvisrError } from '#core/errors';
import { EXIT_OK, type ExitCode } from '../exit-code.js';
import { print } from '../render/print.js';
import { withProgress } from '../render/progress.js';
import type { Io } from '../terminal/io.js';
import type { WaitFlags } from './wait.js';

export interface UpgradeArgs extends WaitFlags {
  readonly node?: string;
  readonly program?: string;
}

const DEFAULT_WAIT_MS = 30_000;
const LOOK_EVERY_MS = 50;

/** What is heard while one image goes and the next comes. */
const MEANWHILE: ReadonlySet<string> = new Set(['PROVISR_DAEMON_UNREACHABLE', 'PROVISR_UPGRADING', 'PROVISR_WAIT_TIMED_OUT']);

/** Replaces the daemon in place, and returns when the new version answers. */
export async function upgrade(client: Client, io: Io, args: UpgradeArgs): Promise<ExitCode> {
  const { node, program } = args;
  const to = {
    ...(node === undefined ? {} : { node: resolve(io.cwd, node) }),
    ...(program === undefined ? {} : { program: resolve(io.cwd, program) }),
  };
  const { id } = await withProgress(io, 'the new version rehearses its start', client.daemon.upgrade(to));
  const state = await withProgress(io, 'the new version takes over', outcomeOf(client, id, args.wait ?? DEFAULT_WAIT_MS));
  if (state.last.result === 'came-back') throw cameBack(state.last);
  const { last, version, node: nodeVersion, pid } = state;
  await print(io, { ok: true, from: last.from, to: { version, node: nodeVersion }, pid, carried_on: last.carried_on }, () => {
    const nodes = last.from.node === nodeVersion ? `Node ${nodeVersion}` : `Node ${last.from.node} → ${nodeVersion}`;
    const adopted = last.by_records ? '; states were of another version: its processes were adopted' : '';
    return `upgraded ${last.from.version} → ${version} (${nodes}), PID ${pid}, ${last.carried_on} running processes carried on${adopted}\n`;
  });
  return EXIT_OK;
}

type Outcome = UpgradeStateDto & { readonly last: UpgradeResultDto };

async function outcomeOf(client: Client, id: string, withinMs: number): Promise<Outcome> {
  const until = performance.now() + withinMs;
  for (;;) {
    const state = await stateOf(client);
    if (state?.last?.id === id) return { ...state, last: state.last };
    if (performance.now() >= until) throw timedOut(withinMs);
    await new Promise((settled) => setTimeout(settled, LOOK_EVERY_MS));
  }
}

/** `null` while one image goes and the next comes. */
async function stateOf(client: Client): Promise<UpgradeStateDto | null> {
  try {
    return await client.daemon.upgradeState();
  } catch (error) {
    if (isProvisrError(error) && MEANWHILE.has(error.code)) return null;
    throw error;
  }
}

function cameBack({ reason, from }: UpgradeResultDto): ProvisrError {
  return new ProvisrError(
    'PROVISR_UPGRADE_FAILED',
    `the new version could not go on, ${from.version} is back: ${reason ?? 'it gave no reason'}`,
    {
      hint: 'the processes did not notice; the log of the daemon has more',
      details: { reason },
    },
  );
}

function timedOut(withinMs: number): ProvisrError {
  return new ProvisrError('PROVISR_WAIT_TIMED_OUT', `the daemon has not said how the upgrade ended after ${withinMs} ms`, {
    hint: 'see its log, and "provisr status"',
  });
}
