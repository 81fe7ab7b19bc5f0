import { useEffect, useRef } from 'preact/hooks';
import { EVENT_TYPES } from '../parts/event-text.js';
import { GroupChoice } from '../parts/group-choice.js';
import { readdress, route } from '../parts/route.js';
import { type EventFilter, filterOf, queryOf } from './event-filter.js';
import { eventsHref } from './event-link.js';
import { SEVERITIES, type Severity } from './severity.js';

/** Typing is over when nothing was typed for so long. */
const TYPED_MS = 300;

const SEVERITY_TEXT: Readonly<Record<Severity, string>> = {
  detail: 'Every detail',
  notice: 'Notices and above',
  warning: 'Warnings and failures',
  failure: 'Failures',
};
const AREAS = [...new Set(EVENT_TYPES.map((type) => type.split('.', 1)[0] ?? ''))];

/** Which events are shown. It stands in the address. */
export function FilterBar({ query }: { readonly query: string }) {
  const filter = filterOf(query);
  return (
    <search class="filters">
      <NameField value={filter.process} onChange={(process) => change({ process })} />
      <label class="hidden" for="event-type">
        Type
      </label>
      <select id="event-type" value={filter.type} onChange={(event) => change({ type: event.currentTarget.value })}>
        <option value="">Any type</option>
        {AREAS.map((area) => (
          <optgroup key={area} label={area}>
            <option value={`${area}.*`}>{`${area}.*`}</option>
            {EVENT_TYPES.filter((type) => type.startsWith(`${area}.`)).map((type) => (
              <option key={type} value={type}>
                {type}
              </option>
            ))}
          </optgroup>
        ))}
      </select>
      <label class="hidden" for="event-severity">
        Severity
      </label>
      <select
        id="event-severity"
        value={filter.severity}
        onChange={(event) => change({ severity: SEVERITIES.find((severity) => severity === event.currentTarget.value) ?? 'notice' })}
      >
        {SEVERITIES.map((severity) => (
          <option key={severity} value={severity}>
            {SEVERITY_TEXT[severity]}
          </option>
        ))}
      </select>
      <GroupChoice id="event-group" value={filter.group} onChange={(group) => change({ group })} />
    </search>
  );
}

/** As it is by then: what was typed comes later than what is chosen after it. */
function change(changes: Partial<EventFilter>): void {
  readdress(eventsHref(queryOf({ ...filterOf(route.peek().query), ...changes })));
}

interface FieldProps {
  readonly value: string;
  readonly onChange: (value: string) => void;
}

function NameField({ value, onChange }: FieldProps) {
  const field = useRef<HTMLInputElement>(null);
  const timer = useRef(0);
  useEffect(() => {
    // What is being typed is not overwritten by what was typed.
    if (field.current !== null && field.current !== document.activeElement) field.current.value = value;
  }, [value]);
  useEffect(() => () => clearTimeout(timer.current), []);
  return (
    <>
      <label class="hidden" for="event-process">
        Process or cronjob; * stands for anything
      </label>
      <input
        ref={field}
        id="event-process"
        type="search"
        placeholder="Process, e.g. web-*"
        autocomplete="off"
        spellcheck={false}
        defaultValue={value}
        onInput={(event) => {
          const typed = event.currentTarget.value;
          clearTimeout(timer.current);
          timer.current = window.setTimeout(() => onChange(typed), TYPED_MS);
        }}
      />
    </>
  );
}
