import { useEffect, useRef } from 'react'
import { chosenStation } from './api.ts'

type Heard = (message: Record<string, unknown>) => void
type Frame = { room: string; messages: Record<string, unknown>[] }

const listeners = new Map<string, Set<Heard>>()
const returned = new Set<() => void>()
const slowestSeconds = 30

let socket: WebSocket | undefined
let stream: EventSource | undefined
let failures = 0
let timer: ReturnType<typeof setTimeout> | undefined
let wasOpen = false
let socketEverOpened = false

const address = (path: string, query: Record<string, string> = {}) => {
  const url = new URL(path, location.origin)
  const station = chosenStation()
  if (station) url.searchParams.set('station', station)
  for (const [key, value] of Object.entries(query)) url.searchParams.set(key, value)
  return url
}

const deliver = (text: string) => {
  const { room, messages } = JSON.parse(text) as Frame
  for (const heard of listeners.get(room) ?? []) for (const message of messages) heard(message)
}

/** What was said while nobody listened is lost: whoever shows something fetches it again. */
const opened = () => {
  failures = 0
  if (wasOpen) for (const again of returned) again()
  wasOpen = true
}

const later = () => {
  const seconds = Math.min(slowestSeconds, 2 ** failures)
  failures += 1
  clearTimeout(timer)
  timer = setTimeout(connect, seconds * 1000 * (0.75 + Math.random() / 2))
}

const connect = () => {
  if (listeners.size === 0 || socket || stream) return
  // A proxy that lets no WebSocket through shows itself by never opening one.
  if (!socketEverOpened && failures >= 2) return openStream()
  const url = address('/api/realtime')
  url.protocol = url.protocol.replace('http', 'ws')
  const opening = new WebSocket(url)
  socket = opening
  opening.addEventListener('open', () => {
    socketEverOpened = true
    opening.send(JSON.stringify({ join: [...listeners.keys()] }))
    opened()
  })
  opening.addEventListener('message', (event) => deliver(String(event.data)))
  opening.addEventListener('close', () => {
    if (socket !== opening) return
    socket = undefined
    later()
  })
}

const openStream = () => {
  const opening = new EventSource(address('/api/realtime/events', { rooms: [...listeners.keys()].join(',') }))
  stream = opening
  opening.addEventListener('open', opened)
  opening.addEventListener('message', (event) => deliver(String(event.data)))
  opening.addEventListener('error', () => {
    if (opening.readyState !== EventSource.CLOSED || stream !== opening) return
    stream = undefined
    later()
  })
}

const tell = (command: object) => {
  if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify(command))
  if (!stream) return
  // The rooms of a stream are fixed when it opens.
  stream.close()
  stream = undefined
  clearTimeout(timer)
  timer = setTimeout(connect, 100)
}

const enter = (room: string, heard: Heard) => {
  const inside = listeners.get(room) ?? new Set()
  inside.add(heard)
  if (!listeners.has(room)) {
    listeners.set(room, inside)
    tell({ join: [room] })
    connect()
  }
  return () => {
    inside.delete(heard)
    if (inside.size > 0) return
    listeners.delete(room)
    tell({ leave: [room] })
  }
}

/** Leaves the station's rooms and enters those of the one now chosen. */
export const reconnect = (): void => {
  socket?.close()
  stream?.close()
  socket = stream = undefined
  clearTimeout(timer)
  connect()
}

/** Calls `again` whenever the connection has been lost and is back. */
export const onReturn = (again: () => void): (() => void) => {
  returned.add(again)
  return () => returned.delete(again)
}

/** Hears what is told in a room (`runs`, `assets:<id>`) while the component is shown. */
export const useRoom = <M extends object>(room: string | undefined, heard: (message: M) => void): void => {
  const latest = useRef(heard)
  useEffect(() => {
    latest.current = heard
  })
  useEffect(() => {
    if (room === undefined) return
    return enter(room, (message) => latest.current(message as M))
  }, [room])
}
