/** What one station used of each kind since it was last told. */
export type Amounts<K extends string> = Partial<Record<K, number>>

export type Meter<K extends string> = {
  add(station: string, kind: K, amount: number): void
  /** Tells what is left, and counts no more. */
  stop(): Promise<void>
}

const everyMilliseconds = 30_000

/**
 * Counts what is used too often to be told one by one, such as bytes sent, and tells the sums of each station every half
 * a minute; what cannot be told is kept and told with the next. A process that is killed loses what it had not told.
 */
export const openMeter = <K extends string>(
  tell: (station: string, amounts: Amounts<K>) => Promise<void>,
  options: { failed(error: unknown): void; everyMilliseconds?: number },
): Meter<K> => {
  let sums = new Map<string, Amounts<K>>()
  const add: Meter<K>['add'] = (station, kind, amount) => {
    if (!(amount > 0)) return
    const own: Amounts<K> = sums.get(station) ?? {}
    own[kind] = (own[kind] ?? 0) + amount
    sums.set(station, own)
  }
  const flush = async () => {
    const told = sums
    sums = new Map()
    for (const [station, amounts] of told) {
      try {
        await tell(station, amounts)
      } catch (error) {
        for (const [kind, amount] of Object.entries(amounts)) add(station, kind as K, amount as number)
        options.failed(error)
      }
    }
  }
  let telling = Promise.resolve()
  const turn = () => (telling = telling.then(flush))
  const timer = setInterval(() => void turn(), options.everyMilliseconds ?? everyMilliseconds)
  timer.unref()
  return {
    add,
    async stop() {
      clearInterval(timer)
      await turn()
    },
  }
}
