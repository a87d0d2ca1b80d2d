import { MongoBackend } from '@agendajs/mongo-backend';
import { Agenda } from 'agenda';
import { MongoClient } from 'mongodb';

// A worker process of the test that lets two share one queue: it notes each job it ran until it is told to stop.
const [uri = '', database = ''] = process.argv.slice(2);
const client = await new MongoClient(uri).connect();
const db = client.db(database);
const agenda = new Agenda({ backend: new MongoBackend({ mongo: db, collection: 'shared_queue' }), processEvery: 20 });
agenda.define<{ n: number }>('count', async (job) => {
  await db.collection('runs').insertOne({ n: job.attrs.data.n, pid: process.pid });
});
await agenda.start();
process.once('message', async () => {
  await agenda.drain();
  await client.close();
  process.exit(0);
});
process.send?.('ready');
