import { parseArgs } from 'node:util'

/** A flag of a verb; `value` names what comes after a flag that is no switch, e.g. `DIR`. */
export type Flag =
  | { type: 'string'; value: string; help: string; multiple?: boolean }
  | { type: 'boolean'; help: string }
type Flags = Record<string, Flag>

type Values<F extends Flags> = {
  [K in keyof F]?: F[K] extends { type: 'boolean' } ? boolean : F[K] extends { multiple: true } ? string[] : string
}

/** What a verb is run with: its flags, the words that are no flags, and the environment (read nowhere else). */
export type Given<F extends Flags> = { flags: Values<F>; words: string[]; env: NodeJS.ProcessEnv }

export type Verb<F extends Flags = Flags> = {
  /** The words after the verb, e.g. `FILE|DIR… [--wait]`. */
  usage: string
  /** What `--help` says besides the flags. */
  about: string
  flags: F
  /** Whether words that are no flags are taken. */
  takesWords?: boolean
  /** Does it; answers the exit status. */
  run(given: Given<F>): Promise<number>
}

/** Declares a verb; its flags type what it is run with. */
export const verb = <const F extends Flags>(v: Verb<F>): Verb => v as unknown as Verb

/** A refusal that the person at the keyboard can act on: printed without a stack, and the exit status. */
export class Refusal extends Error {
  exitStatus: number
  constructor(message: string, exitStatus = 1) {
    super(message)
    this.exitStatus = exitStatus
  }
}

/** A command line that cannot be understood. */
export const misused = (message: string): Refusal => new Refusal(message, 2)

/** Reads a verb's command line; throws a Refusal on what it does not know. */
export const readCommandLine = (v: Verb, args: string[]): Pick<Given<Flags>, 'flags' | 'words'> => {
  const options = Object.fromEntries(
    Object.entries(v.flags).map(([name, flag]) => [
      name,
      { type: flag.type, multiple: flag.type === 'string' && flag.multiple === true },
    ]),
  )
  try {
    const { values, positionals } = parseArgs({ args, options, allowPositionals: v.takesWords ?? false })
    return { flags: values as Values<Flags>, words: positionals }
  } catch (cause) {
    // Node's words go on to explain how to pass a value that begins with a dash; the first sentence is enough.
    throw misused((cause as Error).message.split('. ')[0]!)
  }
}

/** The text of `rongmei VERB --help`. */
export const helpOf = (name: string, v: Verb): string => {
  const rows = Object.entries({ ...v.flags, help: { type: 'boolean', help: 'This text' } as Flag }).map(
    ([flag, f]) => [`--${flag}${f.type === 'string' ? ` ${f.value}` : ''}`, f.help] as const,
  )
  const width = Math.max(...rows.map(([left]) => left.length))
  const lines = rows.map(
    ([left, right]) => `  ${left.padEnd(width)}  ${right.replaceAll('\n', `\n${' '.repeat(width + 4)}`)}`,
  )
  return `Usage: rongmei ${name} ${v.usage}\n\n${v.about}\n\n${lines.join('\n')}\n`
}
