import base from './jest.config.mjs';

/** Real pages in a real browser; run by `npm run test:browser`, which knows where the browser is. */
export default { ...base, testMatch: ['<rootDir>/tests/browser/**/*.test.ts'], testPathIgnorePatterns: [] };
