import { ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { sql } from 'kysely'
import { WebSocketServer, type WebSocket } from 'ws'
import type { Call } from '../contract/call.ts'
import { Problem } from '../contract/problem.ts'
import type { Database } from '../db/index.ts'
import { fromOwnPage } from '../host/origin.ts'
import type { Log } from '../telemetry/index.ts'
import { openCoalescer } from './coalesce.ts'
import type { Listener } from './listener.ts'
import { openRooms, type Member } from './rooms.ts'

export type Realtime = {
  /** Tells everybody in `room` of a station, on every node; messages of 150 ms go out together. */
  tell(station: string, room: string, message: object): void
  close(): Promise<void>
}

export type RealtimeOptions = {
  db: Database
  listener: Listener
  log: Log
  app: FastifyInstance
  authenticate(request: FastifyRequest): Promise<{ call: Call; signedIn: boolean }>
  /** How often it is asked whether a listener is still there, and still allowed to listen; 25 s unless told. */
  heartbeatMilliseconds?: number
}

const channel = 'rongmei_tell'
const maxBufferedBytes = 1024 * 1024

/**
 * Rooms over WebSocket (`/api/realtime`) with server-sent events (`/api/realtime/events?rooms=a,b`) as the fallback.
 * A room is `<resource>` or `<resource>:<id>`; being in it needs the scope `<resource>:read`.
 */
export const openRealtime = async (options: RealtimeOptions): Promise<Realtime> => {
  const { app, log, heartbeatMilliseconds = 25_000 } = options
  const rooms = openRooms()
  const coalescer = openCoalescer((payloads) => {
    sql`select pg_notify(${channel}, payload) from unnest(${payloads}::text[]) payload`
      .execute(options.db.kysely)
      .catch((err: unknown) => log.debug({ err }, 'nobody was told'))
  })
  options.listener.on(channel, (payload) => {
    if (payload !== '') rooms.deliver(payload)
  })

  const sockets = new WebSocketServer({ noServer: true, maxPayload: 16 * 1024, perMessageDeflate: false })
  /** Rights may end while somebody listens: who has others than at the beginning must come in anew. */
  const stillAllowed = async (request: FastifyRequest, began: Call): Promise<boolean> => {
    try {
      const { call, signedIn } = await options.authenticate(request)
      return signedIn && call.station === began.station && call.scopes.symmetricDifference(began.scopes).size === 0
    } catch (error) {
      return !(error instanceof Problem && error.status < 500)
    }
  }
  const join = (socket: WebSocket, request: FastifyRequest, call: Call) => {
    const member: Member = {
      call,
      send(frame) {
        if (socket.bufferedAmount > maxBufferedBytes) return socket.terminate()
        socket.send(frame)
      },
    }
    let alive = true
    const beat = setInterval(() => {
      if (!alive) return socket.terminate()
      alive = false
      socket.ping()
      void stillAllowed(request, call).then((allowed) => allowed || socket.close(1008))
    }, heartbeatMilliseconds)
    socket.on('pong', () => (alive = true))
    socket.on('message', (data) => rooms.command(member, data.toString()))
    socket.on('error', () => socket.terminate())
    socket.on('close', () => {
      clearInterval(beat)
      rooms.leaveAll(member)
    })
  }

  // Fastify answers the upgrade like any request (hooks, authentication), then the socket is taken over.
  app.get('/api/realtime', async (request, reply) => {
    const who = await options.authenticate(request)
    if (!who.signedIn) throw new Problem('not-signed-in', 401, 'Sign in, or send an API key')
    if (request.headers.upgrade?.toLowerCase() !== 'websocket') {
      throw new Problem('upgrade-required', 426, 'This address speaks WebSocket; /api/realtime/events speaks SSE')
    }
    if (!fromOwnPage(request)) throw new Problem('foreign-origin', 403, 'Another site may not open this')
    reply.hijack()
    request.raw.socket.setTimeout(0)
    sockets.handleUpgrade(request.raw, request.raw.socket, Buffer.alloc(0), (socket) => join(socket, request, who.call))
  })

  app.get('/api/realtime/events', async (request, reply) => {
    const who = await options.authenticate(request)
    if (!who.signedIn) throw new Problem('not-signed-in', 401, 'Sign in, or send an API key')
    reply.hijack()
    const { raw } = reply
    raw.socket?.setTimeout(0)
    raw.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store', 'x-accel-buffering': 'no' })
    raw.write(':\n\n')
    const member: Member = {
      call: who.call,
      send(frame) {
        if (raw.writableLength > maxBufferedBytes) return raw.destroy()
        raw.write(`data: ${frame}\n\n`)
      },
    }
    const wanted = String((request.query as { rooms?: string }).rooms ?? '').slice(0, 4000)
    rooms.command(member, JSON.stringify({ join: wanted.split(',') }))
    const beat = setInterval(() => {
      raw.write(':\n\n')
      void stillAllowed(request, who.call).then((allowed) => allowed || raw.end())
    }, heartbeatMilliseconds)
    raw.on('error', () => raw.destroy())
    raw.on('close', () => {
      clearInterval(beat)
      rooms.leaveAll(member)
    })
    member.close = () => raw.end()
  })

  // Node hands upgrades to this event instead of the request handler: route them back through Fastify.
  app.server.on('upgrade', (request, socket) => {
    socket.on('error', () => socket.destroy())
    const response = new ServerResponse(request)
    response.assignSocket(socket as never)
    // A stranger who is refused must not hold on to the connection by never closing their side of it.
    response.on('finish', () => (socket as Socket).destroySoon())
    app.routing(request, response)
  })

  return {
    tell: coalescer.tell,
    async close() {
      coalescer.close()
      for (const socket of sockets.clients) socket.close(1001)
      rooms.closeAll()
      await new Promise<void>((resolve) => sockets.close(() => resolve()))
      for (const socket of sockets.clients) socket.terminate()
    },
  }
}
