// After all tests: the store that start-store.mjs started ends with them.
export default async function stopStore() {
  await globalThis.stopTestStore?.();
}
