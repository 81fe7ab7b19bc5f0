import type { ProcessDefinitionDto } from '#contract';
import { ask } from '../api/request.js';
import { confirmed } from '../parts/confirm.js';
import { notify } from '../parts/notices-store.js';
import { hrefOf } from '../parts/place.js';

/** Asks first, then stops and forgets all instances of a definition. */
export async function unregister({ name, source }: ProcessDefinitionDto, instances: readonly string[]): Promise<void> {
  const text = `It is stopped and forgotten${source === null ? '' : `, and the file ${source} is removed`}. Its log files stay.`;
  const names = instances.length > 1 ? instances.slice(0, 12) : [];
  if (!(await confirmed({ title: `Unregister ${name}?`, text, names, action: 'Unregister' }))) return;
  const progress = notify({ tone: 'busy', text: `Unregistering ${name} …` });
  try {
    await ask('unregister', {}, { query: { name } });
    progress.become({ tone: 'good', text: `${name}: unregistered` });
    location.hash = hrefOf('processes');
  } catch (error) {
    progress.become({ tone: 'bad', text: `Unregister: ${error instanceof Error ? error.message : String(error)}` });
  }
}
