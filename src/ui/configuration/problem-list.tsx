import type { ConfigProblem } from '#contract';

/** What is wrong, where, and what may have been meant. */
export function ProblemList({ problems }: { readonly problems: readonly ConfigProblem[] }) {
  return (
    <ul class="problems">
      {problems.map((problem) => (
        <li key={`${problem.file}${problem.line}${problem.pointer}${problem.message}`}>
          <code class="place">{placeOf(problem)}</code>
          <span>
            {problem.pointer !== '' && <code>{problem.pointer.slice(1).replaceAll('/', '.')}</code>} {problem.message}
            {problem.suggestion !== undefined && <em> – {problem.suggestion}</em>}
          </span>
        </li>
      ))}
    </ul>
  );
}

function placeOf({ file, line, column }: ConfigProblem): string {
  return [file, line, column].filter((part) => part !== null).join(':');
}
