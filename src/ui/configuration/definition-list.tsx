import type { DefinitionDto } from '#contract';
import { hrefOf, processHref } from '../parts/place.js';
import { matching, TableView } from './table-view.js';

const WHERE: Readonly<Record<DefinitionDto['origin'], string>> = {
  config: 'in the main file',
  registered: 'in the programs directory',
  api: 'through the API, in no file',
  cron: 'by a cronjob',
};

interface DefinitionListProps {
  readonly definitions: readonly DefinitionDto[];
  readonly search: string;
}

/** Processes and cronjobs as they are defined. */
export function DefinitionList({ definitions, search }: DefinitionListProps) {
  const shown = search === '' ? definitions : definitions.filter(({ spec }) => matching(spec, search).length > 0);
  return (
    <section class="card" aria-labelledby="definitions">
      <h2 id="definitions">
        Definitions{' '}
        <span class="count">{shown.length === definitions.length ? shown.length : `${shown.length} of ${definitions.length}`}</span>
      </h2>
      {shown.map((definition) => (
        <Definition key={`${definition.kind}/${definition.name}`} definition={definition} search={search} />
      ))}
    </section>
  );
}

function Definition({ definition, search }: { readonly definition: DefinitionDto; readonly search: string }) {
  const { kind, name, origin, source, spec, written } = definition;
  return (
    <details class="definition" open={search !== ''}>
      <summary>
        <strong>{name}</strong> <span class="remark">{`${kind}, ${source ?? WHERE[origin]}`}</span>
      </summary>
      <p>
        <a href={kind === 'cronjob' ? hrefOf('cron', name) : processHref(name)}>{`To ${name}`}</a>{' '}
        <span class="remark">{WHERE[origin]}</span>
      </p>
      <TableView table={spec} search={search} written={written} />
    </details>
  );
}
