import { Worker } from 'node:worker_threads'
import type { FromThread, Results, Task, ToThread } from './finder-protocol.ts'

/** The index of this node, in a thread of its own. */
export type Finder = {
  ask<K extends Task['kind']>(task: Extract<Task, { kind: K }>, signal?: AbortSignal): Promise<Results[K]>
  close(): Promise<void>
}

/** Opens a finder; `printOf` brings the bytes of a fingerprint that it needs to look at. */
export const openFinder = (
  printOf: (number: number) => Promise<Uint8Array | undefined>,
  onLost: (error: Error) => void,
): Finder => {
  const thread = new Worker(new URL('./finder-thread.ts', import.meta.url))
  // The node may end while nothing is being looked for.
  thread.unref()
  const waiting = new Map<number, { resolve: (result: never) => void; reject: (error: Error) => void }>()
  let next = 0
  const tell = (message: ToThread) => thread.postMessage(message, [])
  const end = (error: Error) => {
    for (const { reject } of waiting.values()) reject(error)
    waiting.clear()
    onLost(error)
  }
  thread.on('message', (message: FromThread) => {
    if ('need' in message) {
      const number = message.need
      const say = (bytes: Uint8Array | undefined) => tell({ print: number, bytes })
      return void printOf(number).then(say, () => say(undefined))
    }
    const one = waiting.get(message.id)
    waiting.delete(message.id)
    if ('failure' in message) one?.reject(new Error(message.failure))
    else one?.resolve(message.result as never)
    return undefined
  })
  thread.on('error', (error) => end(error instanceof Error ? error : new Error(String(error))))
  thread.on('exit', () => end(new Error('the finder has ended')))

  return {
    ask: (task, signal) =>
      new Promise((resolve, reject) => {
        const id = (next += 1)
        waiting.set(id, { resolve, reject })
        signal?.addEventListener('abort', () => tell({ cancel: id }), { once: true })
        tell({ id, task })
      }),
    async close() {
      thread.removeAllListeners('exit')
      await thread.terminate()
      for (const { reject } of waiting.values()) reject(new Error('the finder has ended'))
    },
  }
}
