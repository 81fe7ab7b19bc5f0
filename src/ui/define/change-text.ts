import type { ChangeResultDto, ProcessDefinitionDto } from '#contract';

/** What an update would do, in sentences for whoever has to agree to it. */
export function consequencesOf({ restarted, updated, added, removed }: ChangeResultDto): readonly string[] {
  return [
    sentence(restarted, 'is restarted', 'are restarted'),
    sentence(updated, 'goes on without a restart', 'go on without a restart'),
    sentence(added, 'is started', 'are started'),
    sentence(removed, 'is stopped and removed', 'are stopped and removed'),
  ].filter((text) => text !== '');
}

/** Where the definition is kept. */
export function placeOfDefinition({ source }: Pick<ProcessDefinitionDto, 'source'>): string {
  return source === null ? 'It is in no file: it holds until the daemon ends.' : `The file ${source} is written anew.`;
}

/** Whether nothing of it would be another one. */
export function isNoChange({ restarted, updated, added, removed }: ChangeResultDto): boolean {
  return restarted.length + updated.length + added.length + removed.length === 0;
}

const MOST_NAMES = 5;

function sentence(names: readonly string[], one: string, several: string): string {
  if (names.length === 0) return '';
  const shown = names.slice(0, MOST_NAMES).join(', ');
  return `${shown}${names.length > MOST_NAMES ? ` and ${names.length - MOST_NAMES} more` : ''} ${names.length === 1 ? one : several}.`;
}
