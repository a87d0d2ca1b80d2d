import { Fault } from '../core/fault.ts';
import { type Command, type Desk, type Outcome, readGiven, UsageError } from './command.ts';
import { importCommands } from './import.ts';
import { importers } from './importers.ts';
import { keyCommands } from './keys.ts';
import { memberCommands } from './members.ts';
import { organisationCommands } from './organisations.ts';
import { serviceCommands } from './services.ts';
import { wordingCommands } from './wording.ts';

const COMMANDS: readonly Command[] = [
  ...organisationCommands,
  ...wordingCommands,
  ...memberCommands,
  ...keyCommands,
  ...serviceCommands,
  ...importCommands(importers),
];

const EXIT = { done: 0, refused: 1, misused: 2 } as const;
type ExitCode = (typeof EXIT)[keyof typeof EXIT];

export interface Terminal {
  out(text: string): void;
  error(text: string): void;
}

const widest = Math.max(...COMMANDS.map(({ name }) => name.length));
const overviewOf = (commands: readonly Command[]): string => `Usage: npm run -s admin -- COMMAND [options]

${commands.map(({ name, summary }) => `  ${name.padEnd(widest)}  ${summary}`).join('\n')}

Every command takes --json (the result for programs) and --help.
Exit codes: 0 it is done, 1 it was refused, 2 the call was not understood.
`;

function helpFor({ name, summary, takes, options }: Command): string {
  const lines = Object.entries(options).map(([option, { what, isRequired, isFlag }]) => {
    const call = `--${option}${isFlag ? '' : ` ${option.toUpperCase()}`}`;
    return `  ${call.padEnd(32)}${what}${isRequired ? ' (required)' : ''}`;
  });
  return `${summary}.\n\nUsage: npm run -s admin -- ${name}${takes === undefined ? '' : ` ${takes}`} [options]\n\n${lines.join('\n')}\n`;
}

function tell(outcome: Outcome, isJson: boolean, terminal: Terminal): ExitCode {
  if (outcome.ok) {
    terminal.out(isJson ? `${JSON.stringify(outcome.value)}\n` : `${outcome.text}\n`);
    return EXIT.done;
  }
  const { problem, details = [] } = outcome;
  if (isJson) terminal.out(`${JSON.stringify({ problem, details })}\n`);
  else terminal.error(`${[problem, ...details.map((detail) => `  ${detail}`)].join('\n')}\n`);
  return EXIT.refused;
}

/** What a caller could mend is an outcome; anything else goes on up. */
const outcomeOf = (error: unknown): Outcome => {
  if (!(error instanceof Fault)) throw error;
  return {
    ok: false,
    problem: error.message,
    details: error.fields.map(({ pointer, message }) => `${pointer} ${message}`),
  };
};

/** Opens the store only for a call that was understood. */
export async function runCommand(
  argv: readonly string[],
  terminal: Terminal,
  withDesk: (act: (desk: Desk) => Promise<Outcome>) => Promise<Outcome>,
): Promise<ExitCode> {
  const isJson = argv.includes('--json');
  const words = argv.filter((word) => word !== '--json' && word !== '--help' && word !== '-h');
  const isHelp = words.length < argv.length - (isJson ? 1 : 0);
  const command = COMMANDS.find(({ name }) => name === words.slice(0, 2).join(' '));
  if (command === undefined) {
    // Whoever knows the first word is shown what goes with it.
    const group = COMMANDS.filter(({ name }) => name.startsWith(`${words[0]} `));
    const overview = overviewOf(group.length > 0 ? group : COMMANDS);
    if (isHelp || words.length === 0) terminal.out(overview);
    else terminal.error(`There is no command ${words.slice(0, 2).join(' ')}.\n\n${overview}`);
    return isHelp ? EXIT.done : EXIT.misused;
  }
  if (isHelp) {
    terminal.out(helpFor(command));
    return EXIT.done;
  }
  try {
    const given = readGiven(command, words.slice(2));
    return tell(await withDesk((desk) => command.run(given, desk).catch(outcomeOf)), isJson, terminal);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    terminal.error(`${error.message}\n\n${helpFor(command)}`);
    return EXIT.misused;
  }
}
