import type { Call } from '../contract/call.ts'

/** Somebody listening: a WebSocket or an SSE stream. */
export type Member = { call: Call; send(frame: string): void; close?: () => void }

/** A message on its way between nodes. */
type Telling = { station: string; tells: { room: string; message: object }[] }

const roomPattern = /^([a-z]{2,20})(:[\w-]{1,64})?$/
const maxRooms = 100

const mayEnter = (call: Call, room: string) => {
  const resource = roomPattern.exec(room)?.[1]
  return resource !== undefined && call.scopes.has(`${resource}:read` as never)
}

/** Who is in which room on this node. */
export const openRooms = () => {
  const members = new Map<string, Set<Member>>()
  const roomsOf = new Map<Member, Set<string>>()
  const address = (station: string, room: string) => `${station}/${room}`

  const enter = (member: Member, room: string) => {
    const mine = roomsOf.get(member) ?? new Set<string>()
    if (mine.size >= maxRooms || !mayEnter(member.call, room)) return
    const at = address(member.call.station, room)
    mine.add(at)
    roomsOf.set(member, mine)
    members.set(at, (members.get(at) ?? new Set()).add(member))
  }
  const leave = (member: Member, at: string) => {
    roomsOf.get(member)?.delete(at)
    const inside = members.get(at)
    inside?.delete(member)
    if (inside?.size === 0) members.delete(at)
  }

  return {
    /** `{"join": ["runs"], "leave": ["assets:…"]}`; anything else is passed over. */
    command(member: Member, text: string) {
      const { join, leave: left } = parse(text)
      for (const room of join) enter(member, room)
      for (const room of left) leave(member, address(member.call.station, room))
    },
    leaveAll(member: Member) {
      for (const at of roomsOf.get(member) ?? []) leave(member, at)
      roomsOf.delete(member)
    },
    /** Hands one frame, made once, to all members of each room told. */
    deliver(payload: string) {
      const { station, tells } = JSON.parse(payload) as Telling
      for (const [room, same] of Map.groupBy(tells, (tell) => tell.room)) {
        const inside = members.get(address(station, room))
        if (!inside) continue
        const frame = JSON.stringify({ room, messages: same.map((tell) => tell.message) })
        for (const member of inside) member.send(frame)
      }
    },
    closeAll() {
      for (const member of roomsOf.keys()) member.close?.()
    },
  }
}

const parse = (text: string): { join: string[]; leave: string[] } => {
  const strings = (value: unknown) =>
    Array.isArray(value) ? value.filter((v): v is string => typeof v === 'string').slice(0, maxRooms) : []
  try {
    const command = JSON.parse(text) as { join?: unknown; leave?: unknown } | null
    return { join: strings(command?.join), leave: strings(command?.leave) }
  } catch {
    return { join: [], leave: [] }
  }
}
