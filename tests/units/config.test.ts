import { describe, expect, test } from '@jest/globals';
import { ConfigError, readConfig } from '../../src/config.ts';

const key = Buffer.alloc(32, 7).toString('base64');
const problemsOf = (environment: Record<string, string>): string => {
  try {
    readConfig(environment);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  return '';
};

describe('the environment', () => {
  test('a newcomer needs to set nothing', () => {
    expect(readConfig({})).toMatchObject({
      isProduction: false,
      role: 'all',
      host: '127.0.0.1',
      port: 3000,
      publicUrl: 'http://localhost:3000',
      dataDir: './data',
    });
  });

  test('an empty variable is one that is not set', () => {
    expect(readConfig({ PORT: '', MONGODB_URI: ' ' })).toMatchObject({ port: 3000, mongodbUri: undefined });
  });

  test('a worker beside the web process does not ask for the same port', () => {
    expect(readConfig({ ROLE: 'worker' }).port).toBe(3001);
    expect(readConfig({ ROLE: 'worker', PORT: '4000' }).port).toBe(4000);
  });

  test.each([
    ['PORT', 'eighty', 'must be a whole number from 0 to 65535', '3000'],
    ['PORT', '70000', 'must be a whole number from 0 to 65535', '3000'],
    ['ROLE', 'boss', 'must be one of web, worker, all', 'web'],
    ['MONGODB_URI', 'postgres://db', 'must begin with mongodb:// or mongodb+srv://', 'mongodb://localhost'],
    ['PUBLIC_URL', 'ftp://parley', 'must be a web address', 'https://'],
    ['SECRET_KEY', 'too-short', 'must be 32 bytes in base64', 'openssl rand -base64 32'],
    ['SECRET_KEYS_PREVIOUS', `${key},oops`, 'must be 32 bytes in base64', 'SECRET_KEY'],
    ['LOG_LEVEL', 'loud', 'must be one of fatal', 'info'],
    ['METRICS_TOKEN', 'short', 'must have at least 16 characters', 'openssl'],
    ['TRUST_PROXY', '-1', 'must be a whole number from 0 to 10', '1'],
  ])('%s=%s: the error names it, says why, and shows what would do', (name, value, why, example) => {
    const message = problemsOf({ [name]: value });
    expect(message).toContain(`- ${name} ${why}`);
    expect(message).toContain('Example: ');
    expect(message).toContain(example);
  });

  test('everything that is wrong is said at once, and no value is shown', () => {
    const message = problemsOf({ PORT: 'x', SECRET_KEY: 'my-real-secret', ROLE: 'y' });
    expect(message.match(/^ {2}- /gm)).toHaveLength(3);
    expect(message).not.toContain('my-real-secret');
  });

  test('production must be given its key and its public address', () => {
    expect(problemsOf({ NODE_ENV: 'production' })).toContain('SECRET_KEY is required');
    expect(problemsOf({ NODE_ENV: 'production', SECRET_KEY: key })).toContain('PUBLIC_URL is required');
    expect(
      readConfig({ NODE_ENV: 'production', SECRET_KEY: key, PUBLIC_URL: 'https://p.example.com/' }).publicUrl,
    ).toBe('https://p.example.com');
  });

  test('a worker writes links into messages, and they lead to the pages, not to itself', () => {
    expect(problemsOf({ NODE_ENV: 'production', SECRET_KEY: key, ROLE: 'worker' })).toContain('PUBLIC_URL is required');
    expect(readConfig({ ROLE: 'worker' }).publicUrl).toBe('http://localhost:3000');
    expect(readConfig({ ROLE: 'worker', PORT: '4000' }).publicUrl).toBe('http://localhost:3000');
    expect(readConfig({ PORT: '4000' }).publicUrl).toBe('http://localhost:4000');
  });
});
