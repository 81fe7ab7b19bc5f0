import './about.css';
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import type { AboutDto } from '#contract';
import { version as pageVersion } from './built-in.js';
import { ask } from '../api/request.js';
import { useAsked } from '../parts/asked.js';
import { durationText, momentText } from '../parts/wording.js';
import { link } from '../store/live-link.js';
import { now } from '../store/now.js';
import { Guarantees } from './guarantees.js';
import { UpgradeCard } from './upgrade-card.js';

/** What this daemon is, on what it runs, and what it promises. */
export function AboutPage() {
  const { answer, error } = useAsked((signal) => ask('about', {}, { signal }), String(link.value.isOpen));
  return (
    <main class="sheet about">
      <h1>About provisr</h1>
      {error !== null && <p class="warning">{error}</p>}
      {answer !== null && (
        <>
          {answer.version !== pageVersion && <OtherVersion version={answer.version} />}
          <Daemon about={answer} />
          <Abilities about={answer} />
          {!answer.embedded && <UpgradeCard />}
        </>
      )}
      <Guarantees />
      <p class="remark">
        provisr is free software under the MIT licence; <a href="./licences.txt">licences of what this page is made of</a>.
      </p>
    </main>
  );
}

function OtherVersion({ version }: { readonly version: string }) {
  return (
    <p class="warning">
      The daemon is of version {version} by now, this page of {pageVersion}.{' '}
      <button type="button" onClick={() => location.reload()}>
        Load it again
      </button>
    </p>
  );
}

function Daemon({ about }: { readonly about: AboutDto }) {
  return (
    <section class="card" aria-labelledby="daemon">
      <h2 id="daemon">Daemon</h2>
      <dl class="facts">
        <Fact title="Version">{about.version}</Fact>
        <Fact title="Page">{pageVersion}</Fact>
        <Fact title="Node.js">{about.node}</Fact>
        <Fact title="System">{about.platform}</Fact>
        <Fact title="PID">{about.pid}</Fact>
        <Fact title="Up for">
          <Uptime key={about.uptime_seconds} seconds={about.uptime_seconds} />
        </Fact>
        <Fact title="Since">{momentText(about.started_at)}</Fact>
        <Fact title="State">{about.phase}</Fact>
        <Fact title="Listens on">{about.embedded ? 'the program that holds it' : about.listeners.join(', ')}</Fact>
        <Fact title="State directory">{about.state_dir}</Fact>
      </dl>
    </section>
  );
}

/** Counts on from when it was told. */
function Uptime({ seconds }: { readonly seconds: number }) {
  const [toldAt] = useState(() => now.peek());
  return <>{durationText(seconds * 1000 + Math.max(0, now.value - toldAt))}</>;
}

function Abilities({ about: { spawner, guarded, embedded, cgroups } }: { readonly about: AboutDto }) {
  return (
    <section class="card" aria-labelledby="abilities">
      <h2 id="abilities">What it can do here</h2>
      <dl class="abilities">
        <Ability
          title="Native supervision"
          isHad={spawner.native}
          text={
            spawner.native
              ? `Processes are made by ${spawner.kind}, and the kernel tells every end at once.`
              : `Not here: ${spawner.reason}. Processes are made by ${spawner.kind}.`
          }
        />
        <Ability
          title="Guard"
          isHad={guarded}
          text={
            guarded
              ? 'A daemon that dies is replaced, and exit codes of what ends meanwhile are exact.'
              : embedded
                ? 'It is part of another program.'
                : 'Started without: of what ends while no daemon is there the exit code stays unknown.'
          }
        />
        <Ability
          title="cgroups"
          isHad={cgroups.dir !== null}
          text={
            cgroups.dir === null
              ? `None: ${cgroups.reason ?? 'unknown'}`
              : `Below ${cgroups.dir}, with ${cgroups.controllers.join(', ') || 'no controllers'}.`
          }
        />
      </dl>
    </section>
  );
}

interface AbilityProps {
  readonly title: string;
  readonly isHad: boolean;
  readonly text: string;
}

function Ability({ title, isHad, text }: AbilityProps) {
  return (
    <div>
      <dt>
        <span class={`state ${isHad ? 'running' : ''}`}>{isHad ? 'yes' : 'no'}</span> {title}
      </dt>
      <dd>{text}</dd>
    </div>
  );
}

function Fact({ title, children }: { readonly title: string; readonly children: ComponentChildren }) {
  return (
    <div>
      <dt>{title}</dt>
      <dd>{children}</dd>
    </div>
  );
}
