/** Under which the station's tables of networks are kept. */
export const regionsKey = ['key', 'regions'] as const

/** As many as one region may have. */
export const mostNetworks = 40_000

const network = /^(?:\d{1,3}(?:\.\d{1,3}){3}(?:\/\d{1,2})?|[\da-f:]*:[\da-f:.]*(?:\/\d{1,3})?)$/i

/**
 * The networks in a text or a table: of each line the first cell that is one. Lines that have none are told by their
 * numbers, and so are those that name a first and a last address: nobody knows whether all between is meant.
 */
export const networksIn = (text: string): { networks: string[]; strange: number[] } => {
  const networks = new Set<string>()
  const strange: number[] = []
  for (const [i, line] of text.split(/\r?\n/).entries()) {
    const cells = line
      .replace(/#.*$/, '')
      .split(/[\s,;，；|]+/)
      .map((cell) => cell.replaceAll(/^["'\u{FEFF}]+|["']+$/gu, ''))
      .filter((cell) => cell !== '')
    if (cells.length === 0) continue
    const [found, other] = cells.filter((cell) => network.test(cell))
    if (found === undefined || (other !== undefined && !found.includes('/') && !other.includes('/')))
      strange.push(i + 1)
    else networks.add(found)
  }
  return { networks: [...networks], strange }
}
