import { processHref } from '../parts/place.js';
import { instancesByBase, processNamed } from '../store/process-store.js';

/** Shown on either side of the one that is looked at. */
const NEIGHBOURS = 4;

/** The way to the other instances of the same definition; of many those beside this one, the first and the last. */
export function Instances({ name, base }: { readonly name: string; readonly base: string }) {
  const all = instancesByBase.value.get(base) ?? [];
  const at = all.findIndex((status) => status.name === name);
  if (all.length < 2 || at < 0) return null;
  const near = all.filter((_, index) => index === 0 || index === all.length - 1 || Math.abs(index - at) <= NEIGHBOURS);
  return (
    <nav class="instances" aria-label={`Instances of ${base}`}>
      <span class="remark">{`${all.length} instances of ${base}:`}</span>
      <ul>
        {near.map(({ name: each }, index) => (
          <li key={each}>
            {index > 0 && all.indexOf(near[index]!) - all.indexOf(near[index - 1]!) > 1 && <span class="remark">… </span>}
            <Instance name={each} isShown={each === name} />
          </li>
        ))}
      </ul>
    </nav>
  );
}

function Instance({ name, isShown }: { readonly name: string; readonly isShown: boolean }) {
  const state = processNamed(name)?.state ?? 'stopped';
  return (
    <a href={processHref(name)} aria-current={isShown ? 'page' : undefined} class={`instance ${state}`}>
      {name}
      {state !== 'running' && <span class="remark"> {state}</span>}
    </a>
  );
}
