import type { ProcessDefinitionDto } from '#contract';

/** Where a definition comes from, and where it is changed. */
export function originText({ origin, source }: Pick<ProcessDefinitionDto, 'origin' | 'source'>): string {
  switch (origin) {
    case 'config':
      return `Defined in ${source ?? 'the configuration'}: change it there, then reload.`;
    case 'registered':
      return `Defined in ${source ?? 'the programs directory'}.`;
    case 'api':
      return 'Started through the API: in no file, and forgotten when the daemon ends.';
    case 'cron':
      return 'A run of a cronjob: defined there.';
  }
}
