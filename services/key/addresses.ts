import { isIP } from 'node:net'

type Range = { first: bigint; last: bigint }

const mapped = 0xffffn << 32n

/** An IP address as a number of 128 bits; IPv4 as IPv6 writes it (`::ffff:192.0.2.1`). Undefined if it is none. */
const numberOf = (address: string): bigint | undefined => {
  const kind = isIP(address)
  if (kind === 4) return mapped | v4(address)
  return kind === 6 ? v6(address.replace(/%.*$/, '')) : undefined
}

const v4 = (address: string): bigint => address.split('.').reduce((sum, part) => (sum << 8n) | BigInt(part), 0n)

const v6 = (address: string): bigint => {
  const [, dotted] = /:(\d+\.\d+\.\d+\.\d+)$/.exec(address) ?? []
  const tail = dotted === undefined ? undefined : v4(dotted)
  const plain =
    tail === undefined
      ? address
      : `${address.slice(0, -dotted!.length)}${(tail >> 16n).toString(16)}:${(tail & 0xffffn).toString(16)}`
  const [head = '', rest] = plain.split('::')
  const groups = (text: string) => (text === '' ? [] : text.split(':'))
  const [before, after] = [groups(head), groups(rest ?? '')]
  const zeros = rest === undefined ? [] : Array.from({ length: 8 - before.length - after.length }, () => '0')
  return [...before, ...zeros, ...after].reduce((sum, group) => (sum << 16n) | BigInt(`0x${group}`), 0n)
}

/** The addresses of a network (`10.0.0.0/8`, `2001:db8::/32`) or a single address; undefined if it is neither. */
const rangeOf = (network: string): Range | undefined => {
  const [address = '', bits, more] = network.trim().split('/')
  const number = numberOf(address)
  const longest = isIP(address) === 4 ? 32 : 128
  if (number === undefined || more !== undefined || (bits !== undefined && !/^\d{1,3}$/.test(bits))) return undefined
  const prefix = bits === undefined ? longest : Number(bits)
  if (prefix > longest) return undefined
  const hosts = (1n << BigInt(longest - prefix)) - 1n
  return { first: number & ~hosts, last: number | hosts }
}

/** Whether a text is an address or a network. */
export const isNetwork = (text: string): boolean => rangeOf(text) !== undefined

/** Whether two texts are the same address, however they are written. */
export const isSameAddress = (a: string, b: string): boolean => numberOf(a) !== undefined && numberOf(a) === numberOf(b)

/** A question that says whether an address lies in any of some networks; quick also for tens of thousands. */
export const insideOf = (networks: readonly string[]): ((address: string) => boolean) => {
  const ranges = merged(networks.map(rangeOf).filter((range) => range !== undefined))
  return (address) => {
    const number = numberOf(address)
    if (number === undefined) return false
    let [low, high] = [0, ranges.length - 1]
    while (low <= high) {
      const middle = (low + high) >> 1
      const range = ranges[middle]!
      if (number < range.first) high = middle - 1
      else if (number > range.last) low = middle + 1
      else return true
    }
    return false
  }
}

const merged = (ranges: readonly Range[]): Range[] => {
  const result: Range[] = []
  for (const range of ranges.toSorted((a, b) => (a.first < b.first ? -1 : a.first > b.first ? 1 : 0))) {
    const last = result.at(-1)
    if (last && range.first <= last.last + 1n) last.last = range.last > last.last ? range.last : last.last
    else result.push({ ...range })
  }
  return result
}
