import { setTimeout as delay } from 'node:timers/promises';
import { measureColdStart } from './measure/cold-start.mjs';
import { runIntake } from './intake/one-intake.mjs';
import { measureCrashes } from './measure/crash.mjs';
import { measureEventLoop } from './measure/event-loop.mjs';
import { measureLogIntake } from './measure/log-intake.mjs';
import { measureRest } from './measure/rest.mjs';
import { measureRestartFloor, restartLoops } from './measure/restart-floor.mjs';
import { measureSpawnFloor } from './measure/spawn-floor.mjs';
import { measureStatusCommand, measureStatusRate } from './measure/status.mjs';
import { measureStopCommand, measureStopRequest } from './measure/stop.mjs';
import { inSession, sleepers, writerOf, writers } from './session.mjs';

/** Between two sessions, for what the kernel still has to clear away. */
const BETWEEN_MS = 500;
const LOG_BYTES = [200e6, 600e6];
/** Sizes of fleets: what one process costs is told by the differences, without what a manager costs anyway. */
const GROWTH = [1, 100, 1_000];
const LOOPS = [100, 1_000];

const OF_THE_FLEET = ['cold', 'crash', 'idle', 'memory', 'cli', 'api', 'stop'];

/** Every measurement that is asked for, all managers in turns, so that what disturbs the machine disturbs them alike. */
export async function measureAll(bench) {
  const { peers, options, say } = bench;
  say('warming up');
  for (const peer of peers) await warmUp(peer, bench);
  if (OF_THE_FLEET.some((section) => options.has(section))) await inTurns(bench, options.rounds, fleetSession);
  if (options.has('log')) await inTurns(bench, options.logRounds, logSession);
  const own = peers.find(({ name }) => name === 'provisr');
  if (own) await measureOwn(own, bench);
  for (let round = 0; round < options.rounds; round += 1) await floorSession(bench);
}

/** What is possible at all on this machine, to judge the aims by. */
async function floorSession({ programs, samples, options, scratch, say }) {
  if (options.has('crash')) {
    for (const [name, command] of Object.entries(restartLoops(programs))) {
      say(`starts and restarts by a loop in ${name}`);
      const what = { command, sleeper: programs.sleeper, count: options.processes, crash: options.crash };
      await inSession({ peer: NOBODY, scratch, programsOf: () => [] }, async (arrivals) => {
        const { startMs, restartMs } = await measureRestartFloor(what, arrivals);
        samples.add('floor-start', name, startMs);
        samples.add('floor-crash', name, ...restartMs);
      });
    }
  }
  if (options.has('log')) await intakeFloors({ programs, samples, scratch, say });
}

async function intakeFloors({ programs, samples, scratch, say }) {
  for (const how of ['splice', 'copy']) {
    say(`log intake by a loop in C: ${how}`);
    for (const bytes of LOG_BYTES) {
      const floor = await runIntake({ command: [programs.ceiling, how], flood: programs.flood, bytes, directory: scratch });
      samples.add(`floor-log-rate-${writerOf(bytes)}`, how, floor.mbPerSecond);
      samples.add(`floor-log-cpu-${writerOf(bytes)}`, how, floor.cpuSecondsPerGb);
    }
  }
}

/** What only provisr has an aim for. */
async function measureOwn(own, bench) {
  const { options } = bench;
  if (options.has('loop')) for (let round = 0; round < options.rounds; round += 1) await loopSession(own, bench);
  if (!options.has('growth')) return;
  await measureFloors(bench);
  for (let round = 0; round < options.growthRounds; round += 1) for (const count of GROWTH) await growthSession(own, bench, count);
}

async function inTurns(bench, rounds, session) {
  const { peers, say } = bench;
  for (let round = 0; round < rounds; round += 1) {
    for (let turn = 0; turn < peers.length; turn += 1) {
      const peer = peers[(turn + round) % peers.length];
      say(`round ${round + 1} of ${rounds}: ${peer.name}, ${session.title}`);
      await session(peer, bench);
      await delay(BETWEEN_MS);
    }
  }
}

/** Once for nobody: what is read from disk or compiled at the first start would count for the one that comes first. */
function warmUp(peer, { programs, scratch }) {
  return inSession({ peer, scratch, programsOf: sleepers(programs.sleeper, 1) }, async (arrivals) => {
    await measureColdStart(peer, arrivals, 1);
    await peer.statusCommand();
  });
}

