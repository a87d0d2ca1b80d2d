import { parentPort, workerData } from 'node:worker_threads';
import { startFromOrders } from './hosting.ts';

/** The store as a thread of the service. */
startFromOrders({
  orders: String(workerData),
  tell: (news) => parentPort?.postMessage(news),
  onStop: (stop) => parentPort?.once('message', stop),
  leave: () => parentPort?.close(),
});
