import { startFromOrders } from './hosting.ts';

/** The store as a process of its own: tests, benchmarks and crash tests run it so. */
startFromOrders({
  orders: process.argv[2] ?? '{}',
  tell: (news) => process.send?.(news),
  onStop: (stop) => {
    process.on('message', stop);
    // Who started us is gone: nobody would ever tell us to stop.
    process.on('disconnect', stop);
    process.on('SIGTERM', stop);
    process.on('SIGINT', () => {}); // the whole group gets it from a terminal; our parent tells us when to stop
  },
  leave: () => process.exit(0),
});
