import type { Express, RequestHandler, Router } from 'express';
import { sendProblem } from './problems.ts';

/** As much of what a router keeps of its routes as is read here; express' own types tell of an older form. */
interface Layer {
  readonly route?: { readonly methods: Readonly<Record<string, boolean>> };
  readonly handle: { readonly stack?: readonly Layer[] };
  /** With as much of the path as it takes. */
  match(path: string): { readonly path: string } | false | undefined;
}

// Every router has a stack of layers; their form is given above.
const layersOf = (router: Router): readonly Layer[] => router.stack as unknown as readonly Layer[];

/** A path that cannot be decoded is nobody's. */
function takenOf(layer: Layer, path: string): string | undefined {
  try {
    return (layer.match(path) || undefined)?.path;
  } catch {
    return undefined;
  }
}

function methodsAt(layers: readonly Layer[], path: string): readonly string[] {
  return layers.flatMap((layer) => {
    const { route, handle } = layer;
    const taken = route === undefined && handle.stack === undefined ? undefined : takenOf(layer, path);
    if (taken === undefined) return [];
    if (route !== undefined) return Object.keys(route.methods);
    const rest = path.slice(taken.length);
    return methodsAt(handle.stack ?? [], rest.startsWith('/') ? rest : `/${rest}`);
  });
}

/** What can be asked of a path, in the words of HTTP; nothing where nobody answers there. */
function allowedAt(app: Express, path: string): readonly string[] {
  const known = new Set(methodsAt(layersOf(app.router), path).map((method) => method.toUpperCase()));
  if (known.size === 0) return [];
  if (known.has('GET')) known.add('HEAD');
  return [...known.add('OPTIONS')].toSorted();
}

/** Says what can be asked of a path, whoever asks; other sites are given no leave by it. */
export const answerOptions =
  (app: Express): RequestHandler =>
  (req, res, next) => {
    const allowed = req.method === 'OPTIONS' ? allowedAt(app, req.path) : [];
    if (allowed.length === 0) next();
    else res.status(204).set('Allow', allowed.join(', ')).end();
  };

/** After all routes: the path is known and the method is not, or neither is. */
export const answerUnknown =
  (app: Express): RequestHandler =>
  (req, res) => {
    const allowed = allowedAt(app, req.path);
    if (allowed.length === 0 || allowed.includes(req.method))
      return sendProblem(res, 'not_found', `${req.method} ${req.path} is no address of this service.`);
    res.set('Allow', allowed.join(', '));
    sendProblem(res, 'method_not_allowed', `${req.method} is not possible here; what is: ${allowed.join(', ')}.`);
  };
