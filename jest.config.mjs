import { availableParallelism } from 'node:os';

/** Tests run as native ES modules, as the service itself does; swc only strips the types. */
export default {
  // Node's own, with a check that a file leaves nothing open.
  testEnvironment: '<rootDir>/tests/support/environment.mjs',
  globalSetup: '<rootDir>/tests/support/global-setup.mjs',
  globalTeardown: '<rootDir>/tests/support/global-teardown.mjs',
  testMatch: ['<rootDir>/tests/**/*.test.ts'],
  // They need a browser: npm run test:browser.
  testPathIgnorePatterns: ['<rootDir>/tests/browser/'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: { parser: { syntax: 'typescript' }, target: 'es2022', experimental: { keepImportAttributes: true } },
        module: { type: 'es6' },
      },
    ],
  },
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/data/'],
  // Two even on two cores: much of a test is waiting for the store, which is a process of its own.
  maxWorkers: Math.max(2, availableParallelism() - 1),
  // Modules that were read for one file are never let go of: a worker that has grown gives way to a fresh one.
  workerIdleMemoryLimit: '1.5GB',
  testTimeout: 60_000,
  reporters: ['default', '<rootDir>/scripts/report-counts.mjs'],
};
