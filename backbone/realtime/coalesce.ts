/** PostgreSQL's NOTIFY carries at most 8,000 bytes. */
const maxPayloadBytes = 7500
const windowMilliseconds = 150
const maxWaiting = 5000

/**
 * Gathers what is told within a window and sends it together. A message with an `id` replaces an earlier one with the
 * same id in the same room: of a progress bar only the latest state matters.
 */
export const openCoalescer = (send: (payloads: string[]) => void) => {
  let waiting = new Map<string, { station: string; room: string; message: object }>()
  let timer: NodeJS.Timeout | undefined
  let unnamed = 0

  const flush = () => {
    timer = undefined
    const told = [...waiting.values()]
    waiting = new Map()
    const payloads: string[] = []
    for (const [station, tells] of Map.groupBy(told, (tell) => tell.station)) {
      let batch: object[] = []
      let bytes = 0
      for (const { room, message } of tells) {
        const size = Buffer.byteLength(JSON.stringify({ room, message })) + 1
        if (size > maxPayloadBytes) continue
        if (bytes + size > maxPayloadBytes) {
          payloads.push(JSON.stringify({ station, tells: batch }))
          batch = []
          bytes = 0
        }
        batch.push({ room, message })
        bytes += size
      }
      if (batch.length > 0) payloads.push(JSON.stringify({ station, tells: batch }))
    }
    if (payloads.length > 0) send(payloads)
  }

  return {
    tell(station: string, room: string, message: object) {
      const id = 'id' in message ? String(message.id) : `#${(unnamed += 1)}`
      if (waiting.size >= maxWaiting) return
      waiting.set(`${station}/${room}/${id}`, { station, room, message })
      timer ??= setTimeout(flush, windowMilliseconds)
    },
    close() {
      clearTimeout(timer)
      waiting.clear()
    },
  }
}
