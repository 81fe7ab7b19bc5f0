import { useEffect } from 'preact/hooks';
import { readGroups } from '../store/groups.js';
import { link } from '../store/live-link.js';
import { BulkBar } from './bulk-bar.js';
import { FilterBar } from './filter-bar.js';
import { ProcessTable } from './process-table.js';

/** What runs. */
export function ProcessesPage() {
  const { isOpen } = link.value;
  // Behind a new connection may be another configuration.
  useEffect(() => void (isOpen && readGroups()), [isOpen]);
  return (
    <main class="processes">
      <h1 class="hidden">Processes</h1>
      <div class="bars">
        <FilterBar />
        <BulkBar />
      </div>
      <ProcessTable />
    </main>
  );
}
