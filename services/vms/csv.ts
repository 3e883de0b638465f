import { Problem } from '#backbone'

const unclosed = (line: number) => new Problem('bad-table', 400, 'A quotation mark is never closed', { line })

/** One row of a table and the line of the text it began at. */
export type CsvRow = { line: number; cells: string[] }

/** Reads a table (RFC 4180); empty lines are passed over. The separator is the first of `,` `;` and tab in its head. */
export const parseCsv = (text: string): CsvRow[] => {
  const source = text.startsWith('\uFEFF') ? text.slice(1) : text
  const separator = /[,;\t]/.exec(source.slice(0, source.indexOf('\n') + 1 || undefined))?.[0] ?? ','
  const rows: CsvRow[] = []
  let line = 1
  let row: CsvRow = { line, cells: [] }
  let cell = ''
  let quoted = false
  const endCell = () => {
    row.cells.push(unguarded(cell.endsWith('\r') ? cell.slice(0, -1) : cell))
    cell = ''
  }
  const endRow = () => {
    endCell()
    if (row.cells.some((one) => one !== '')) rows.push(row)
    row = { line, cells: [] }
  }
  for (let at = 0; at < source.length; at += 1) {
    const character = source[at]!
    if (character === '\n') line += 1
    if (quoted) {
      if (character !== '"') cell += character
      else if (source[at + 1] === '"') cell += source[(at += 1)]!
      else quoted = false
    } else if (character === '"' && cell === '') quoted = true
    else if (character === separator) endCell()
    else if (character === '\n') endRow()
    else cell += character
  }
  if (quoted) throw unclosed(row.line)
  endRow()
  return rows
}

/** Spreadsheets run what begins like this; a leading apostrophe makes it text, and is taken off when it comes back. */
const runs = /^[=+\-@\t\r]/
const unguarded = (cell: string) => (cell.startsWith("'") && runs.test(cell.slice(1)) ? cell.slice(1) : cell)
const isNumber = /^-?\d+(\.\d+)?$/

/** One line of a table, with its ending. */
export const csvLine = (cells: string[]): string =>
  `${cells
    .map((cell) => (runs.test(cell) && !isNumber.test(cell) ? `'${cell}` : cell))
    .map((cell) => (/[",;\n\r\t]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell))
    .join(',')}\r\n`
