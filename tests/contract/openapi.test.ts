import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Validator } from '@seriousme/openapi-schema-validator';
import { createConversations } from '../../src/conversations.ts';
import { type ApiDocument, exampleOf } from '../../src/http/pages/document.ts';
import { createIds } from '../../src/ids.ts';
import { createScheduling } from '../../src/scheduling.ts';
import { createVisitSharing } from '../../src/self-service.ts';
import { createWeb } from '../../src/web.ts';
import { type FrontDesk, openFrontDesk } from '../support/front-desk.ts';
import { ringOf } from '../support/machinery.ts';
import { operationsOf, readDocument } from '../support/operations.ts';

let desk: FrontDesk;
let document: ApiDocument;

beforeAll(async () => {
  desk = await openFrontDesk();
  document = await readDocument(desk);
});
afterAll(() => desk.close());

interface Layer {
  readonly route?: { readonly path: string | readonly string[]; readonly methods: Readonly<Record<string, boolean>> };
  readonly handle: { readonly stack?: readonly Layer[] };
}

/** What express really has, however deep it hangs. */
function mountedOn(stack: readonly Layer[]): readonly string[] {
  return stack.flatMap(({ route, handle }) => {
    if (route !== undefined)
      return Object.keys(route.methods).flatMap((method) =>
        [route.path].flat().map((path) => `${method.toUpperCase()} ${path.replaceAll(/:(\w+)/g, '{$1}')}`),
      );
    return handle.stack === undefined ? [] : mountedOn(handle.stack);
  });
}

describe('the API document', () => {
  test('names every route that is mounted, and none that is not', () => {
    const { clock, store } = desk;
    const mail = { send: async () => {} };
    const config = { publicUrl: desk.url, isProduction: false };
    const ids = createIds(clock);
    const scheduling = createScheduling({ store, clock, ids, chance: () => 0.5 });
    const keys = ringOf('one');
    const sharing = createVisitSharing({ store, scheduling, keys, clock, ids, publicUrl: desk.url });
    const conversations = createConversations({
      store,
      scheduling,
      clock,
      ids,
      sendsBy: () => true,
      onFault: () => {},
    });
    const routers = createWeb({ config, store, scheduling, conversations, sharing, clock, ids, mail });
    // The first of them is the API; the others are pages for people. Of a layer's handler the types tell nothing; a router has a stack of its own.
    const [[, api]] = routers.filter(([path]) => path === '/');
    const layers = api.stack as unknown as Layer[];
    const isPage = (route: string) =>
      /^\w+ \/($|docs|sign-in|address\/|sign-out|calendar|\{|print|[\w-]+\.(css|js))/.test(route);
    const mounted = mountedOn(layers).filter((route) => route !== 'GET /openapi.json' && !isPage(route));
    const documented = operationsOf(document).map(({ method, path }) => `${method} ${path}`);
    // What is booked hangs under /api/booking a second time.
    expect([...new Set(mounted)].sort()).toEqual(documented.toSorted());
    expect(documented.length).toBeGreaterThan(40);
  });

  test('is OpenAPI 3.1, with every reference leading somewhere and every operation named once', () => {
    expect(document.openapi).toMatch(/^3\.1\./);
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g)];
    expect(references.length).toBeGreaterThan(20);
    const known = Object.keys(document.components.schemas);
    for (const [, name = ''] of references) expect(known).toContain(name);
    const ids = operationsOf(document).map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('is valid by the schema of the OpenAPI initiative', async () => {
    const { valid, errors } = await new Validator().validate(JSON.parse(JSON.stringify(document)));
    expect(errors).toBeUndefined();
    expect(valid).toBe(true);
  });

  test('says what every parameter in a path is', () => {
    for (const { path, parameters } of operationsOf(document)) {
      const named = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      const told = parameters.filter((parameter) => parameter.in === 'path').map(({ name }) => name);
      expect(told).toEqual(named);
    }
  });

  test('has a plain example for every body, so that a reader can begin with it', () => {
    for (const { id, body } of operationsOf(document))
      if (body !== undefined) expect([id, exampleOf(body, document)]).toEqual([id, expect.any(Object)]);
  });

  test('everything but signing in asks who is calling', async () => {
    for (const { method, path, isPublic } of operationsOf(document)) {
      if (isPublic) continue;
      const { status } = await desk.call(method, `/api/v1${path}`, method === 'GET' ? {} : { body: {} });
      expect([method, path, status]).toEqual([method, path, 401]);
    }
  });
});
