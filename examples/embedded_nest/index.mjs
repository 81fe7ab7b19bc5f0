import 'reflect-metadata';
import { Controller, Get, Module, Param, ParseIntPipe } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { InjectProvisr, ProvisrModule } from 'provisr';

// Decorators as plain JavaScript has them; the README shows the same in TypeScript.
class SquareController {
  constructor(provisr) {
    this.provisr = provisr;
  }

  square(number) {
    return { square: number * number, processes: this.provisr.manager.statuses({ kind: 'all' }).length };
  }
}
InjectProvisr()(SquareController, undefined, 0);
Param('number', ParseIntPipe)(SquareController.prototype, 'square', 0);
Get('square/:number')(SquareController.prototype, 'square', Object.getOwnPropertyDescriptor(SquareController.prototype, 'square'));
Controller()(SquareController);

class AppModule {}
Module({
  imports: [
    ProvisrModule.forRootAsync({
      useFactory: async () => ({
        routePrefix: process.env.API_BASE ?? '/api',
        config: { pid_dir: 'run', processes: [{ type: 'process', spec: { name: 'demo', command: 'sleep 3600', auto_restart: true } }] },
      }),
    }),
  ],
  controllers: [SquareController],
})(AppModule);

const app = await NestFactory.create(AppModule, new FastifyAdapter(), { logger: ['warn', 'error'] });
await app.listen(Number(process.env.PORT ?? 8080), '127.0.0.1');
console.log(`listening on ${await app.getUrl()}`);

const end = () => app.close();
process.once('SIGINT', end).once('SIGTERM', end);
