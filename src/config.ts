import { z } from 'zod';

/** The environment could not be used. Names every variable that is wrong, says why, and shows one that would do. */
export class ConfigError extends Error {
  constructor(problems: readonly string[]) {
    super(`The configuration cannot be used:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`);
    this.name = 'ConfigError';
  }
}

const KEY_EXAMPLE = '`openssl rand -base64 32` prints one';

const secretKey = z.string().refine((text) => {
  const bytes = Buffer.from(text, 'base64');
  return bytes.length === 32 && bytes.toString('base64').replaceAll('=', '') === text.replaceAll('=', '');
}, 'must be 32 bytes in base64');

const wholeNumber = (from: number, to: number) =>
  z
    .string()
    .regex(/^\d+$/, `must be a whole number from ${from} to ${to}`)
    .transform(Number)
    .refine((value) => value >= from && value <= to, `must be a whole number from ${from} to ${to}`);

const webAddress = z
  .url({ protocol: /^https?$/, error: 'must be a web address with http:// or https://' })
  .transform((text) => text.replace(/\/+$/, ''));

const oneOf = <const T extends readonly [string, ...string[]]>(values: T) =>
  z.enum(values, { error: `must be one of ${values.join(', ')}` });

/** Every variable we read, how it is checked, and an example that an error can show. */
const variables = {
  NODE_ENV: { schema: oneOf(['development', 'production', 'test']).default('development'), example: 'production' },
  ROLE: { schema: oneOf(['web', 'worker', 'all']).default('all'), example: 'web' },
  HOST: { schema: z.string().min(1, 'must be an address to listen on').default('127.0.0.1'), example: '0.0.0.0' },
  PORT: { schema: wholeNumber(0, 65_535).optional(), example: '3000' },
  PUBLIC_URL: { schema: webAddress.optional(), example: 'https://parley.example.com' },
  TRUST_PROXY: { schema: wholeNumber(0, 10).default(0), example: '1 (how many proxies stand in front of us)' },
  MONGODB_URI: {
    schema: z
      .string()
      .regex(/^mongodb(\+srv)?:\/\/\S+$/, 'must begin with mongodb:// or mongodb+srv://')
      .optional(),
    example: 'mongodb://localhost:27017/parley?replicaSet=rs0',
  },
  DATA_DIR: { schema: z.string().min(1, 'must be a folder').default('./data'), example: '/var/lib/parley' },
  SECRET_KEY: { schema: secretKey.optional(), example: KEY_EXAMPLE },
  SECRET_KEYS_PREVIOUS: {
    schema: z
      .string()
      .transform((text) => text.split(',').map((part) => part.trim()))
      .pipe(z.array(secretKey))
      .default([]),
    example: 'the former SECRET_KEY, several parted by commas',
  },
  LOG_LEVEL: {
    schema: oneOf(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
    example: 'info',
  },
  SMTP_URL: {
    schema: z.url({ protocol: /^smtps?$/, error: 'must be an address with smtp:// or smtps://' }).optional(),
    example: 'smtps://user:password@mail.example.com',
  },
  MAIL_FROM: {
    schema: z
      .string()
      .regex(/^[^<>\r\n]*<?[^\s@<>]+@[^\s@<>]+>?$/, 'must be a mail address')
      .optional(),
    example: 'Harbour Clinic <appointments@example.com>',
  },
  TWILIO_ACCOUNT_SID: {
    schema: z
      .string()
      .regex(/^AC[0-9a-fA-F]{32}$/, 'must be AC and 32 hexadecimal digits')
      .optional(),
    example: 'AC0123456789abcdef0123456789abcdef',
  },
  TWILIO_AUTH_TOKEN: {
    schema: z.string().min(16, 'must have at least 16 characters').optional(),
    example: 'the Auth Token of the account, from the Twilio console',
  },
  TWILIO_FROM: {
    schema: z
      .string()
      .regex(/^\+[1-9]\d{6,14}$/, 'must be a phone number with its country code')
      .optional(),
    example: '+14155550100',
  },
  TWILIO_MESSAGING_SERVICE_SID: {
    schema: z
      .string()
      .regex(/^MG[0-9a-fA-F]{32}$/, 'must be MG and 32 hexadecimal digits')
      .optional(),
    example: 'MG0123456789abcdef0123456789abcdef',
  },
  TWILIO_API_URL: { schema: webAddress.optional(), example: 'http://localhost:4010' },
  TWILIO_ORGANISATION: {
    schema: z
      .string()
      .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'must be the slug of an organisation')
      .optional(),
    example: 'harbour-clinic (needed where there are several organisations)',
  },
  METRICS_TOKEN: { schema: z.string().min(16, 'must have at least 16 characters').optional(), example: KEY_EXAMPLE },
} as const;

