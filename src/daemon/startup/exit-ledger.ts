import type { Provider } from '@nestjs/common';
import { ExitJournal } from '#core';
import { loadLibrary, setCloseOnExec } from '#native';
import { EXIT_LEDGER } from '../slots/index.js';
import type { DaemonOptions } from './daemon-options.js';

/** The journal of a guard, if one gave it to this daemon; its processes do not get it. */
export function exitLedger({ exitJournalFd }: DaemonOptions): readonly Provider[] {
  if (exitJournalFd === undefined) return [];
  const library = loadLibrary();
  if (!('reason' in library)) setCloseOnExec(library, exitJournalFd, true);
  return [{ provide: EXIT_LEDGER, useValue: new ExitJournal(exitJournalFd) }];
}
