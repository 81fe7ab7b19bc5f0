import './plugins.css';
import type { PluginStatusDto } from '#contract';
import { ask } from '../api/request.js';
import { useAsked } from '../parts/asked.js';
import { link } from '../store/live-link.js';

const STATUS: Readonly<Record<PluginStatusDto['status'], string>> = { ok: 'loaded', error: 'failed', skipped: 'left out' };

/** What extends the daemon. It is loaded at its start, so that a connection that is made again may find other ones. */
export function PluginsPage() {
  const { answer, error } = useAsked((signal) => ask('plugins', {}, { signal }), String(link.value.isOpen));
  return (
    <main class="sheet">
      <h1>Plugins</h1>
      {error !== null && <p class="warning">{error}</p>}
      {answer !== null && (answer.length === 0 ? <None /> : <PluginTable plugins={answer} />)}
      <p class="remark">Plugins are loaded when the daemon starts.</p>
    </main>
  );
}

function None() {
  return (
    <p class="empty">
      There are none. <code>plugins = ["provisr-plugin-…"]</code> in the configuration names packages or files that bring detectors, log
      sinks and other parts.
    </p>
  );
}

function PluginTable({ plugins }: { readonly plugins: readonly PluginStatusDto[] }) {
  return (
    <section class="card plugins" aria-label="Plugins">
      <table>
        <thead>
          <tr>
            <th scope="col">Plugin</th>
            <th scope="col" class="version">
              Version
            </th>
            <th scope="col" class="plugin-status">
              Status
            </th>
            <th scope="col">Brings</th>
          </tr>
        </thead>
        <tbody>
          {plugins.map(({ name, version, kinds, status, reason }, index) => (
            <tr key={index}>
              <th scope="row">{name}</th>
              <td class="version">{version ?? '–'}</td>
              <td class="plugin-status">
                <span class={`state ${status === 'ok' ? 'running' : status === 'error' ? 'failed' : ''}`}>{STATUS[status]}</span>
              </td>
              <td>
                {kinds.join(', ')} {reason !== null && <span class="warning">{reason}</span>}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
