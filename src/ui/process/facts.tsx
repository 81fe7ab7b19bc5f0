import type { ComponentChildren } from 'preact';
import type { StatusDto } from '#contract';
import { Uptime } from '../parts/uptime.js';
import { bytesText, momentText, percentText } from '../parts/wording.js';

/** The status, in figures. */
export function Facts({ status }: { readonly status: StatusDto }) {
  const { pid, started_at, stopped_at, restarts, cpu_percent: cpu, resident_memory_bytes: memory, detected_by } = status;
  return (
    <section class="card" aria-labelledby="facts">
      <h2 id="facts">Status</h2>
      <dl class="facts">
        <Fact title="PID">{pid}</Fact>
        <Fact title="Uptime">{status.uptime_seconds === null ? null : <Uptime status={status} />}</Fact>
        <Fact title="CPU">{cpu == null ? null : percentText(cpu)}</Fact>
        <Fact title="Memory">{memory == null ? null : bytesText(memory)}</Fact>
        <Fact title="Restarts">{restarts}</Fact>
        <Fact title="Last exit">{exitOf(status)}</Fact>
        <Fact title="Started">{started_at === null ? null : momentText(started_at)}</Fact>
        <Fact title="Stopped">{stopped_at === null ? null : momentText(stopped_at)}</Fact>
        <Fact title="Seen by">{detected_by}</Fact>
        <Fact title="Adopted">{status.adopted ? 'from an earlier daemon' : null}</Fact>
      </dl>
      {status.problems?.map((problem) => (
        <p key={problem} class="warning">
          {problem}
        </p>
      ))}
    </section>
  );
}

function Fact({ title, children }: { readonly title: string; readonly children: ComponentChildren }) {
  if (children === null) return null;
  return (
    <div>
      <dt>{title}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function exitOf({ exit_code: code, exit_signal: signal, exit_error: error, oom_killed: oom }: StatusDto): string | null {
  if (oom === true) return 'out of memory';
  if (code !== null) return `code ${code}`;
  return signal ?? error;
}
