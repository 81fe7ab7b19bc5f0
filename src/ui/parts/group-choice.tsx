import { groups } from '../store/groups.js';

interface GroupChoiceProps {
  readonly id: string;
  /** '' = any. */
  readonly value: string;
  readonly onChange: (group: string) => void;
}

/** Which group is meant; nothing where there are none. */
export function GroupChoice({ id, value, onChange }: GroupChoiceProps) {
  if (groups.value.length === 0) return null;
  return (
    <>
      <label class="hidden" for={id}>
        Group
      </label>
      <select id={id} value={value} onChange={(event) => onChange(event.currentTarget.value)}>
        <option value="">Any group</option>
        {groups.value.map(({ name }) => (
          <option key={name} value={name}>
            {name}
          </option>
        ))}
      </select>
    </>
  );
}
