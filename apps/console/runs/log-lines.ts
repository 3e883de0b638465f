export type LogLine = { attempt: number; at: string; line: string }
/** A command as it was run, whole, and the line of the log it begins in. */
export type LogCommand = { attempt: number; at: string; text: string; index: number }

/**
 * The commands a log tells of: a line that begins with `$ `, together with the next ones as long as a line ends with a
 * backslash.
 */
export const commandsIn = (lines: readonly LogLine[]): LogCommand[] => {
  const commands: LogCommand[] = []
  for (let i = 0; i < lines.length; i += 1) {
    const { line, attempt, at } = lines[i]!
    if (!line.startsWith('$ ')) continue
    const index = i
    let text = line.slice(2)
    while (text.endsWith('\\') && lines[i + 1]?.attempt === attempt) text = text.slice(0, -1) + lines[(i += 1)]!.line
    commands.push({ attempt, at, text, index })
  }
  return commands
}

/** A place in a log where what is searched for stands. */
export type Hit = { index: number; from: number; to: number }

const mostHits = 10_000

/** Every place where a word stands, whatever its case, from the top. */
export const hitsIn = (lines: readonly LogLine[], wanted: string): Hit[] => {
  const word = wanted.trim().toLowerCase()
  const hits: Hit[] = []
  if (word === '') return hits
  for (const [index, { line }] of lines.entries()) {
    const text = line.toLowerCase()
    for (let from = text.indexOf(word); from !== -1; from = text.indexOf(word, from + word.length)) {
      hits.push({ index, from, to: from + word.length })
      if (hits.length >= mostHits) return hits
    }
  }
  return hits
}

/** A line cut at its hits: what stands between them, and which hit each of the others is. */
export const piecesOf = (
  line: string,
  hits: readonly (Hit & { number: number })[],
): { text: string; hit?: number }[] => {
  const pieces: { text: string; hit?: number }[] = []
  let at = 0
  for (const { from, to, number } of hits) {
    if (from > at) pieces.push({ text: line.slice(at, from) })
    pieces.push({ text: line.slice(from, to), hit: number })
    at = to
  }
  if (at < line.length) pieces.push({ text: line.slice(at) })
  return pieces
}

/** A log as a file: a line each, with when it was said. */
export const logText = (lines: readonly LogLine[]): string =>
  lines.map(({ at, attempt, line }) => `${at} #${attempt} ${line}`).join('\n')
