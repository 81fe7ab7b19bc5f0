/** All that is asked of nest-commander: the build makes one file of it, see docs/adr/0021-nest-commander-comes-along.md. */
export { Command, CommandFactory, CommandRunner, CommandRunnerService } from 'nest-commander';
