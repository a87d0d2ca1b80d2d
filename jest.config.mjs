/** Tests run as native ES modules, as the service itself does; swc only strips the types. */
export default {
  testEnvironment: 'node',
  testMatch: ['<rootDir>/tests/**/*.test.ts'],
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
  globalSetup: '<rootDir>/tests/support/start-store.mjs',
  globalTeardown: '<rootDir>/tests/support/stop-store.mjs',
  testTimeout: 20_000,
  reporters: ['default', '<rootDir>/scripts/report-counts.mjs'],
};
