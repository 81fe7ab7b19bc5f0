/**
 * Turns pino's JSON lines into lines for people: `12:00:00.000 INFO: [supervision] started {"process":"web"}`. Loaded for terminals
 * only: nobody else should pay for it at every start.
 */
export async function prettyFormat(wantsColour: boolean): Promise<(line: string) => string> {
  const { prettyFactory } = await import('pino-pretty');
  return prettyFactory({
    colorize: wantsColour,
    ignore: 'daemonPid,context',
    translateTime: 'SYS:HH:MM:ss.l',
    messageFormat: '{if context}[{context}] {end}{msg}',
    singleLine: true,
  });
}
