const dayMilliseconds = 86_400_000

/** What was stored at a time. */
export type Stock = { at: Date; bytes: number }

/** How many bytes a day were added between two looks (negative when it shrank); undefined less than a day apart. */
export const growthPerDay = (then: Stock | undefined, now: Stock): number | undefined => {
  const days = then ? (now.at.getTime() - then.at.getTime()) / dayMilliseconds : 0
  return then && days >= 1 ? (now.bytes - then.bytes) / days : undefined
}

/** In how many days `leftBytes` will be full; undefined when nothing grows or nothing bounds it. */
export const daysUntilFull = (leftBytes: number | undefined, bytesPerDay: number | undefined): number | undefined => {
  if (leftBytes === undefined || bytesPerDay === undefined || bytesPerDay <= 0) return undefined
  return Math.max(0, leftBytes) / bytesPerDay
}

/** How the storage of a station stands, as far as it is known. */
export type Standing = {
  essenceBytes: number
  segmentBytes: number
  quotaBytes?: number
  freeBytes?: number
  growthBytesPerDay?: number
  daysLeft?: number
}

/** Kept free by the storage itself (see storage), and as much again before it is too late to do something. */
const lowFreeBytes = 2 * 1024 ** 3
const soonDays = 14

/** What runs out, how far it has come, and how bad that is; undefined while there is room for long enough. */
export const shortage = (standing: Standing) => {
  const { essenceBytes, segmentBytes, quotaBytes, freeBytes, daysLeft } = standing
  const usedBytes = essenceBytes + segmentBytes
  const quotaShare = quotaBytes === undefined ? 0 : quotaBytes === 0 ? 1 : essenceBytes / quotaBytes
  const diskShare = freeBytes === undefined || usedBytes === 0 ? 0 : usedBytes / (usedBytes + Math.max(0, freeBytes))
  const limit = quotaShare >= diskShare && quotaBytes !== undefined ? ('quota' as const) : ('disk' as const)
  const usedShare = Math.max(quotaShare, diskShare)
  const level =
    (freeBytes !== undefined && freeBytes < lowFreeBytes) || usedShare >= 0.98
      ? 'full'
      : usedShare >= 0.9
        ? 'low'
        : daysLeft !== undefined && daysLeft <= soonDays
          ? 'soon'
          : undefined
  return level && { limit, level, usedShare, severity: level === 'full' ? ('fail' as const) : ('warn' as const) }
}
