import { BadRequestException, Body, Controller, Get, Inject, Injectable, Post } from '@nestjs/common';
import { definePlugin, Metrics, RequiresRole } from 'provisr/plugin';

class OrderBook {
  open = 0;
}
Injectable()(OrderBook);

class OrdersController {
  constructor(book) {
    this.book = book;
  }

  show() {
    return { open: this.book.open };
  }

  add({ count } = {}) {
    if (!Number.isInteger(count) || count < 1) throw new BadRequestException('count must be a whole number above 0');
    this.book.open += count;
    return this.show();
  }
}
const decorate = (name, role, ...decorators) => {
  const method = Object.getOwnPropertyDescriptor(OrdersController.prototype, name);
  for (const apply of [...decorators, RequiresRole(role)]) apply(OrdersController.prototype, name, method);
};
decorate('show', 'viewer', Get());
decorate('add', 'operator', Post());
Body()(OrdersController.prototype, 'add', 0);
Inject(OrderBook)(OrdersController, undefined, 0);
Controller('orders')(OrdersController);

class OrderMetrics {
  constructor(book) {
    this.book = book;
  }

  register(registry) {
    this.open = registry.gauge({ name: 'orders_open', help: 'Orders that nobody has worked on.' });
  }

  collect() {
    this.open.set({}, this.book.open);
  }
}
Metrics('orders')(OrderMetrics);
Inject(OrderBook)(OrderMetrics, undefined, 0);

const orders = {
  name: 'orders',
  summary: 'show the open orders, or add some',
  options: [{ flags: '--add <count>', description: 'as many more' }],
  async run({ client, print }, { add }) {
    const body = { count: Number(add) };
    const answer = add === undefined ? await client.request('GET', 'orders') : await client.request('POST', 'orders', { body });
    await print(answer, () => `${answer.open} orders are open\n`);
  },
};

export default definePlugin({
  name: 'orders',
  apiVersion: 1,
  module: { providers: [OrderBook, OrderMetrics], controllers: [OrdersController] },
  commands: [orders],
});
