// Runs the same suite on a real mongod: the one at MONGODB_URI, or one that mongodb-memory-server starts (its own download,
// or the program named by MONGOMS_SYSTEM_BINARY).
import { spawnSync } from 'node:child_process';
import { MongoMemoryReplSet } from 'mongodb-memory-server';

const HELP = `No mongod could be started. Any one of these helps:
  - a network that lets mongodb-memory-server download one (fastdl.mongodb.org)
  - MONGOMS_SYSTEM_BINARY=/path/to/mongod
  - MONGODB_URI=mongodb://... of a server that may be filled and emptied`;

let server;
if (!process.env.MONGODB_URI) {
  try {
    server = await MongoMemoryReplSet.create({ replSet: { count: 1 } });
  } catch (error) {
    console.error(`${HELP}\n\n${error instanceof Error ? error.message : error}`);
    process.exit(1);
  }
}
const uri = process.env.MONGODB_URI || server.getUri();
const { status } = spawnSync(process.execPath, ['scripts/test.mjs', ...process.argv.slice(2)], {
  stdio: 'inherit',
  env: { ...process.env, MONGODB_URI: uri },
});
await server?.stop();
process.exit(status ?? 1);