/** The life of a fleet, from the start of its manager to the stop of all. */
async function fleetSession(peer, { programs, samples, options, scratch }) {
  const { name } = peer;
  await inSession({ peer, scratch, programsOf: sleepers(programs.sleeper, options.processes) }, async (arrivals) => {
    const { tookMs, managerCpuMs } = await measureColdStart(peer, arrivals, options.processes);
    samples.add('cold', name, tookMs);
    samples.add('cold-cpu', name, managerCpuMs);
    if (options.has('idle') || options.has('memory')) {
      const { cpuPercent, memoryMib } = await measureRest(peer, options.has('idle') ? options.idleSeconds : 1);
      samples.add('memory', name, memoryMib);
      if (options.has('idle')) samples.add('idle', name, cpuPercent);
    }
    if (options.has('crash')) samples.add('crash', name, ...(await measureCrashes(peer, arrivals, options.crash)));
    if (options.has('cli')) samples.add('cli', name, ...(await measureStatusCommand(peer, options.commandSamples)));
    if (options.has('api')) samples.add('api', name, await measureStatusRate(peer, options.rateSeconds));
    if (options.has('stop')) await measureStop(peer, arrivals, { samples, options });
  });
}
fleetSession.title = 'the fleet';

/** By command in one round, by request in the next where there is one: after the first there is nothing left to stop. */
async function measureStop(peer, arrivals, { samples }) {
  const byRequest = peer.stopLoad !== undefined && samples.of('stop', peer.name).length > samples.of('stop-api', peer.name).length;
  if (byRequest) samples.add('stop-api', peer.name, await measureStopRequest(peer, arrivals));
  else samples.add('stop', peer.name, await measureStopCommand(peer, arrivals));
}

async function logSession(peer, { programs, samples, scratch }) {
  await inSession({ peer, scratch, programsOf: writers(programs.lineWriter, LOG_BYTES) }, async (arrivals) => {
    await measureColdStart(peer, arrivals, LOG_BYTES.length);
    await delay(BETWEEN_MS);
    for (const bytes of LOG_BYTES) {
      const name = writerOf(bytes);
      const { mbPerSecond, cpuSecondsPerGb, grewMib } = await measureLogIntake(peer, arrivals, { name, bytes });
      samples.add(`log-rate-${name}`, peer.name, mbPerSecond);
      samples.add(`log-cpu-${name}`, peer.name, cpuSecondsPerGb);
      samples.add(`log-memory-${name}`, peer.name, grewMib);
    }
  });
}
logSession.title = 'its logs';

/** Where no manager is at work. */
const NOBODY = { name: 'the C loop', prepare: () => undefined, end: () => Promise.resolve() };

async function measureFloors({ programs, samples, options, scratch, say }) {
  for (const count of LOOPS) {
    say(`a loop in C starts ${count}`);
    const floorOf = async (arrivals) => {
      for (let round = 0; round < options.growthRounds; round += 1)
        samples.add(`floor-${count}`, 'C', await measureSpawnFloor(programs, arrivals, count));
    };
    await inSession({ peer: NOBODY, scratch, programsOf: () => [] }, floorOf);
  }
}

async function loopSession(peer, { programs, samples, options, scratch, say }) {
  say(`${peer.name}: its event loop while ${options.processes} start`);
  await inSession({ peer, scratch, programsOf: sleepers(programs.sleeper, options.processes) }, async (arrivals, directory) => {
    samples.add('loop', peer.name, await measureEventLoop(peer, arrivals, { count: options.processes, directory }));
  });
}

/** What a fleet of this size costs. */
async function growthSession(peer, { programs, samples, scratch, say }, count) {
  say(`${peer.name}: ${count} processes`);
  await inSession({ peer, scratch, programsOf: sleepers(programs.sleeper, count) }, async (arrivals) => {
    const { tookMs, managerCpuMs } = await measureColdStart(peer, arrivals, count);
    const { cpuPercent, memoryMib } = await measureRest(peer, 3);
    samples.add(`cold-${count}`, peer.name, tookMs);
    samples.add(`cold-cpu-${count}`, peer.name, managerCpuMs);
    samples.add(`idle-${count}`, peer.name, cpuPercent);
    samples.add(`memory-${count}`, peer.name, memoryMib);
    samples.add(`status-${count}`, peer.name, await measureStatusRate(peer, 1));
    samples.add(`stop-${count}`, peer.name, await measureStopRequest(peer, arrivals));
  });
}
