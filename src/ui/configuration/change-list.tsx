import type { DefinitionChangeDto, KeyChangeDto, SettingChangeDto } from '#contract';
import { valueText } from './table-lines.js';

interface ChangeListProps {
  readonly definitions: readonly DefinitionChangeDto[];
  readonly settings: readonly SettingChangeDto[];
}

/** Definitions and settings that would be other ones, key by key. */
export function ChangeList({ definitions, settings }: ChangeListProps) {
  return (
    <ul class="changes">
      {definitions.map((change) => (
        <li key={`${change.kind}/${change.name}`}>
          <p>
            <span class={`change ${change.what}`}>{change.what}</span> {change.kind !== 'process' && `${change.kind} `}
            <strong>{change.name}</strong>
            {change.restarts.length > 0 && <span class="restarts-what"> restarts {change.restarts.join(', ')}</span>}
            {change.what !== 'changed' && change.source !== null && <span class="remark"> {change.source}</span>}
          </p>
          <Keys keys={change.keys} />
        </li>
      ))}
      {settings.length > 0 && (
        <li>
          <p>
            <span class="change changed">changed</span> <strong>settings</strong>
          </p>
          <Keys keys={settings} />
        </li>
      )}
    </ul>
  );
}

function Keys({ keys }: { readonly keys: readonly (KeyChangeDto | SettingChangeDto)[] }) {
  if (keys.length === 0) return null;
  return (
    <dl class="keys">
      {keys.map((change) => (
        <div key={change.key}>
          <dt>{change.key}</dt>
          <dd>
            {isSecret(change) ? <em>another secret</em> : <Values change={change} />}
            {'next_start' in change && change.next_start && <em class="waits"> when the daemon is started the next time</em>}
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Values({ change }: { readonly change: KeyChangeDto }) {
  return (
    <>
      {'before' in change ? <del>{valueText(change.before)}</del> : <span class="remark">not set</span>}
      <span aria-hidden="true"> → </span>
      <span class="hidden"> becomes </span>
      {'after' in change ? <ins>{valueText(change.after)}</ins> : <span class="remark">not set</span>}
    </>
  );
}

/** Masked values look the same, and are not. */
function isSecret({ before, after }: KeyChangeDto): boolean {
  return JSON.stringify(before) === JSON.stringify(after);
}
