import type { Readable } from 'node:stream'

const longestLine = 64 * 1024

/** Calls back for every line of a text stream; a line beyond 64 KiB is cut, so that memory stays bounded. */
export const eachLine = (stream: Readable, onLine: (line: string) => void): void => {
  let rest = ''
  stream.setEncoding('utf8')
  stream.on('data', (text: string) => {
    const lines = (rest + text).split('\n')
    rest = (lines.pop() ?? '').slice(0, longestLine)
    for (const line of lines) onLine(line.endsWith('\r') ? line.slice(0, -1) : line)
  })
  stream.on('end', () => {
    if (rest) onLine(rest)
  })
}