type Variable = keyof typeof variables;
type Values = { [Name in Variable]: z.output<(typeof variables)[Name]['schema']> };

function readVariables(environment: Readonly<Record<string, string | undefined>>): Values {
  const values: Record<string, unknown> = {};
  const problems: string[] = [];
  for (const [name, { schema, example }] of Object.entries(variables)) {
    const text = environment[name]?.trim();
    // An empty variable is how compose files and shells say "not set".
    const parsed = schema.safeParse(text === '' ? undefined : text);
    if (parsed.success) values[name] = parsed.data;
    else problems.push(`${name} ${parsed.error.issues[0].message}. Example: ${example}`);
  }
  if (problems.length > 0) throw new ConfigError(problems);
  return values as Values; // the loop above filled in every name of `variables` or threw
}

/** An account is of use only whole: its id, its token, and a number or service to send from. */
function twilioProblems(values: Values): readonly string[] {
  const { TWILIO_ACCOUNT_SID: account, TWILIO_AUTH_TOKEN: token } = values;
  const { TWILIO_FROM: from, TWILIO_MESSAGING_SERVICE_SID: service } = values;
  if ([account, token, from, service].every((value) => value === undefined)) return [];
  const missing = (name: Variable) =>
    `${name} is required with the other TWILIO_ variables. Example: ${variables[name].example}`;
  return [
    ...(account === undefined ? [missing('TWILIO_ACCOUNT_SID')] : []),
    ...(token === undefined ? [missing('TWILIO_AUTH_TOKEN')] : []),
    ...(from === undefined && service === undefined
      ? [
          `TWILIO_FROM or TWILIO_MESSAGING_SERVICE_SID is required: texts come from one of them. Example: ${variables.TWILIO_FROM.example}`,
        ]
      : []),
    ...(from !== undefined && service !== undefined
      ? ['TWILIO_FROM and TWILIO_MESSAGING_SERVICE_SID are both set: keep the one that texts shall come from.']
      : []),
  ];
}

function twilioOf(values: Values) {
  const { TWILIO_ACCOUNT_SID: accountSid, TWILIO_AUTH_TOKEN: authToken, TWILIO_FROM: from } = values;
  const { TWILIO_MESSAGING_SERVICE_SID: messagingService, TWILIO_API_URL: apiUrl } = values;
  if (accountSid === undefined || authToken === undefined) return undefined;
  const sender = messagingService === undefined ? { from: from ?? '' } : { messagingService };
  return { accountSid, authToken, sender, apiUrl, organisation: values.TWILIO_ORGANISATION };
}

const WEB_PORT = 3000;
const WORKER_PORT = 3001;

/** Environment to typed values, once. The values of variables are secrets more often than not: errors never show them. */
export function readConfig(environment: Readonly<Record<string, string | undefined>>) {
  const values = readVariables(environment);
  const isProduction = values.NODE_ENV === 'production';
  const problems: string[] = [];
  if (isProduction && values.SECRET_KEY === undefined)
    problems.push(`SECRET_KEY is required with NODE_ENV=production. Example: ${KEY_EXAMPLE}`);
  // A worker too: it writes the links into texts and mails.
  if (isProduction && values.PUBLIC_URL === undefined)
    problems.push(
      `PUBLIC_URL is required with NODE_ENV=production: links in messages are made from it. Example: ${variables.PUBLIC_URL.example}`,
    );
  if (values.SMTP_URL !== undefined && values.MAIL_FROM === undefined)
    problems.push(
      `MAIL_FROM is required with SMTP_URL: mail has to come from somebody. Example: ${variables.MAIL_FROM.example}`,
    );
  problems.push(...twilioProblems(values));
  if (problems.length > 0) throw new ConfigError(problems);

  // A worker beside the web process on one machine must not ask for the same port.
  const port = values.PORT ?? (values.ROLE === 'worker' ? WORKER_PORT : WEB_PORT);
  // The links that a worker writes lead to where the pages are.
  const webPort = values.ROLE === 'worker' ? WEB_PORT : port;
  return {
    isProduction,
    role: values.ROLE,
    host: values.HOST,
    port,
    publicUrl: values.PUBLIC_URL ?? `http://localhost:${webPort}`,
    trustedProxies: values.TRUST_PROXY,
    mongodbUri: values.MONGODB_URI,
    dataDir: values.DATA_DIR,
    secretKey: values.SECRET_KEY,
    previousSecretKeys: values.SECRET_KEYS_PREVIOUS,
    logLevel: values.LOG_LEVEL,
    metricsToken: values.METRICS_TOKEN,
    smtp:
      values.SMTP_URL === undefined || values.MAIL_FROM === undefined
        ? undefined
        : { url: values.SMTP_URL, from: values.MAIL_FROM },
    twilio: twilioOf(values),
  };
}

export type Config = ReturnType<typeof readConfig>;
