import { connect, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

/** What came of asking a server for a while; times in ms. */
export type Load = { requests: number; failed: number; bytes: number; seconds: number; milliseconds: number[] }

const headerEnd = Buffer.from('\r\n\r\n')

/** A kept connection that asks one thing after another, as cheaply as can be: what is measured is the server. */
const openConnection = async (port: number) => {
  const socket: Socket = connect({ port, host: '127.0.0.1', noDelay: true })
  await new Promise<void>((resolve, reject) => socket.once('connect', resolve).once('error', reject))
  let header: Buffer = Buffer.alloc(0)
  let left = -1
  let status = 0
  let answered: ((answer: { status: number; bytes: number }) => void) | undefined
  let bytes = 0
  socket.on('data', (chunk: Buffer) => {
    let body = chunk
    if (left < 0) {
      header = header.length === 0 ? chunk : Buffer.concat([header, chunk])
      const end = header.indexOf(headerEnd)
      if (end < 0) return
      const text = header.toString('latin1', 0, end)
      status = Number(text.slice(9, 12))
      left = status === 304 ? 0 : Number(/content-length: (\d+)/i.exec(text)?.[1] ?? 0)
      bytes = left
      body = header.subarray(end + 4)
      header = Buffer.alloc(0)
    }
    left -= body.length
    if (left > 0) return
    left = -1
    answered?.({ status, bytes })
  })
  return {
    ask: (path: string) =>
      new Promise<{ status: number; bytes: number }>((resolve) => {
        answered = resolve
        socket.write(`GET ${path} HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n`)
      }),
    close: () => socket.destroy(),
  }
}

const newLoad = (): Load => ({ requests: 0, failed: 0, bytes: 0, seconds: 0, milliseconds: [] })
const note = (load: Load, began: number, { status, bytes }: { status: number; bytes: number }) => {
  load.requests += 1
  load.bytes += bytes
  if (status !== 200) load.failed += 1
  load.milliseconds.push(performance.now() - began)
}

/** Asks as fast as the server answers, over some connections at once, for paths in turn. */
export const askAll = async (options: {
  port: number
  paths: readonly string[]
  connections: number
  seconds: number
}): Promise<Load> => {
  const { port, paths, connections, seconds } = options
  const load = newLoad()
  const began = performance.now()
  const end = began + seconds * 1000
  let next = 0
  const worker = async () => {
    const connection = await openConnection(port)
    while (performance.now() < end) {
      const asked = performance.now()
      note(load, asked, await connection.ask(paths[next++ % paths.length]!))
    }
    connection.close()
  }
  await Promise.all(Array.from({ length: connections }, worker))
  return { ...load, seconds: (performance.now() - began) / 1000 }
}

/** Viewers who each fetch the next segment every `everySeconds`, begun one after another within the first of these. */
export const watchAll = async (options: {
  port: number
  viewers: number
  everySeconds: number
  seconds: number
  pathOf: (viewer: number, turn: number) => string
}): Promise<Load> => {
  const { port, viewers, everySeconds, seconds, pathOf } = options
  const load = newLoad()
  const began = performance.now()
  const watch = async (_: unknown, viewer: number) => {
    const connection = await openConnection(port)
    const first = began + (viewer / viewers) * everySeconds * 1000
    for (let turn = 0; turn < Math.floor(seconds / everySeconds); turn += 1) {
      const due = first + turn * everySeconds * 1000
      await sleep(Math.max(0, due - performance.now()))
      // Lateness counts: a segment is due when it is due, however long the one before took.
      note(load, due, await connection.ask(pathOf(viewer, turn)))
    }
    connection.close()
  }
  await Promise.all(Array.from({ length: viewers }, watch))
  return { ...load, seconds: (performance.now() - began) / 1000 }
}
