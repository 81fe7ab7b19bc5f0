import { useEffect, useMemo, useState } from 'preact/hooks';
import { guardLeaving } from '../parts/leave-guard.js';
import { drafted, fittingFields, type Texts, textsOf } from './draft.js';
import type { FieldGroup } from './field.js';
import { type FormProblems, NO_PROBLEMS, problemsOf } from './field-problems.js';

type Table = Readonly<Record<string, unknown>>;

/** What is written in a form, and what came of handing it in. */
export interface Draft {
  readonly groups: readonly FieldGroup[];
  readonly texts: Texts;
  readonly problems: FormProblems;
  readonly isBusy: boolean;
  readonly write: (path: string, text: string) => void;
  /** Hands in the definition, and shows what is wrong with it. @returns `null` when it was not taken */
  readonly handIn: <Answer>(take: (spec: Table) => Promise<Answer>) => Promise<Answer | null>;
}

/**
 * @param what would be lost when the page is left, e.g. `What you changed of web`
 * @param original what the form begins with; has to stay the same object
 */
export function useDraft(all: readonly FieldGroup[], original: Table, what: string): Draft {
  const groups = useMemo(() => all.map((group) => ({ ...group, fields: fittingFields(group.fields, original) })), [all, original]);
  const fields = useMemo(() => groups.flatMap((group) => group.fields), [groups]);
  const begun = useMemo(() => textsOf(fields, original), [fields, original]);
  const [texts, setTexts] = useState(begun);
  const [problems, setProblems] = useState(NO_PROBLEMS);
  const [isBusy, setBusy] = useState(false);
  const isDirty = fields.some(({ path }) => texts[path] !== begun[path]);
  useEffect(() => guardLeaving(isDirty ? what : ''), [isDirty]);
  useEffect(() => () => guardLeaving(''), []);
  const handIn = async <Answer>(take: (spec: Table) => Promise<Answer>): Promise<Answer | null> => {
    const { spec, problems: unread } = drafted(fields, texts, original);
    if (Object.keys(unread).length > 0) {
      const found = Object.entries(unread).map(([path, problem]) => [path, [problem]] as const);
      setProblems({ fields: Object.fromEntries(found), whole: [] });
      return null;
    }
    setBusy(true);
    try {
      const answer = await take(spec);
      setProblems(NO_PROBLEMS);
      return answer;
    } catch (error) {
      setProblems(problemsOf(error, fields));
      return null;
    } finally {
      setBusy(false);
    }
  };
  const write = (path: string, text: string): void => setTexts((before) => ({ ...before, [path]: text }));
  return { groups, texts, problems, isBusy, write, handIn };
}
