import { chmodSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** Where a running store listens, for other processes of the same user (a worker, a backup). */
export interface Endpoint {
  readonly pid: number;
  readonly socket: string;
  readonly uri: string;
}

const ENDPOINT_FILE = 'endpoint.json';
/** Drivers take a host that ends so for a unix socket. */
const SOCKET_FILE = 'store.sock';
/** sun_path holds 108 bytes on Linux and 104 elsewhere, with the closing zero. */
const MAX_SOCKET_PATH = 100;

/** The store's own folder below DATA_DIR, which holds other things too. */
export const storeFolder = (dataDir: string): string => join(dataDir, 'store');

/** A socket in a folder only its owner may enter: in the store's own, or, where that path is too long, a new one. */
export function chooseSocketPath(folder: string): string {
  const near = join(folder, SOCKET_FILE);
  if (Buffer.byteLength(near) <= MAX_SOCKET_PATH) {
    rmSync(near, { force: true });
    return near;
  }
  const own = mkdtempSync(join(tmpdir(), 'parley-'));
  chmodSync(own, 0o700);
  return join(own, SOCKET_FILE);
}

export function removeSocket(folder: string, socket: string): void {
  rmSync(socket, { force: true });
  if (dirname(socket) !== folder) rmSync(dirname(socket), { recursive: true, force: true });
}

export const uriOf = (socket: string): string => `mongodb://${encodeURIComponent(socket)}/parley?directConnection=true`;

export function writeEndpoint(folder: string, endpoint: Endpoint): void {
  const path = join(folder, ENDPOINT_FILE);
  writeFileSync(`${path}.new`, JSON.stringify(endpoint), { mode: 0o600 });
  renameSync(`${path}.new`, path);
}

export function readEndpoint(folder: string): Endpoint | undefined {
  try {
    return JSON.parse(readFileSync(join(folder, ENDPOINT_FILE), 'utf8')) as Endpoint; // written whole by writeEndpoint
  } catch {
    return undefined;
  }
}

export const removeEndpoint = (folder: string): void => rmSync(join(folder, ENDPOINT_FILE), { force: true });
