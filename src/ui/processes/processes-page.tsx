import { useEffect } from 'preact/hooks';
import { hrefOf } from '../parts/place.js';
import { route } from '../parts/route.js';
import { may } from '../session/session.js';
import { BulkBar } from './bulk-bar.js';
import { filterBy } from './filter.js';
import { FilterBar } from './filter-bar.js';
import { ProcessTable } from './process-table.js';

/** What runs. */
export function ProcessesPage() {
  const { query } = route.value;
  useEffect(() => filterBy(query), [query]);
  return (
    <main class="processes">
      <h1 class="hidden">Processes</h1>
      <div class="bars">
        <FilterBar />
        <BulkBar />
        {may('admin') && (
          <a class="button" href={hrefOf('register')}>
            New process
          </a>
        )}
      </div>
      <ProcessTable />
    </main>
  );
}
