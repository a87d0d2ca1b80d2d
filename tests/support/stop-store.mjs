// After all tests: the store that start-store.mjs started ends with them.
export default async function stopStore() {
  await globalThis.stopTestStore?.();
  setTimeout(() => {
    console.error(process.getActiveResourcesInfo());
    for (const h of process._getActiveHandles())
      console.error(h.constructor.name, h.pid, h.spawnfile, h.remoteAddress, h.fd, h._type);
  }, 3000).unref();
}
