import type { RequestHandler } from 'express';
import {
  type ApiDocument,
  type DocumentedOperation,
  type DocumentedParameter,
  exampleOf,
  type Schema,
} from './document.ts';
import { html, type Markup } from './markup.ts';
import { type Page, sendPage } from './page.ts';

interface Placed extends DocumentedOperation {
  readonly method: string;
  readonly path: string;
}

const asJson = (value: unknown): string => JSON.stringify(value, undefined, 2);

/** In a few words: `text`, `one of a, b`, `list of Slot`. */
function describe({ $ref, type, enum: choices, items, format, oneOf, anyOf, const: only }: Schema): string {
  if ($ref !== undefined) return $ref.split('/').at(-1) ?? '';
  if (only !== undefined) return JSON.stringify(only);
  if (choices !== undefined) return `one of ${choices.join(', ')}`;
  if (items !== undefined) return `list of ${describe(items)}`;
  const parts = oneOf ?? anyOf;
  if (parts !== undefined) return [...new Set(parts.map(describe))].join(' or ');
  const plain = typeof type === 'string' ? type : type?.join(' or ');
  return format ?? (plain === 'string' ? 'text' : (plain ?? 'anything'));
}

const writeParameter = ({ name, in: place, required, description, schema }: DocumentedParameter): Markup => html`
<dt><code>${name}</code> <span class="soft">${place}${required ? ', required' : ''}</span></dt>
<dd>${describe(schema)}${description === undefined ? '' : `: ${description}`}</dd>`;

const fieldFor = (operation: Placed, { name, in: place, required, schema }: DocumentedParameter): Markup => {
  const id = `${operation.operationId}-${name}`;
  const example = required ? String(exampleOf(schema, { components: { schemas: {} } })) : '';
  return html`
<label for="${id}">${name}${required ? '' : ' (may be left out)'}</label>
<input id="${id}" data-in="${place}" name="${name}" placeholder="${example}">`;
};

/** Hidden until the script is there that makes it work. */
const writeTrial = (operation: Placed, example: unknown): Markup => {
  const { operationId, method, path, parameters = [] } = operation;
  const body =
    example === undefined
      ? undefined
      : html`<label for="${operationId}-body">Body</label>
<textarea id="${operationId}-body" name="body" spellcheck="false">${asJson(example)}</textarea>`;
  return html`
<details data-trial hidden>
<summary>Try it</summary>
<form data-method="${method}" data-path="/api/v1${path}">
${parameters.map((parameter) => fieldFor(operation, parameter))}
${body}
<button type="submit">Send ${method}</button>
</form>
<div role="status" aria-live="polite"><pre hidden tabindex="0" aria-label="Answer"></pre></div>
</details>`;
};

function writeOperation(operation: Placed, document: ApiDocument): Markup {
  const { operationId, method, path, summary, parameters = [], requestBody, responses } = operation;
  const bodySchema = requestBody?.content['application/json']?.schema;
  const example = bodySchema && exampleOf(bodySchema, document);
  const answers = Object.entries(responses).map(([status, { description, content = {} }]) => {
    const forms = Object.entries(content).map(([type, { schema }]) => `${describe(schema)} as ${type}`);
    return html`<dt>${status === 'default' ? 'anything else' : status}</dt><dd>${description}. ${forms.join('; ')}</dd>`;
  });
  return html`
<section aria-labelledby="${operationId}">
<h3 id="${operationId}"><span class="method">${method}</span> <code>${path}</code></h3>
<p>${summary}.${operation.security?.length === 0 ? ' Anybody may call this.' : ''}</p>
${parameters.length === 0 ? undefined : html`<dl>${parameters.map(writeParameter)}</dl>`}
${
  bodySchema === undefined
    ? undefined
    : html`<p>The least it takes:</p><pre tabindex="0">${asJson(example)}</pre>
<details><summary>Schema of the body</summary><pre tabindex="0">${asJson(bodySchema)}</pre></details>`
}
<details><summary>Answers</summary><dl>${answers}</dl></details>
${writeTrial(operation, example)}
</section>`;
}

const slugOf = (tag: string): string => tag.toLowerCase().replaceAll(/\W+/g, '-');

function writeDocs(document: ApiDocument): Markup {
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(
      ([method, operation]): Placed => ({ ...operation, method: method.toUpperCase(), path }),
    ),
  );
  const tags = [...new Set(operations.flatMap(({ tags: named }) => named))];
  const chapters = tags.map(
    (tag) => html`
<h2 id="${slugOf(tag)}">${tag}</h2>
${operations.filter(({ tags: named }) => named.includes(tag)).map((operation) => writeOperation(operation, document))}`,
  );
  const schemas = Object.entries(document.components.schemas).map(
    ([name, schema]) => html`<details id="schema-${name}"><summary>${name}</summary>
${schema.description === undefined ? undefined : html`<p>${schema.description}</p>`}
<pre tabindex="0">${asJson(schema)}</pre></details>`,
  );
  return html`<a class="skip" href="#main">To the operations</a>
<header>
<h1>${document.info.title} API</h1>
<p>${document.info.description}</p>
<p>Version ${document.info.version}, as a machine reads it: <a href="/api/v1/openapi.json">openapi.json</a>.
Lists come in pages: hand <code>next</code> back as <code>after</code>. What is no success is told as problem details (RFC 9457).</p>
<div data-trial hidden>
<label for="key">API key</label>
<input id="key" type="password" autocomplete="off" spellcheck="false">
<p class="soft">For trying calls below. It stays in this page and is gone when you leave it; without it your own session counts.</p>
</div>
</header>
<nav aria-label="Chapters"><ul class="chapters">${tags.map((tag) => html`<li><a href="#${slugOf(tag)}">${tag}</a></li>`)}
<li><a href="#schemas">Schemas</a></li></ul></nav>
<main id="main" tabindex="-1">
${chapters}
<h2 id="schemas">Schemas</h2>
${schemas}
</main>`;
}

/** Written when it is opened first. */
export function serveDocs(read: () => ApiDocument): RequestHandler {
  let page: Page | undefined;
  return (_req, res) => {
    page ??= pageOf(read());
    sendPage(res, 200, page);
  };
}

const pageOf = (document: ApiDocument): Page => ({
  title: `${document.info.title} API`,
  content: writeDocs(document),
  script: 'try-call.js',
});
